using Csa.Data.Images;

namespace Csa.Data.Masks;

/// <summary>Colour statistics of an image that should be a mask.</summary>
/// <param name="Bright">Pixels whose strongest channel reaches the threshold.</param>
/// <param name="Coloured">Pixels that are clearly not grey.</param>
/// <param name="Tinted">Pixels that are not quite grey, like most of a photograph's.</param>
/// <param name="OneColourOnBlack">True when the coloured pixels share a hue and hardly anything else is bright.</param>
/// <param name="Mean">The coloured pixels' mean as "(r, g, b)".</param>
internal sealed record MaskColours(int Bright, int Coloured, int Tinted, bool OneColourOnBlack, string Mean)
{
    // The least difference between channels that a person calls a colour and JPEG does not make of grey.
    private const int Saturated = 64;
    // The least difference that no rounding makes.
    private const int Tint = 12;
    private const double MaxPart = 0.95, OtherBright = 0.05;
    private static readonly double SameHue = Math.Cos(Math.PI / 6);

    /// <summary>Counts an image's colours.</summary>
    /// <param name="image">The image; its alpha is ignored.</param>
    /// <param name="line">The threshold of a bright channel.</param>
    public static MaskColours Of(RgbImage image, int line)
    {
        (int bright, int coloured, int tinted, int otherBright) = (0, 0, 0, 0);
        (long red, long green, long blue) = (0, 0, 0);
        (double hueX, double hueY) = (0, 0);
        ReadOnlySpan<byte> pixels = image.Pixels;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            (int r, int g, int b) = (pixels[i], pixels[i + 1], pixels[i + 2]);
            int strongest = Math.Max(r, Math.Max(g, b));
            if (strongest >= line) bright++;
            int chroma = strongest - Math.Min(r, Math.Min(g, b));
            if (chroma >= Tint) tinted++;
            if (chroma < Saturated)
            {
                if (strongest >= line) otherBright++;
                continue;
            }

            coloured++;
            (red, green, blue) = (red + r, green + g, blue + b);
            (double x, double y) = Hue(r, g, b);
            (hueX, hueY) = (hueX + x, hueY + y);
        }

        if (coloured == 0) return new MaskColours(bright, 0, tinted, false, "");
        double length = Math.Max(double.Epsilon, Math.Sqrt((hueX * hueX) + (hueY * hueY)));
        int same = 0;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            (int r, int g, int b) = (pixels[i], pixels[i + 1], pixels[i + 2]);
            if (Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b)) < Saturated) continue;
            (double x, double y) = Hue(r, g, b);
            if (((x * hueX) + (y * hueY)) / length >= SameHue) same++;
        }

        return new MaskColours(
            bright,
            coloured,
            tinted,
            same >= MaxPart * coloured && otherBright <= OtherBright * coloured,
            $"({red / coloured}, {green / coloured}, {blue / coloured})");
    }

    // The direction of a colour in the plane across the grey axis, of length 1.
    private static (double X, double Y) Hue(int r, int g, int b)
    {
        double x = r - ((g + b) / 2.0), y = Math.Sqrt(3) / 2 * (g - b);
        double length = Math.Sqrt((x * x) + (y * y));
        return (x / length, y / length);
    }
}
