using Csa.Data.Files;

namespace Csa.Data.Masks;

/// <summary>A source of holes.</summary>
public interface IMaskSource
{
    /// <summary>What it is, for run records and tables: "centre", "strokes" or a folder.</summary>
    string Description { get; }

    /// <summary>Draws a mask of one sample; the same seed gives the same mask.</summary>
    /// <param name="side">Height and width in pixels.</param>
    /// <param name="seed">Any number.</param>
    HoleMask Draw(int side, ulong seed);

    /// <summary>Tells these masks from others: equal for equal files. By default <see cref="Description"/>, for what is drawn from its name alone.</summary>
    string Fingerprint => Description;

    /// <summary>The files found unreadable so far, by name; nothing for drawn masks.</summary>
    IReadOnlyList<FileProblem> Problems => [];
}
