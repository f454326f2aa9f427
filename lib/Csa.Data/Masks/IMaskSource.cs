using Csa.Data.Files;

namespace Csa.Data.Masks;

/// <summary>A source of holes.</summary>
public interface IMaskSource
{
    /// <summary>A description for run records and tables: "centre", "strokes" or a folder.</summary>
    string Description { get; }

    /// <summary>Draws a mask of one sample; the same seed gives the same mask.</summary>
    /// <param name="side">Height and width in pixels.</param>
    /// <param name="seed">Any number.</param>
    HoleMask Draw(int side, ulong seed);

    /// <summary>True if each image has a mask of its own, which is mirrored with it.</summary>
    bool IsPaired => false;

    /// <summary>Draws the mask for an image: any, unless each image has one of its own.</summary>
    /// <param name="image">The image's stable name.</param>
    /// <param name="side">Height and width in pixels.</param>
    /// <param name="seed">Any number.</param>
    HoleMask DrawFor(string image, int side, ulong seed) => Draw(side, seed);

    /// <summary>
    /// A fingerprint of the masks, equal for equal files. <see cref="Description"/> by default, for masks that are drawn
    /// from a name alone.
    /// </summary>
    string Fingerprint => Description;

    /// <summary>The files found unreadable so far, by name; empty for drawn masks.</summary>
    IReadOnlyList<FileProblem> Problems => [];
}
