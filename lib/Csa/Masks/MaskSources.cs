using Csa.Data;

namespace Csa.Masks;

/// <summary>Opens a source of masks by the word or folder that a user gives.</summary>
public static class MaskSources
{
    private const string Wanted = "want centre, centre-official, box, strokes, mixed or a folder of masks";

    /// <summary>A source of masks.</summary>
    /// <param name="spec">
    /// "centre" (half the side), "centre-official" (120 of 256), "box", "strokes", "mixed" (half strokes, a quarter each
    /// centre and box), or a folder of mask images.
    /// </param>
    /// <returns>Never draws an empty mask or one without a known pixel.</returns>
    /// <exception cref="BadInputException">No such word or folder.</exception>
    public static IMaskSource Open(string spec) => spec switch
    {
        "centre" => new DrawnMasks(spec, (side, _) => MaskShapes.Centre(side)),
        "centre-official" => new DrawnMasks(spec, (side, _) => MaskShapes.OfficialCentre(side)),
        "box" => new DrawnMasks(spec, (side, random) => MaskShapes.Box(side, side, random)),
        "strokes" => new DrawnMasks(spec, (side, random) => MaskShapes.Strokes(side, side, random)),
        "mixed" => new DrawnMasks(spec, Mixed),
        _ when Directory.Exists(spec) => new MaskFolder(spec),
        _ => throw new BadInputException($"masks '{spec}': {Wanted}; there is no such folder"),
    };

    private static HoleMask Mixed(int side, Random random) => random.Next(4) switch
    {
        0 => MaskShapes.Centre(side),
        1 => MaskShapes.Box(side, side, random),
        _ => MaskShapes.Strokes(side, side, random),
    };

    private sealed class DrawnMasks(string description, Func<int, Random, HoleMask> draw) : IMaskSource
    {
        public string Description => description;

        public HoleMask Draw(int side, ulong seed) => draw(side, Seed.Generator(seed));
    }
}
