using SkiaSharp;

namespace Csa.Drawings.Painting;

/// <summary>Arithmetic on sRGB colours.</summary>
internal static class Colours
{
    /// <summary>Interpolates between two opaque colours.</summary>
    /// <param name="a">At t = 0.</param>
    /// <param name="b">At t = 1.</param>
    /// <param name="t">Clamped to 0 … 1.</param>
    public static SKColor Mix(SKColor a, SKColor b, float t)
    {
        t = Math.Clamp(t, 0, 1);
        return new SKColor(Blend(a.Red, b.Red, t), Blend(a.Green, b.Green, t), Blend(a.Blue, b.Blue, t));
    }

    /// <summary>Interpolates along a row of equally spaced opaque colours.</summary>
    /// <param name="stops">At least 2.</param>
    /// <param name="t">0 = first, 1 = last.</param>
    public static SKColor Along(ReadOnlySpan<SKColor> stops, float t)
    {
        float place = Math.Clamp(t, 0, 1) * (stops.Length - 1);
        int index = Math.Min((int)place, stops.Length - 2);
        return Mix(stops[index], stops[index + 1], place - index);
    }

    /// <summary>Makes a colour darker (factor below 1) or lighter (above 1).</summary>
    /// <param name="colour">Opaque.</param>
    /// <param name="factor">Multiplies each channel, clamped at 255.</param>
    public static SKColor Shade(this SKColor colour, float factor) =>
        new(Scale(colour.Red, factor), Scale(colour.Green, factor), Scale(colour.Blue, factor));

    /// <summary>The same colour, less opaque.</summary>
    /// <param name="colour">Any.</param>
    /// <param name="opacity">0 … 1, clamped.</param>
    public static SKColor Fade(this SKColor colour, float opacity) =>
        colour.WithAlpha((byte)MathF.Round(255 * Math.Clamp(opacity, 0, 1)));

    /// <summary>A colour from hue, saturation and lightness.</summary>
    /// <param name="hue">0 … 1 around the circle.</param>
    /// <param name="saturation">0 … 1.</param>
    /// <param name="lightness">0 … 1.</param>
    public static SKColor Hsl(float hue, float saturation, float lightness) =>
        SKColor.FromHsl(360 * (hue - MathF.Floor(hue)), 100 * Math.Clamp(saturation, 0, 1), 100 * Math.Clamp(lightness, 0, 1));

    private static byte Blend(byte a, byte b, float t) => (byte)MathF.Round(a + ((b - a) * t));

    private static byte Scale(byte value, float factor) => (byte)MathF.Round(Math.Clamp(value * factor, 0, 255));
}
