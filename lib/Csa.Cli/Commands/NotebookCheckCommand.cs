using System.CommandLine;
using Csa.Book.Documents;

namespace Csa.Cli.Commands;

/// <summary><c>csa notebook check</c>: checks, without running them, whether executed notebooks' outputs belong to their source.</summary>
internal static class NotebookCheckCommand
{
    public static Command Create()
    {
        Argument<string[]> files = NotebookCommand.Files();
        var command = new Command("check", HelpText.WithExample(
            "Find outputs that are older than their source, cells that never ran or failed, missing ids and a wrong order; exit 1 on any.",
            "csa notebook check notebooks"))
        {
            files,
        };
        command.SetAction(parsed => Check(NotebookFiles.Find(parsed.GetRequiredValue(files))));
        return command;
    }

    private static int Check(IReadOnlyList<string> files)
    {
        int found = 0;
        foreach (string file in files)
        {
            IReadOnlyList<NotebookFinding> findings = NotebookCheck.Of(NotebookReader.Load(file));
            foreach (NotebookFinding finding in findings) Terminal.Line($"{file}: cell {finding.Cell} {finding.Message}");
            found += findings.Count;
        }

        Terminal.Line($"notebooks: {files.Count}, findings: {found}{(found == 0 ? ", all as they ran" : "")}");
        return found == 0 ? ExitCode.Done : ExitCode.FailedCheck;
    }
}
