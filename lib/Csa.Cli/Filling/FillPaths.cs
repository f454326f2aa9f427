using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Cli.Filling;

/// <summary>The paths of a fill: photograph, mask and result, or folders of them.</summary>
/// <param name="Image">A photograph, or a folder of them.</param>
/// <param name="Mask">A mask, or a folder of masks.</param>
/// <param name="Output">A file for a photograph, a folder for a folder.</param>
internal sealed record FillPaths(string Image, string Mask, string Output)
{
    private const string Mark = "-filled";

    /// <summary>True if a folder is filled.</summary>
    public bool IsFolder => Directory.Exists(Image);

    /// <summary>The paths that a command line means: those left out are found beside the photograph or made from its name.</summary>
    /// <param name="image">A photograph, or a folder of them.</param>
    /// <param name="mask">A mask, a folder of masks, or null for masks that lie beside their photographs.</param>
    /// <param name="output">A file, or a folder: for one photograph with a slash at its end; null for one beside the photograph, with "-filled" in its name.</param>
    /// <exception cref="BadInputException">No mask is named like the photograph, or more than one; or the result has no possible place.</exception>
    public static FillPaths Of(string image, string? mask, string? output)
    {
        if (output is "") throw new BadInputException("'': is an empty name; name a file or a folder to write");
        if (Directory.Exists(image))
        {
            string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(image));
            return new FillPaths(image, mask ?? image, output ?? (Path.GetPathRoot(folder) == folder ? throw new BadUsageException("--out: want a folder for the results") : folder + Mark));
        }

        return new FillPaths(image, mask is null || ImageFolder.IsFolderOrList(mask) ? Beside(image, mask) : mask, ResultFile(image, output));
    }

    /// <summary>True for a name that a result gets when none is given.</summary>
    public static bool IsResult(string name) => Path.GetFileNameWithoutExtension(name) is var stem && (stem.EndsWith(Mark, StringComparison.Ordinal) || stem.EndsWith(Mark + "-attention", StringComparison.Ordinal));

    /// <summary>Throws if the result would overwrite an input file.</summary>
    public void CheckKept()
    {
        if (IsOutput(Image)) throw new BadInputException($"{Output}: is the image itself; want another name, so that the original stays");
        if (IsOutput(Mask)) throw new BadInputException($"{Output}: is the mask itself; want another name, so that the mask stays");
    }

    private bool IsOutput(string path) => path.Length > 0 && Output.Length > 0 && Path.GetFullPath(path) == Path.GetFullPath(Output);

    // The mask of one photograph by its name.
    private static string Beside(string image, string? masks)
    {
        if (!File.Exists(image)) ImageFile.ReadKind(image); // says what is wrong with it
        string folder = Path.GetDirectoryName(Path.GetFullPath(image))!, name = Path.GetFileName(image);
        var pairs = MaskPairs.Find(folder, masks ?? folder);
        if (!pairs.Photographs.Contains(name)) throw new BadInputException($"{image}: want a photograph, by its name this is a mask or no image; name the photograph, then its mask");
        string mask = pairs.MaskOf(name);
        Terminal.Note($"{image}: its mask is {mask}");
        return mask;
    }

    private static string ResultFile(string image, string? output)
    {
        if (output is null) return Path.Combine(Path.GetDirectoryName(image) ?? "", Path.GetFileNameWithoutExtension(image) + Mark + ".png");
        string name = Path.GetFileNameWithoutExtension(image) + ".png";
        bool isFolder = output.EndsWith('/') || output.EndsWith(Path.DirectorySeparatorChar);
        if (!isFolder && Directory.Exists(output)) throw new BadInputException($"{output}: is a folder; name a file to write, or {output}/ for {name} in it");
        if (isFolder) AtomicFile.RequireWritableFolder(Path.TrimEndingDirectorySeparator(output));
        return isFolder ? Path.Combine(output, name) : output;
    }
}
