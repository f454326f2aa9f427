using Csa.Drawings.Painting;
using SkiaSharp;

namespace Csa.Drawings.Portraits;

/// <summary>The colours of one portrait, in full light.</summary>
internal sealed class Palette
{
    private static readonly SKColor[] SkinTones =
    [
        new(250, 216, 196), new(246, 203, 176), new(236, 186, 152), new(216, 160, 122), new(180, 124, 90), new(140, 92, 66), new(106, 68, 52),
    ];

    public Palette(PortraitAttributes attributes)
    {
        SKColor tone = Colours.Along(SkinTones, (float)attributes.SkinTone);
        float warmth = (float)attributes.SkinWarmth;
        Skin = new SKColor(tone.Red, (byte)Math.Clamp(tone.Green + (4 * warmth), 0, 255), (byte)Math.Clamp(tone.Blue - (9 * warmth), 0, 255));
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
            EyeColour.Brown => new SKColor(84, 50, 28),
            EyeColour.Hazel => new SKColor(116, 84, 42),
            EyeColour.Green => new SKColor(84, 110, 68),
            EyeColour.Blue => new SKColor(70, 110, 152),
            _ => new SKColor(104, 116, 124),
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
