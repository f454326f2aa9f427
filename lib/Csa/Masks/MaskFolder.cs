using Csa.Data;
using Csa.Images;

namespace Csa.Masks;

/// <summary>Masks from the image files of a folder and its sub-folders, drawn by seed with replacement.</summary>
/// <remarks>
/// Bad files, and masks that are empty or all hole at the size asked for, are passed over for the next by name:
/// <see cref="Problems"/>.
/// </remarks>
public sealed class MaskFolder : IMaskSource
{
    private const long CacheBytes = 128L << 20;

    private readonly int[] order;
    private readonly FolderReader<HoleMask> reader;

    /// <summary>Lists the folder; opens no file.</summary>
    /// <param name="folder">Holds .jpg, .jpeg, .png or .webp files, read as <see cref="MaskFile.Read"/> does.</param>
    /// <exception cref="BadInputException">No such folder, or no image file in it.</exception>
    public MaskFolder(string folder)
    {
        string[] names = ImageFolder.List(folder);
        Description = folder;
        order = [.. Enumerable.Range(0, names.Length)];
        reader = new FolderReader<HoleMask>(folder, names, CacheBytes);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>The number of files.</summary>
    public int Count => order.Length;

    /// <summary>The files found unusable so far, by name.</summary>
    public IReadOnlyList<FileProblem> Problems => reader.Problems;

    /// <inheritdoc/>
    /// <remarks>A mask of another size is scaled to the square: a cell is missing where at least half its area is.</remarks>
    /// <exception cref="BadInputException">No file of the folder can be used.</exception>
    public HoleMask Draw(int side, ulong seed)
    {
        int place = (int)(Seed.Derive(seed) % (ulong)order.Length);
        return reader.Read(order, place, side, (long)side * side, path => ReadSquare(path, side));
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
