using System.Globalization;
using Csa.Data.Images;

namespace Csa.Data.Masks;

/// <summary>The interpretation of an image as a mask.</summary>
/// <param name="Cells">1 = hole, in raster order, or null if the image is no mask.</param>
/// <param name="Notes">How it was understood, unless it is plain black and white.</param>
/// <param name="Fault">Why it is no mask, or null.</param>
internal sealed record MaskInterpretation(byte[]? Cells, IReadOnlyList<string> Notes, string? Fault)
{
    /// <summary>True for what nobody would take for a photograph: two values, or one colour on black, but for soft edges.</summary>
    public bool IsPlain { get; private init; }

    private const string InColours = "is a picture in colours that do not say which part is missing; want the hole in white on black, or transparent";
    private const int Line = 128;
    // Black after JPEG, at most.
    private const int JpegBlack = 15;
    // Beyond these lies neither black nor white.
    private const int Black = 47, White = 208;
    private const double ManyGrey = 0.25;
    private const double FewColours = 0.01, FewMidtones = 0.1;

    /// <summary>Interprets an image as a mask.</summary>
    /// <param name="file">The image and the properties of its file.</param>
    public static MaskInterpretation Of(DecodedImage file)
    {
        RgbImage image = file.Image;
        if (image.Alpha is byte[] alpha && alpha.AsSpan().ContainsAnyInRange((byte)0, (byte)(Line - 1)))
        {
            return alpha.AsSpan().ContainsAnyInRange((byte)Line, (byte)255)
                ? Read(Array.ConvertAll(alpha, value => (byte)(255 - value)), Line, "Its transparent part is the hole.")
                : Refused("is transparent everywhere; want a hole in white on black, or transparent in an opaque picture");
        }

        var colours = MaskColours.Of(image, Line);
        return colours.Coloured > FewColours * colours.Bright && colours.Bright > 0 ? OfColour(image, colours) : OfGrey(file, colours);
    }

    // A colour on black means that colour. Colour on white, several colours or a photograph do not say what they mean.
    private static MaskInterpretation OfColour(RgbImage image, MaskColours colours)
    {
        byte[] strongest = Values(image, (r, g, b) => Math.Max(r, Math.Max(g, b)));
        if (!colours.OneColourOnBlack || Share(strongest, Black, Line - 1) > FewMidtones)
            return Refused(InColours);
        return Read(strongest, Line, $"It has no white: its parts of the colour {colours.Mean} are the hole.") with { IsPlain = true };
    }

    private static MaskInterpretation OfGrey(DecodedImage file, MaskColours colours)
    {
        byte[] grey = Values(file.Image, Luma);
        int brightest = grey.Max();
        if (brightest == 0 && file.FileBits == 16) return Refused("is black once reduced from 16 to 8 bits, where 0 … 255 of 65535 vanish; save it with 8 bits per channel");
        if (brightest == 0 || (file.Kind == ImageKind.Jpeg && brightest <= JpegBlack)) return new(new byte[grey.Length], [], null);
        if (brightest == 1) return Read(grey, 1, "Its values are 0 and 1: 1 is the hole.") with { IsPlain = true };
        if (brightest < Line) return Refused($"has nothing white: its brightest value is {brightest} and a hole starts at {Line}; draw the hole in white (255)");
        double between = Share(grey, Black + 1, White - 1);
        if (between <= ManyGrey) return Read(grey, Line) with { IsPlain = true };
        return colours.Tinted > FewMidtones * grey.Length
            ? Refused(InColours)
            : Read(grey, Line, string.Create(CultureInfo.InvariantCulture, $"{100 * between:F0} % of it is neither black nor white; what is at least {Line} of 255 is the hole."));
    }

    private static MaskInterpretation Read(byte[] values, int line, params string[] notes) =>
        new(Array.ConvertAll(values, value => value >= line ? (byte)1 : (byte)0), notes, null);

    private static MaskInterpretation Refused(string fault) => new(null, [], fault);

    private static double Share(byte[] values, int least, int greatest) =>
        (double)values.Count(value => value >= least && value <= greatest) / values.Length;

    private static byte[] Values(RgbImage image, Func<int, int, int, int> value)
    {
        byte[] pixels = image.Pixels;
        var values = new byte[image.Width * image.Height];
        for (int i = 0; i < values.Length; i++) values[i] = (byte)value(pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]);
        return values;
    }

    // Rec. 601 luma in integers; a grey pixel's luma is its value.
    private static int Luma(int r, int g, int b) => ((299 * r) + (587 * g) + (114 * b)) / 1000;
}
