using System.CommandLine;

namespace Csa.Cli.Commands;

/// <summary><c>csa notebook</c>: runs, checks and converts notebooks without an editor.</summary>
internal static class NotebookCommand
{
    public const string Name = "notebook", Summary = "Run notebooks, check them, and make a book of them.";

    public static Command Create() => new(Name, Summary)
    {
        NotebookRunCommand.Create(),
        NotebookRunCommand.CreateProcess(),
        NotebookCheckCommand.Create(),
        NotebookHtmlCommand.Create(),
    };

    /// <summary>The argument for notebooks of each of these commands.</summary>
    public static Argument<string[]> Files() => new("files")
    {
        Description = ".ipynb files, or folders that hold them",
        Arity = ArgumentArity.OneOrMore,
    };
}
