
namespace Csa.Book.Documents;

/// <summary>The names that notebooks give to the language of a cell: in first lines, metadata and kernels.</summary>
public static class CellLanguages
{
    internal const string CSharp = "csharp", FSharp = "fsharp";

    /// <summary>The names that files give each language.</summary>
    private static readonly string[]
        CSharpNames = [CSharp, "c#", "cs", "dotnet-interactive.csharp", ".net-csharp", "polyglot-notebook", NotebookKernel.Language],
        FSharpNames = [FSharp, "f#", "fs", "dotnet-interactive.fsharp", ".net-fsharp"];

    private static readonly Dictionary<string, string> Names =
        CSharpNames.Select(name => (name, CSharp)).Concat(FSharpNames.Select(name => (name, FSharp)))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.OrdinalIgnoreCase);

    /// <summary>Other kernels of Polyglot Notebooks, whose first lines name a language too.</summary>
    private static readonly HashSet<string> Foreign =
        new(StringComparer.OrdinalIgnoreCase) { "pwsh", "powershell", "javascript", "js", "html", "mermaid", "sql", "kql", "http", "python", "r" };

    /// <summary>The language that a name stands for ("csharp", "C#", ".net-fsharp" …), or null if the engine does not run it.</summary>
    /// <param name="name">A name found in a file.</param>
    public static CellLanguage? Parse(string name) => Names.GetValueOrDefault(name) switch
    {
        CSharp => CellLanguage.CSharp,
        FSharp => CellLanguage.FSharp,
        _ => null,
    };

    /// <summary>The usual name: csharp or fsharp.</summary>
    /// <param name="language">A language.</param>
    public static string Name(CellLanguage language) => language == CellLanguage.FSharp ? FSharp : CSharp;

    /// <summary>The usual name of the language that a cell's first line names (<c>#!fsharp</c>), or null if it names none.</summary>
    /// <param name="source">The cell's text.</param>
    public static string? OfFirstLine(string source)
    {
        string line = source.AsSpan(0, source.AsSpan().IndexOf('\n') is int end and >= 0 ? end : source.Length).Trim().ToString();
        if (!line.StartsWith("#!", StringComparison.Ordinal)) return null;
        string name = line[2..];
        return Names.GetValueOrDefault(name) ?? (Foreign.Contains(name) ? name.ToLowerInvariant() : null);
    }

    /// <summary>
    /// The language in a cell's metadata, from the keys of .NET Interactive, Polyglot Notebooks and VS Code, in this order;
    /// null if there is none.
    /// </summary>
    /// <param name="metadata">Of a code cell.</param>
    public static string? OfCell(Metadata metadata) => Usual(
        metadata.Text("dotnet_interactive", "language")
        ?? metadata.Text("polyglot_notebook", "kernelName")
        ?? metadata.Text("vscode", "languageId"));

    /// <summary>The default language of a notebook's cells from its metadata; C# if they name none.</summary>
    internal static string OfNotebook(Metadata metadata) => Usual(
        metadata.Text("polyglot_notebook", "kernelInfo", "defaultKernelName")
        ?? metadata.Text("dotnet_interactive", "defaultKernelName")
        ?? metadata.Text("kernelspec", "language")
        ?? metadata.Text("language_info", "name")) ?? CSharp;

    /// <summary>Adds a cell's language to its metadata in the form of every reader.</summary>
    internal static Metadata Mark(Metadata metadata, string name) => metadata
        .With(name, "dotnet_interactive", "language")
        .With(name, "polyglot_notebook", "kernelName")
        .With(name, "vscode", "languageId");

    private static string? Usual(string? name) => name is null ? null : Names.GetValueOrDefault(name) ?? name.ToLowerInvariant();
}
