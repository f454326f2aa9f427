using Csa.Data.Files;
using Csa.Data.Images;

namespace Csa.Data.Sources;

/// <summary>Photographs of a folder and its sub-folders as squares, in three splits.</summary>
/// <remarks>
/// A folder that the programs of data-scripts/ prepared has a manifest.csv: its files, in the splits of the data set's
/// authors. Otherwise, and if they give no split, a photograph's split depends only on its relative name: adding files never
/// moves one. A file that cannot be read is noticed when it is first used, listed in <see cref="Problems"/> and replaced by
/// the next of its split.
/// </remarks>
public sealed class PhotoFolder : IImageSource
{
    private readonly PhotoFolderOptions options;
    private readonly FolderReader<RgbImage> reader;
    private readonly int[][] splits;
    private readonly SplitManifest? manifest;

    /// <summary>Lists the folder without opening any file.</summary>
    /// <param name="folder">Holds image files, found by their names.</param>
    /// <param name="options">Splits, order and fit; the defaults when not set.</param>
    /// <exception cref="BadInputException">No such folder, no image file in it, or one whose preparation is not finished.</exception>
    /// <exception cref="ArgumentException">Options that contradict each other.</exception>
    public PhotoFolder(string folder, PhotoFolderOptions? options = null)
    {
        this.options = options ?? new PhotoFolderOptions();
        this.options.Validate();
        Description = folder;
        manifest = SplitManifest.Find(folder);
        string[] names = manifest is null ? ImageFolder.List(folder) : [.. manifest.Rows.Select(row => row.File)];
        if (names.Length == 0) throw new BadInputException($"{folder}: want images, its manifest lists none; prepare it again");
        reader = new FolderReader<RgbImage>(folder, names, this.options.CacheBytes);
        ulong[] hashes = Array.ConvertAll(names, StableHash.Of);
        ILookup<Split, int> bySplit = Enumerable.Range(0, names.Length).ToLookup(i => manifest?.Rows[i].Split ?? SplitOf(hashes[i]));
        splits = [.. Enum.GetValues<Split>().Select(split => (int[])[.. bySplit[split].OrderBy(i => Seed.Derive(this.options.Seed, hashes[i]))])];
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public string Fingerprint => manifest?.Fingerprint ?? ImageFolder.Fingerprint(Description);

    /// <summary>The files found unreadable so far, by name.</summary>
    public IReadOnlyList<FileProblem> Problems => reader.Problems;

    /// <inheritdoc/>
    public int Count(Split split) => splits[(int)split].Length;

    /// <inheritdoc/>
    /// <remarks>Once a file is known to be bad, the name of its replacement.</remarks>
    public string Name(Split split, int index)
    {
        CheckIndex(split, index);
        return reader.NameAt(splits[(int)split], index);
    }

    /// <inheritdoc/>
    /// <remarks>Alpha is dropped. The result may be shared with other callers: do not change its pixels.</remarks>
    /// <exception cref="BadInputException">No photograph of the split can be read.</exception>
    public RgbImage Read(Split split, int index, int side)
    {
        CheckIndex(split, index);
        return reader.Read(splits[(int)split], index, side, 3L * side * side, path => ReadSquare(path, side));
    }

    private RgbImage ReadSquare(string path, int side)
    {
        RgbImage photo = ImageFile.Read(path);
        var opaque = new RgbImage(photo.Width, photo.Height, photo.Pixels);
        return (options.Fit == SquareFit.Crop ? opaque.CropSquare() : opaque).Resize(side, side);
    }

    private Split SplitOf(ulong hash)
    {
        double place = (hash >> 11) * Math.ScaleB(1, -53);
        if (place < options.TrainShare) return Split.Train;
        return place < options.TrainShare + options.ValidationShare ? Split.Validation : Split.Test;
    }

    private void CheckIndex(Split split, int index)
    {
        if (index < 0 || index >= Count(split))
            throw new ArgumentOutOfRangeException(nameof(index), $"index: want 0 … {Count(split) - 1} in {split} of {Description}, got {index}");
    }
}

/// <summary>How a photograph becomes a square.</summary>
public enum SquareFit
{
    /// <summary>The central square is cropped and scaled; shapes keep their proportions.</summary>
    Crop,

    /// <summary>The whole photograph is scaled along each axis separately, as in the official pipeline.</summary>
    Squash,
}

/// <summary>Options of a folder of photographs: how it is split, ordered and made square.</summary>
public sealed record PhotoFolderOptions
{
    /// <summary>How photographs become squares.</summary>
    public SquareFit Fit { get; init; } = SquareFit.Crop;

    /// <summary>Orders the photographs within each split.</summary>
    public ulong Seed { get; init; }

    /// <summary>The fraction for training, 0 … 1.</summary>
    public double TrainShare { get; init; } = 0.8;

    /// <summary>The fraction for validation, 0 … 1; the rest is for testing.</summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>The most bytes of scaled photographs that are kept in memory; 512 MB by default.</summary>
    public long CacheBytes { get; init; } = 512L << 20;

    internal void Validate()
    {
        if (!(TrainShare >= 0 && ValidationShare >= 0 && TrainShare + ValidationShare <= 1))
            throw new ArgumentException($"shares: want 0 or more and at most 1 together, got train {TrainShare} and validation {ValidationShare}");
        if (CacheBytes < 0) throw new ArgumentException($"cache: want 0 or more bytes, got {CacheBytes}");
        if (!Enum.IsDefined(Fit)) throw new ArgumentException($"fit: want Crop or Squash, got {Fit}");
    }
}
