using System.Text.Json;
using System.Text.Json.Nodes;
using Csa.Book.Documents;
using Csa.Data;
using Csa.Data.Files;

namespace Csa.Kernel.Jupyter;

/// <summary>
/// The entry by which Jupyter clients find this kernel: a folder with kernel.json and a logo, nothing else. The program stays
/// where it is; kernel.json names it by its full path.
/// </summary>
/// <param name="Folder">The folder, whose name is the kernel's name.</param>
public sealed record KernelSpec(string Folder)
{
    private const string FileName = "kernel.json";
    private const string ConnectionFile = "{connection_file}";
    private static readonly string[] Logos = ["logo-64x64.png", "logo-svg.svg"];
    private static readonly string[] StartArguments = ["kernel", "start", "--connection-file", ConnectionFile];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The kernel's name.</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>The entry in a Jupyter data folder.</summary>
    /// <param name="dataFolder">For instance ~/.local/share/jupyter.</param>
    /// <param name="name">Letters, digits, dot, dash, underscore.</param>
    /// <exception cref="BadInputException">Jupyter would not take the name.</exception>
    public static KernelSpec In(string dataFolder, string name)
    {
        if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
            throw new BadInputException($"kernel name: want letters, digits, dots, dashes and underscores, got {name}");
        return new(Path.Combine(dataFolder, "kernels", name));
    }

    /// <summary>The entries of this kernel in a Jupyter data folder.</summary>
    public static IReadOnlyList<KernelSpec> FindIn(string dataFolder)
    {
        string kernels = Path.Combine(dataFolder, "kernels");
        if (!Directory.Exists(kernels)) return [];
        return [.. Directory.EnumerateDirectories(kernels).Order(StringComparer.Ordinal).Select(folder => new KernelSpec(folder)).Where(spec => spec.Command() is not null)];
    }

    /// <summary>Writes the entry, replacing an older one.</summary>
    /// <param name="command">The program with its first arguments, by full paths.</param>
    /// <exception cref="BadInputException">The folder cannot be written, or holds another kernel.</exception>
    public void Install(IReadOnlyList<string> command)
    {
        if (File.Exists(Path.Combine(Folder, FileName)) && Command() is null)
            throw new BadInputException($"{Folder}: holds another kernel; choose another --name or remove it first");
        foreach (string logo in Logos)
        {
            using Stream picture = typeof(KernelSpec).Assembly.GetManifestResourceStream(logo)!;
            AtomicFile.Write(Path.Combine(Folder, logo), picture.CopyTo);
        }

        // Last: clients see a kernel where there is a kernel.json.
        AtomicFile.WriteText(Path.Combine(Folder, FileName), new JsonObject
        {
            ["argv"] = JupyterJson.Array([.. command, .. StartArguments]),
            ["display_name"] = NotebookKernel.DisplayName,
            ["language"] = NotebookKernel.Language,
            ["interrupt_mode"] = "message",
            ["metadata"] = new JsonObject { ["debugger"] = false },
        }.ToJsonString(Indented) + "\n");
    }

    /// <summary>Removes the entry.</summary>
    /// <exception cref="BadInputException">There is none of this kernel, or it cannot be removed.</exception>
    public void Uninstall()
    {
        if (Command() is null) throw new BadInputException($"{Folder}: want an entry of this kernel, found none; csa kernel list shows where they are");
        try
        {
            foreach (string file in Logos.Prepend(FileName)) File.Delete(Path.Combine(Folder, file));
            if (!Directory.EnumerateFileSystemEntries(Folder).Any()) Directory.Delete(Folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{Folder}: cannot be removed: {failure.Message}", failure);
        }
    }

    /// <summary>The program that the entry starts with its first arguments, or null where it is none of this kernel.</summary>
    public IReadOnlyList<string>? Command()
    {
        try
        {
            JsonNode? argv = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, FileName)))?["argv"];
            string[] words = argv is JsonArray list ? [.. list.Select(word => word!.GetValue<string>())] : [];
            return words.Length > StartArguments.Length && words[^StartArguments.Length..].SequenceEqual(StartArguments) ? words[..^StartArguments.Length] : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }
}
