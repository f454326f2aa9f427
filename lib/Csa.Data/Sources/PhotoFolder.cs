using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Data.Sources;

/// <summary>Photographs of a folder and its sub-folders, or of a list of paths, as squares, in three splits.</summary>
/// <remarks>
/// A folder that the programs of data-scripts/ prepared has a manifest.csv: its files, in the splits of the data set's
/// authors. Sub-folders called train, val and test are the splits. Otherwise, and if a manifest gives no split, a
/// photograph's split depends only on its relative name: adding files never moves one. A file that cannot be read is noticed
/// when it is first used, listed in <see cref="Problems"/> and replaced by the next of its split.
/// </remarks>
public sealed class PhotoFolder : IImageSource
{
    private const long HoleCacheBytes = 128L << 20;

    private readonly PhotoFolderOptions options;
    private readonly string root;
    private readonly FolderReader<RgbImage> reader;
    private readonly int[][] splits;
    private readonly SplitManifest? manifest;
    private readonly MaskPairs? pairs;
    private readonly BoundedCache<(string Name, int Side), HoleMask> holes = new(HoleCacheBytes);
    private readonly Dictionary<string, string> nameOf = new(StringComparer.Ordinal);

    /// <summary>Lists the folder without opening any file, except where only its content tells a mask from a photograph.</summary>
    /// <param name="folder">Holds image files, found by their names; or a list of their paths (.flist, .txt).</param>
    /// <param name="options">Splits, order and fit; the defaults when not set.</param>
    /// <exception cref="BadInputException">No such folder, no image file in it, or one whose preparation is not finished.</exception>
    /// <exception cref="ArgumentException">Options that contradict each other.</exception>
    public PhotoFolder(string folder, PhotoFolderOptions? options = null)
    {
        this.options = options ?? new PhotoFolderOptions();
        this.options.Validate();
        Description = folder;
        root = ImageFolder.Root(folder);
        var notes = new List<string>();
        manifest = PathList.IsList(folder) ? null : SplitManifest.Find(folder);
        string[] listed = manifest is null ? ImageFolder.List(folder) : [.. manifest.Rows.Select(row => row.File)];
        if (listed.Length == 0) throw new BadInputException($"{folder}: want images, its manifest lists none; prepare it again");
        if (this.options.Masks is string masks) pairs = MaskPairs.Find(folder, masks);
        string[] names = pairs is null ? WithoutMasks(folder, listed, notes) : Paired(pairs, listed, notes);
        Split?[] given = manifest is null ? SplitNames.OfFolders(names) : [.. manifest.Rows.IntersectBy(names, row => row.File).Select(row => row.Split)];
        if (manifest is null && given.Any(split => split is not null)) TakeSplits(ref names, ref given, notes);
        if (pairs is not null) foreach (string name in names) nameOf[Path.Combine(root, name)] = name;
        reader = new FolderReader<RgbImage>(root, names, this.options.CacheBytes);
        ulong[] hashes = Array.ConvertAll(names, StableHash.Of);
        ILookup<Split, int> bySplit = Enumerable.Range(0, names.Length).ToLookup(i => given[i] ?? SplitOf(hashes[i]));
        splits = [.. Enum.GetValues<Split>().Select(split => (int[])[.. bySplit[split].OrderBy(i => Seed.Derive(this.options.Seed, hashes[i]))])];
        if (given.All(split => split is null)) TellOfFew(names.Length, notes);
        if (ImageFolder.Unread(folder) is { Length: > 0 } unread) notes.Add(ImageFolder.UnreadNote(unread));
        Notes = [.. notes.Select(note => $"{folder}: {note}")];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; }

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

    /// <summary>The hole of a photograph by the mask of its name, made square like it.</summary>
    /// <param name="name">One of <see cref="Name"/>.</param>
    /// <param name="side">Height and width in pixels.</param>
    /// <exception cref="BadInputException">No mask, or one that cannot be used.</exception>
    internal HoleMask HoleOf(string name, int side) => holes.Get((name, side), () => ReadHole(name, side), (long)side * side);

    private HoleMask ReadHole(string name, int side)
    {
        string path = pairs!.MaskOf(name);
        HoleMask mask = MaskFile.ReadFor(path, ImageFile.ReadSize(pairs.PathOf(name)));
        if (options.Fit == SquareFit.Crop) mask = mask.CropSquare();
        HoleMask square = MaskScaling.ResizeByArea(mask, side, side);
        int missing = square.HoleCount(0);
        if (missing > 0 && missing < side * side) return square;
        throw new BadInputException($"{path}: want a hole and known pixels in the {side}x{side} of {name}, got {(missing == 0 ? "no hole" : "nothing known")}");
    }

    // With masks of their own, a photograph whose mask is no good is no good itself.
    private RgbImage ReadSquare(string path, int side)
    {
        if (pairs is not null) HoleOf(nameOf[path], side);
        RgbImage photo = ImageFile.Read(path);
        var opaque = new RgbImage(photo.Width, photo.Height, photo.Pixels);
        return (options.Fit == SquareFit.Crop ? opaque.CropSquare() : opaque).Resize(side, side);
    }

    // What a list or a manifest names is meant.
    private string[] WithoutMasks(string folder, string[] listed, List<string> notes)
    {
        if (manifest is not null || PathList.IsList(folder)) return listed;
        string[] names = MaskPairs.WithoutMasks(options.Without is string masks ? [.. listed.Except(ImageFolder.Within(folder, listed, masks))] : listed);
        if (names.Length < listed.Length) notes.Add($"{listed.Length - names.Length} files are masks and take no part ({listed.Except(names).First()})");
        return names;
    }

    // Splits by names need some dozens of images, and a handful can be trained on as well.
    private void TellOfFew(int count, List<string> notes)
    {
        string[] lacking = [.. Enum.GetValues<Split>().Where(split => splits[(int)split].Length == 0 && ShareOf(split) > 0).Select(SplitNames.Word)];
        if (lacking.Length == 0) return;
        bool all = splits[(int)Split.Train].Length == 0 && options.TrainShare > 0;
        if (all) splits[(int)Split.Train] = [.. splits.SelectMany(part => part)];
        notes.Add($"{count} images are few: by their names none is for {string.Join(" or ", lacking)}{(all ? ", so that all are for training" : "")}; a manifest.csv (file,split) or folders train, val and test say it otherwise");
    }

    private double ShareOf(Split split) => split switch
    {
        Split.Train => options.TrainShare,
        Split.Validation => options.ValidationShare,
        _ => 1 - options.TrainShare - options.ValidationShare,
    };

    private static string[] Paired(MaskPairs pairs, string[] listed, List<string> notes)
    {
        string[] photographs = [.. listed.Intersect(pairs.Photographs)], names = [.. photographs.Where(pairs.Has)];
        if (names.Length == 0) throw new BadInputException($"--pair-masks: want a mask for each image, none of {photographs.Length} has one; name them like the images, as img001.png or img001_mask.png for img001.jpg");
        notes.Add(pairs.How);
        if (names.Length < photographs.Length) notes.Add($"{photographs.Length - names.Length} of {photographs.Length} images have no mask of their own and are left out ({photographs.First(name => !pairs.Has(name))})");
        return names;
    }

    private static void TakeSplits(ref string[] names, ref Split?[] given, List<string> notes)
    {
        (string Name, Split? Split)[] taken = [.. names.Zip(given).Where(pair => pair.Second is not null)];
        notes.Add($"splits by sub-folders: {string.Join(", ", taken.GroupBy(pair => pair.Split).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key.ToString()!.ToLowerInvariant()}"))}");
        if (taken.Length < names.Length) notes.Add($"{names.Length - taken.Length} files outside of them are left out ({names.Zip(given).First(pair => pair.Second is null).First})");
        (names, given) = ([.. taken.Select(pair => pair.Name)], [.. taken.Select(pair => pair.Split)]);
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

    /// <summary>A folder or list of masks, one for each photograph by its name: only photographs that have one are taken. Null for none.</summary>
    public string? Masks { get; init; }

    /// <summary>A folder whose files are no photographs: masks that lie in the folder of photographs. Null for none.</summary>
    public string? Without { get; init; }

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
