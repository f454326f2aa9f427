using System.CommandLine;

namespace Csa.Cli.Commands;

/// <summary><c>csa notebook</c>: notebooks without an editor.</summary>
internal static class NotebookCommand
{
    public static Command Create() => new("notebook", "Check notebooks, and make a book of them.")
    {
        NotebookCheckCommand.Create(),
        NotebookHtmlCommand.Create(),
    };

    /// <summary>The notebooks that each of these commands takes.</summary>
    public static Argument<string[]> Files() => new("files")
    {
        Description = ".ipynb files, or folders that hold them",
        Arity = ArgumentArity.OneOrMore,
    };
}
