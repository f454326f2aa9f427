using System.Text;
using Csa.Data.Files;
using Csa.Data.Images;

namespace Csa.Data.Sources;

/// <summary>One file of a prepared data set.</summary>
/// <param name="File">Relative to the folder, "/" between parts.</param>
/// <param name="Split">The authors' split, or null if they give none.</param>
/// <param name="Sha256">The digest of the prepared file, in lower-case hexadecimal; "" in a manifest written by hand.</param>
/// <param name="Source">The source that it was made from: "img_align_celeba.zip: img_align_celeba/000001.jpg".</param>
internal sealed record ManifestRow(string File, Split? Split, string Sha256, string Source);

/// <summary>The manifest.csv of a data set: its files, their splits by the authors, and their sources.</summary>
/// <remarks>
/// Written by the programs of data-scripts/ when a folder is finished; until then
/// the folder is refused; see <see cref="ImageFolder.RequireFinished"/>. One written by hand needs two columns, file and
/// split, in any order and among others.
/// </remarks>
internal sealed class SplitManifest
{
    /// <summary>The file's name.</summary>
    public const string Name = "manifest.csv";

    private const string Header = "file,split,sha256,source";
    private const int ShownDigits = 16;

    private SplitManifest(IReadOnlyList<ManifestRow> rows, string fingerprint)
    {
        Rows = rows;
        Fingerprint = fingerprint;
    }

    /// <summary>In ordinal order of their files.</summary>
    public IReadOnlyList<ManifestRow> Rows { get; }

    /// <summary>"12 files, manifest 0f1e…": equal for equal files in equal splits.</summary>
    public string Fingerprint { get; }

    /// <summary>A folder's manifest, or null if it has none.</summary>
    /// <param name="folder">Any folder.</param>
    /// <exception cref="BadInputException">The folder is not finished, or its manifest is damaged.</exception>
    public static SplitManifest? Find(string folder)
    {
        ImageFolder.RequireFinished(folder);
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path)) return null;
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            string[] lines = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Func<string, ManifestRow?> byColumns = HandWritten(lines), parse = lines is [Header, ..] ? line => Parse(line) ?? byColumns(line) : byColumns;
            string want = lines is [Header, ..] ? "a file inside the folder, train, validation, test or nothing, a sha256 and a source" : "a file inside the folder, and train, validation, test or nothing";
            var rows = new ManifestRow[lines.Length - 1];
            var names = new HashSet<string>(StringComparer.Ordinal);
            for (int i = 1; i < lines.Length; i++)
            {
                rows[i - 1] = parse(lines[i]) ?? throw new InvalidDataException($"line {i + 1}: want {want}, got '{lines[i].TrimEnd()}'");
                if (!names.Add(rows[i - 1].File)) throw new InvalidDataException($"line {i + 1}: a second {rows[i - 1].File}");
            }

            return new SplitManifest(rows, $"{rows.Length} files, manifest {Digest.Of(bytes)[..ShownDigits]}");
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be used: {fault.Message}; mend it or prepare the folder again, or delete the manifest to split by names", fault);
        }
    }

    /// <summary>The bytes of a manifest.</summary>
    /// <param name="rows">Any order.</param>
    public static byte[] Bytes(IEnumerable<ManifestRow> rows) =>
        Encoding.UTF8.GetBytes(string.Concat(rows.OrderBy(row => row.File, StringComparer.Ordinal).Select(row => Line(row) + "\n").Prepend(Header + "\n")));

    /// <summary>One line, without its end.</summary>
    public static string Line(ManifestRow row) => $"{CsvLine.Quoted(row.File)},{WordOf(row.Split)},{row.Sha256},{CsvLine.Quoted(row.Source)}";

    /// <summary>Parses one line; null if it is incomplete or names a file outside the folder.</summary>
    public static ManifestRow? Parse(string line)
    {
        if (CsvLine.Fields(line.TrimEnd('\r')) is not [string file, string split, { Length: Digest.Digits } sha256, string source] || !sha256.All(char.IsAsciiHexDigitLower)) return null;
        bool isKnown = split == "" || split == WordOf(SplitNames.Of(split));
        return isKnown && IsInside(file) ? new ManifestRow(file, SplitNames.Of(split), sha256, source) : null;
    }

    // By the first line's names for its columns; a table program may have put semicolons or tabs between them.
    private static Func<string, ManifestRow?> HandWritten(string[] lines)
    {
        string header = lines.Length == 0 ? "" : lines[0].Trim();
        char comma = new[] { ',', ';', '\t' }.MaxBy(mark => header.Count(symbol => symbol == mark));
        string[] columns = [.. (CsvLine.Fields(header, comma) ?? []).Select(name => name.Trim().ToLowerInvariant())];
        int file = Array.IndexOf(columns, "file"), split = Array.IndexOf(columns, "split"), digest = Array.IndexOf(columns, "sha256");
        if (file < 0 || split < 0) throw new InvalidDataException($"line 1: want '{Header}', or 'file,split' of one written by hand, got '{header}'");
        return line =>
        {
            string[] fields = [.. (CsvLine.Fields(line.TrimEnd('\r'), comma) ?? []).Select(field => field.Trim())];
            // A digest is a program's, whose lines are read as it writes them.
            if (fields.Length != columns.Length || (digest >= 0 && fields[digest].Length > 0)) return null;
            string name = fields[file].Replace('\\', '/');
            while (name.StartsWith("./", StringComparison.Ordinal)) name = name[2..];
            return IsInside(name) && (fields[split] == "" || SplitNames.Of(fields[split]) is not null) ? new ManifestRow(name, SplitNames.Of(fields[split]), "", "") : null;
        };
    }

    private static string? WordOf(Split? split) => split?.ToString().ToLowerInvariant();

    private static bool IsInside(string file)
    {
        try
        {
            return EntryName.Checked(file) == file;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
