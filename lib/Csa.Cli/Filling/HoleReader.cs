using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Cli.Filling;

/// <summary>Reads holes from masks as the command line asks for them.</summary>
/// <param name="resize">Scales a mask of another size.</param>
/// <param name="invert">Fills what the mask shows as known.</param>
/// <param name="grow">Pixels by which a hole reaches further.</param>
/// <param name="feather">Pixels beyond that, over which the fill passes into the photograph.</param>
internal sealed class HoleReader(bool resize, bool invert, int grow, int feather)
{
    // What somebody at the terminal has answered stands for the masks that follow.
    private bool? inverts = invert ? true : null;

    /// <summary>The mask for a photograph.</summary>
    /// <param name="path">Of the mask.</param>
    /// <param name="size">Of the photograph.</param>
    /// <exception cref="BadInputException">As for <see cref="MaskFile.OpenFor"/>, or nothing known is left, or whoever was asked wants no fill.</exception>
    public AskedHole Open(string path, ImageSize size)
    {
        DecodedMask mask = MaskFile.OpenFor(path, size, resize, inverts ?? false);
        double share = mask.Hole.HoleFraction(0);
        if (inverts is null && share > 0.5)
        {
            string question = FormattableString.Invariant($"{path}: {100 * share:F1} % of the picture is hole (white). Fill all that (f), the rest of it (r), or nothing (n)?");
            switch (Terminal.Ask(question, "frn"))
            {
                case 'n': throw new BadInputException($"{path}: not filled, as answered; draw the hole in white, or add --invert-mask");
                case char answer: inverts = answer == 'r'; break;
            }

            if (inverts is true) mask = MaskFile.OpenFor(path, size, resize, invert: true);
        }

        HoleMask hole = HoleEdge.Grow(mask.Hole, grow), filled = HoleEdge.Grow(hole, feather);
        if (filled.HoleCount(0) == size.Width * size.Height) throw new BadInputException($"{path}: makes a hole of the whole {size} when it grows by {grow + feather} pixels; want a smaller --grow or --feather");
        return new AskedHole(hole, filled, mask.Notes, feather);
    }
}

/// <summary>A hole as it was asked for.</summary>
/// <param name="Hole">What is replaced.</param>
/// <param name="Filled">What is filled: the hole, and around it what is led over into the photograph.</param>
/// <param name="Notes">How the mask was understood.</param>
/// <param name="Feather">The width of that transition in pixels.</param>
internal sealed record AskedHole(HoleMask Hole, HoleMask Filled, IReadOnlyList<string> Notes, int Feather)
{
    /// <summary>The result from what was filled.</summary>
    public RgbImage Blend(RgbImage photograph, RgbImage filled) => Feather == 0 ? filled : HoleEdge.Feather(photograph, filled, Hole, Feather);
}
