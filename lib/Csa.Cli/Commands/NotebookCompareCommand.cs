using System.CommandLine;
using Csa.Book.Documents;

namespace Csa.Cli.Commands;

/// <summary><c>csa notebook compare</c>: whether two runs of the same notebooks say the same.</summary>
internal static class NotebookCompareCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("first") { Description = "A folder of executed notebooks, or one of them" };
        var second = new Argument<string>("second") { Description = "The same notebooks, executed once more" };
        var command = new Command("compare", HelpText.WithExample(
            "Compare the text outputs of notebooks that ran twice, for instance on both engines; exit 1 where they differ. Numbers that differ by one in their last digit, and pictures, are counted and fail nothing.",
            "csa notebook compare notebooks executed"))
        {
            first, second,
        };
        command.SetAction(parsed => Compare(NotebookFiles.Find([parsed.GetRequiredValue(first)]), NotebookFiles.Find([parsed.GetRequiredValue(second)])));
        return command;
    }

    private static int Compare(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        Dictionary<string, string> others = second.ToDictionary(file => Path.GetFileName(file));
        int found = 0, compared = 0;
        foreach (string file in first)
        {
            if (!others.TryGetValue(Path.GetFileName(file), out string? other))
            {
                Terminal.Line($"{file}: the second run has no {Path.GetFileName(file)}");
                found++;
                continue;
            }

            NotebookDocument one = NotebookReader.Load(file), two = NotebookReader.Load(other);
            IReadOnlyList<string> differences = NotebookComparison.Texts(one, two);
            foreach (string difference in differences) Terminal.Line($"{file}: {difference}");
            if (NotebookComparison.LastDigits(one, two) is > 0 and int digits) Terminal.Line($"{file}: {digits} numbers differ by one in their last digit");
            (int pictures, int of) = NotebookComparison.Pictures(one, two);
            if (pictures > 0) Terminal.Line($"{file}: {pictures} of {of} pictures are other bytes");
            found += differences.Count;
            compared++;
        }

        Terminal.Line($"notebooks: {compared}, differences: {found}");
        return found == 0 && compared > 0 ? ExitCode.Done : ExitCode.FailedCheck;
    }
}
