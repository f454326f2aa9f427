using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Cli.Filling;

/// <summary>Reads masks, with the changes that the command line asks for.</summary>
/// <param name="resize">True to scale a mask of another size.</param>
/// <param name="invert">True to swap hole and known pixels.</param>
/// <param name="grow">The number of pixels by which the hole is grown.</param>
/// <param name="feather">The number of pixels beyond that over which the fill is blended into the photograph.</param>
internal sealed class HoleReader(bool resize, bool invert, int grow, int feather)
{
    // What somebody at the terminal has answered stands for the masks that follow.
    private bool? inverts = invert ? true : null;

    /// <summary>The mask for a photograph.</summary>
    /// <param name="path">The mask's path.</param>
    /// <param name="size">The photograph's size.</param>
    /// <exception cref="BadInputException">As for <see cref="MaskFile.OpenFor"/>, no known pixel is left, or the user answered that
    /// nothing is to be filled.</exception>
    public RequestedHole Open(string path, ImageSize size)
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
        return new RequestedHole(hole, filled, mask.Notes, feather);
    }
}

/// <summary>A hole as the command line asks for it.</summary>
/// <param name="Hole">The hole to replace.</param>
/// <param name="Filled">The pixels to fill: the hole and the transition around it.</param>
/// <param name="Notes">Notes on how the mask was read.</param>
/// <param name="Feather">The width of that transition in pixels.</param>
internal sealed record RequestedHole(HoleMask Hole, HoleMask Filled, IReadOnlyList<string> Notes, int Feather)
{
    /// <summary>Blends a fill into the photograph.</summary>
    public RgbImage Blend(RgbImage photograph, RgbImage filled) => Feather == 0 ? filled : HoleEdge.Feather(photograph, filled, Hole, Feather);
}
