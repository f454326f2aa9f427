using System.CommandLine;
using System.CommandLine.Invocation;

namespace Csa.Cli;

/// <summary><c>csa --help</c>: a line per command; <c>csa COMMAND --help</c> has the details.</summary>
/// <param name="root">The program.</param>
/// <param name="whole">Writes the full help of a command.</param>
internal sealed class HelpOverview(Command root, SynchronousCommandLineAction whole) : SynchronousCommandLineAction
{
    public override bool Terminating => true;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command != root) return whole.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine(root.Description);
        output.WriteLine();
        int width = root.Subcommands.Max(command => command.Name.Length);
        foreach (Command command in root.Subcommands) output.WriteLine($"  {root.Name} {command.Name.PadRight(width)}   {FirstSentence(command.Description ?? "")}");
        output.WriteLine();
        output.WriteLine($"{root.Name} COMMAND --help shows a command's options and an example.");
        return ExitCode.Done;
    }

    private static string FirstSentence(string description)
    {
        string line = description.Split('\n')[0].TrimEnd();
        int end = line.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? line : line[..(end + 1)];
    }
}
