using System.Collections.Concurrent;
using Csa.Data.Files;
using Csa.Data.Images;

namespace Csa.Data.Masks;

/// <summary>Masks from the image files of a folder and its sub-folders, drawn with replacement by a seed.</summary>
/// <remarks>
/// Bad files, and masks that are empty or all hole at the size asked for, are replaced by the next one by name and listed in
/// <see cref="Problems"/>.
/// </remarks>
public sealed class MaskFolder : IMaskSource
{
    private const long CacheBytes = 128L << 20;

    private readonly string folder;
    private readonly int[] all;
    private readonly HoleShareRange? range;
    private readonly FolderReader<HoleMask> reader;
    private readonly ConcurrentDictionary<int, Lazy<int[]>> inRange = new();

    /// <summary>Lists the folder without opening any file.</summary>
    /// <param name="folder">Holds image files, found by their names, read as <see cref="MaskFile.Read"/> does; or a list of them (.flist, .txt).</param>
    /// <param name="range">
    /// Draws only masks whose hole share lies in this range at the size asked for; all masks when not set. The first draw of
    /// a size then reads the whole folder.
    /// </param>
    /// <exception cref="BadInputException">No such folder, or no image file in it.</exception>
    public MaskFolder(string folder, HoleShareRange? range = null)
    {
        string[] names = ImageFolder.List(folder);
        Names = names;
        this.folder = folder;
        Description = range is null ? folder : $"{Path.TrimEndingDirectorySeparator(folder)}#{range}";
        this.range = range;
        all = [.. Enumerable.Range(0, names.Length)];
        reader = new FolderReader<HoleMask>(ImageFolder.Root(folder), names, CacheBytes);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public string Fingerprint => ImageFolder.Fingerprint(folder) + (range is null ? "" : $" {range} %");

    /// <summary>The number of files, regardless of the range.</summary>
    public int Count => all.Length;

    /// <summary>The files found unusable so far, by name.</summary>
    public IReadOnlyList<FileProblem> Problems => reader.Problems;

    /// <summary>Paths relative to the folder, in ordinal order.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    /// <remarks>A mask of another size is scaled to the square: a cell is missing if at least half of its area is.</remarks>
    /// <exception cref="BadInputException">No file of the folder can be used, or none has a hole in the range.</exception>
    public HoleMask Draw(int side, ulong seed)
    {
        int[] order = range is null ? all : inRange.GetOrAdd(side, size => new Lazy<int[]>(() => InRange(range, size))).Value;
        if (order.Length == 0) throw new BadInputException($"{Description}: none of its {Count} masks has a hole of {range} % at {side}x{side}; want one at least");
        int place = (int)(Seed.Derive(seed) % (ulong)order.Length);
        return reader.Read(order, place, side, (long)side * side, path => ReadSquare(path, side));
    }

    /// <summary>The missing pixels of every file at a size, in the order of <see cref="Names"/>; null for a bad one.</summary>
    internal int?[] HoleCounts(int side, CancellationToken cancellation = default) => Array.ConvertAll(all, i =>
    {
        cancellation.ThrowIfCancellationRequested();
        return reader.TryRead(i, side, (long)side * side, path => ReadSquare(path, side))?.HoleCount(0);
    });

    private int[] InRange(HoleShareRange wanted, int side)
    {
        int?[] holes = HoleCounts(side);
        return [.. all.Where(i => holes[i] is int missing && wanted.Contains(missing, (long)side * side))];
    }

    private static HoleMask ReadSquare(string path, int side)
    {
        HoleMask mask = MaskScaling.ResizeByArea(MaskFile.Read(path), side, side);
        int missing = mask.HoleCount(0);
        if (missing > 0 && missing < side * side) return mask;
        string got = missing == 0 ? "no hole" : "nothing known";
        throw new BadInputException($"{path}: want a mask with hole and known pixels at {side}x{side}, got {got}");
    }
}
