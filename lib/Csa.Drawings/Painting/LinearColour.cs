using System.Numerics;
using SkiaSharp;

namespace Csa.Drawings.Painting;

/// <summary>
/// Colours as linear light, in which lights add and shadows multiply: X red, Y green, Z blue, 1 = white paper in full light,
/// more for what shines. Display values are taken as the square root of light, which every processor computes alike.
/// </summary>
internal static class LinearColour
{
    /// <summary>A colour from display values.</summary>
    public static Vector3 Rgb(float red, float green, float blue)
    {
        var display = new Vector3(red, green, blue) / 255;
        return display * display;
    }

    /// <summary>A colour from hue, saturation and lightness; see <see cref="Colours.Hsl"/>.</summary>
    public static Vector3 Hsl(float hue, float saturation, float lightness)
    {
        SKColor colour = Colours.Hsl(hue, saturation, lightness);
        return Rgb(colour.Red, colour.Green, colour.Blue);
    }

    /// <summary>Interpolates along a row of equally spaced colours.</summary>
    /// <param name="stops">At least 2.</param>
    /// <param name="t">0 = first, 1 = last; clamped.</param>
    public static Vector3 Along(ReadOnlySpan<Vector3> stops, float t)
    {
        float place = Math.Clamp(t, 0, 1) * (stops.Length - 1);
        int index = Math.Min((int)place, stops.Length - 2);
        return Vector3.Lerp(stops[index], stops[index + 1], place - index);
    }

    /// <summary>To 8-bit display values; bright light approaches white slowly, as on film.</summary>
    public static Vector3 ToDisplay(Vector3 light)
    {
        light = Vector3.Max(light, Vector3.Zero);
        Vector3 toned = light + (3 * light * light); // x + 3x^2 over 1 + x + 3x^2: x for little light, 0.8 at 1, never above 1
        return 255 * Vector3.SquareRoot(toned / (Vector3.One + toned));
    }
}
