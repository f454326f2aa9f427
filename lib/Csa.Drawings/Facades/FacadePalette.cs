using System.Numerics;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>The colours of one house in white light: the fraction of light that each surface reflects.</summary>
internal sealed class FacadePalette
{
    private static readonly Vector3[] PlasterHues =
    [
        LinearColour.Rgb(206, 132, 112), LinearColour.Rgb(224, 170, 122), LinearColour.Rgb(226, 192, 120), LinearColour.Rgb(236, 222, 182),
        LinearColour.Rgb(196, 204, 172), LinearColour.Rgb(172, 192, 198), LinearColour.Rgb(188, 188, 204), LinearColour.Rgb(216, 186, 190),
    ];

    private static readonly Vector3[] BrickHues =
    [
        LinearColour.Rgb(146, 62, 48), LinearColour.Rgb(166, 84, 60), LinearColour.Rgb(180, 108, 76), LinearColour.Rgb(194, 140, 96), LinearColour.Rgb(206, 176, 124), LinearColour.Rgb(150, 132, 122),
    ];

    private static readonly Vector3[] StoneHues =
    [
        LinearColour.Rgb(186, 132, 112), LinearColour.Rgb(206, 176, 134), LinearColour.Rgb(222, 204, 164), LinearColour.Rgb(204, 198, 184), LinearColour.Rgb(170, 174, 178),
    ];

    private static readonly Vector3[] BoardHues =
    [
        LinearColour.Rgb(158, 62, 50), LinearColour.Rgb(222, 186, 112), LinearColour.Rgb(232, 228, 216), LinearColour.Rgb(152, 172, 142), LinearColour.Rgb(112, 142, 168), LinearColour.Rgb(142, 134, 130),
    ];

    private static readonly Vector3[] InfillHues =
    [
        LinearColour.Rgb(216, 156, 130), LinearColour.Rgb(230, 200, 142), LinearColour.Rgb(240, 230, 206), LinearColour.Rgb(238, 236, 228), LinearColour.Rgb(206, 212, 200),
    ];

    private static readonly Vector3[] RoofHues =
    [
        LinearColour.Rgb(176, 82, 58), LinearColour.Rgb(158, 92, 66), LinearColour.Rgb(120, 86, 70), LinearColour.Rgb(96, 90, 90), LinearColour.Rgb(92, 102, 118),
    ];

    public FacadePalette(FacadeAttributes attributes)
    {
        float hue = (float)attributes.WallHue, lightness = (float)attributes.WallLightness;
        Vector3[] hues = attributes.Wall switch
        {
            WallMaterial.Plaster => PlasterHues,
            WallMaterial.Brick => BrickHues,
            WallMaterial.Stone => StoneHues,
            WallMaterial.Boards => BoardHues,
            _ => InfillHues,
        };
        Wall = LinearColour.Along(hues, hue) * Curves.Mix(0.50f, 1.06f, lightness);
        bool pale = attributes.Wall is WallMaterial.Plaster or WallMaterial.Boards or WallMaterial.HalfTimbered;
        Trim = pale
            ? Vector3.Lerp(LinearColour.Rgb(228, 220, 204), Wall, lightness > 0.75f ? 0.45f : 0.10f) * (lightness > 0.75f ? 0.78f : 1)
            : Vector3.Lerp(LinearColour.Rgb(214, 200, 172), Wall, attributes.Wall == WallMaterial.Stone ? 0.55f : 0.12f) * 0.92f;
        Beam = LinearColour.Rgb(76, 54, 42) * Curves.Mix(0.7f, 1.5f, 1 - lightness);
        Accent = LinearColour.Hsl((float)attributes.AccentHue, 0.34f, 0.29f);
        Frame = LinearColour.Along([LinearColour.Rgb(58, 46, 40), LinearColour.Rgb(128, 104, 82), LinearColour.Rgb(240, 238, 230)], (float)attributes.FrameLightness);
        Roof = LinearColour.Along(RoofHues, (float)attributes.RoofHue);
    }

    public Vector3 Wall { get; }

    /// <summary>The colour of sills, mouldings, bands and cornices.</summary>
    public Vector3 Trim { get; }

    /// <summary>The colour of the beams in half-timbered walls.</summary>
    public Vector3 Beam { get; }

    /// <summary>The colour of doors, shutters and shop fronts.</summary>
    public Vector3 Accent { get; }

    /// <summary>The colour of window frames.</summary>
    public Vector3 Frame { get; }

    public Vector3 Roof { get; }

    public static Vector3 Iron { get; } = LinearColour.Rgb(52, 52, 56);
}
