using System.CommandLine;
using System.Globalization;
using Csa.Experiments.Evaluation;
using Csa.Experiments.Verification;

namespace Csa.Cli.Commands;

/// <summary><c>csa verify</c>: compares this implementation with golden values of the published code and of the equations.</summary>
internal static class VerifyCommand
{
    public const string Name = "verify", Summary = "Compare every golden case with this implementation; exit 1 on a miss.";

    public static Command Create()
    {
        var golden = new Option<DirectoryInfo>("--golden") { Description = $"A folder with any of {string.Join(", ", GoldenFolder.PartNames)}", Required = true };
        var all = new Option<bool>("--all") { Description = "Print every comparison, not only the greatest error of each case" };
        Option<FileInfo?> record = SharedOptions.Record();
        var command = new Command(Name, HelpText.WithExample(
            Summary, "csa verify --golden tests/Csa.Tests/Golden"))
        {
            golden, all, record,
        };
        command.SetAction(parsed =>
        {
            IReadOnlyList<GoldenCheck> checks = Checks(parsed.GetRequiredValue(golden).FullName);
            IEnumerable<GoldenCheck> shown = parsed.GetValue(all) ? checks : checks.Where(check => check.Skipped).Concat(Greatest(checks));
            Terminal.Line($"{"case",-44} {"quantity",-30} {"error",10} {"tolerance",10}");
            foreach (GoldenCheck check in shown.OrderBy(check => check.Case, StringComparer.Ordinal)) Terminal.Line(Row(check));
            int missed = checks.Count(check => !check.Passed), skipped = checks.Count(check => check.Skipped);
            Terminal.Line($"{checks.Count - skipped - missed} comparisons hold, {missed} miss, {skipped} left out");
            if (parsed.GetValue(record) is FileInfo result) Result(checks, parsed).Write(result.FullName);
            return missed == 0 ? ExitCode.Done : ExitCode.FailedCheck;
        });
        return command;
    }

    private static ResultFile Result(IReadOnlyList<GoldenCheck> checks, ParseResult parsed)
    {
        GoldenCheck[] compared = [.. checks.Where(check => !check.Skipped)];
        return new ResultFile
        {
            Command = SharedOptions.Typed(parsed),
            Data = "golden values of the published code and of the equations",
            Evidence = Evidence.Checked,
            Values = new Dictionary<string, double>
            {
                ["cases"] = compared.Select(check => check.Case).Distinct().Count(),
                ["comparisons that hold"] = compared.Count(check => check.Passed),
                ["comparisons that miss"] = compared.Count(check => !check.Passed),
                ["left out"] = checks.Count - compared.Length,
            },
        };
    }

    private static IReadOnlyList<GoldenCheck> Checks(string folder)
    {
        using var line = new ProgressLine("verifying");
        int begun = 0;
        return GoldenFolder.Check(folder, part => line.Show((double)begun++ / GoldenFolder.PartNames.Count, part));
    }

    private static IEnumerable<GoldenCheck> Greatest(IEnumerable<GoldenCheck> checks) =>
        checks.Where(check => !check.Skipped).GroupBy(check => check.Case).Select(group => group.MaxBy(check => check.Severity)!);

    private static string Row(GoldenCheck check) => check.Skipped
        ? $"{check.Case,-44} {check.Quantity,-30} left out: {check.Note}"
        : string.Create(CultureInfo.InvariantCulture, $"{check.Case,-44} {check.Quantity,-30} {check.Error,10:G3} {check.Tolerance,10:G3} {(check.Passed ? "" : "MISS")}");
}
