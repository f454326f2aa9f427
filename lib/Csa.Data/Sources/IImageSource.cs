using Csa.Data.Files;
using Csa.Data.Images;

namespace Csa.Data.Sources;

/// <summary>The three disjoint parts of a data set.</summary>
public enum Split
{
    /// <summary>For training.</summary>
    Train,

    /// <summary>For choosing between models.</summary>
    Validation,

    /// <summary>For reporting results, once.</summary>
    Test,
}

/// <summary>A data set of square images: a photo folder or built-in drawings.</summary>
public interface IImageSource
{
    /// <summary>A description for run records and tables: "builtin:portraits" or a folder.</summary>
    string Description { get; }

    /// <summary>The number of images in a split.</summary>
    /// <param name="split">The split.</param>
    int Count(Split split);

    /// <summary>An image's stable name: a relative path or "portrait-000042".</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">0 … Count-1.</param>
    string Name(Split split, int index);

    /// <summary>Reads or draws an image at a size. Safe to call from several threads.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">0 … Count-1.</param>
    /// <param name="side">Height and width in pixels.</param>
    RgbImage Read(Split split, int index, int side);

    /// <summary>
    /// A fingerprint of the data, equal for equal files. <see cref="Description"/> by default, for images that are drawn
    /// from a name alone.
    /// </summary>
    string Fingerprint => Description;

    /// <summary>Notes on the data for the user, one sentence each: how the splits were determined, what is left out.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>The files found unreadable so far, by name; empty for drawings.</summary>
    IReadOnlyList<FileProblem> Problems => [];
}
