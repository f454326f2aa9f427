using Csa.Data.Drawing;
using SkiaSharp;

namespace Csa.Data.Portraits;

/// <summary>The colours of one portrait, in full light.</summary>
internal sealed class Palette
{
    private static readonly SKColor[] SkinTones =
    [
        new(255, 226, 206), new(250, 211, 184), new(238, 189, 154), new(217, 161, 121), new(178, 121, 85), new(134, 86, 60), new(98, 62, 46),
    ];

    public Palette(PortraitAttributes attributes)
    {
        SKColor tone = Colours.Along(SkinTones, (float)attributes.SkinTone);
        float warmth = (float)attributes.SkinWarmth;
        Skin = new SKColor(tone.Red, (byte)Math.Clamp(tone.Green + (6 * warmth), 0, 255), (byte)Math.Clamp(tone.Blue - (12 * warmth), 0, 255));
        Flush = Colours.Mix(Skin, new SKColor(196, 60, 50), 0.45f);
        SkinShadow = new SKColor((byte)(Skin.Red * 0.52f), (byte)(Skin.Green * 0.36f), (byte)(Skin.Blue * 0.32f));
        var natural = new SKColor((byte)(Skin.Red * 0.86f), (byte)(Skin.Green * 0.60f), (byte)(Skin.Blue * 0.58f));
        Lips = Colours.Mix(natural, new SKColor(176, 28, 46), 0.75f * (float)attributes.LipRedness);
        Hair = attributes.HairColour switch
        {
            HairColour.Black => new SKColor(40, 34, 33),
            HairColour.DarkBrown => new SKColor(72, 50, 38),
            HairColour.Brown => new SKColor(118, 82, 54),
            HairColour.Red => new SKColor(158, 78, 40),
            HairColour.Blond => new SKColor(214, 176, 116),
            _ => new SKColor(168, 166, 164),
        };
        Brow = Colours.Mix(Hair.Shade(0.62f), new SKColor(50, 36, 30), 0.3f);
        Iris = attributes.EyeColour switch
        {
            EyeColour.Brown => new SKColor(92, 54, 28),
            EyeColour.Hazel => new SKColor(140, 104, 50),
            EyeColour.Green => new SKColor(98, 132, 78),
            EyeColour.Blue => new SKColor(84, 134, 182),
            _ => new SKColor(128, 142, 150),
        };
    }

    public SKColor Skin { get; }

    /// <summary>Skin where blood shows: cheeks, nose, ears, chin.</summary>
    public SKColor Flush { get; }

    /// <summary>Skin in deep shade.</summary>
    public SKColor SkinShadow { get; }

    public SKColor Lips { get; }

    public SKColor Hair { get; }

    public SKColor Brow { get; }

    public SKColor Iris { get; }
}
