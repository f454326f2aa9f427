using System.CommandLine;
using Csa.Cli.Doctor;

namespace Csa.Cli.Commands;

/// <summary><c>csa doctor</c>: checks what this machine has and lacks, and says how to get the rest.</summary>
internal static class DoctorCommand
{
    public const string Name = "doctor", Summary = "Say what this machine has and lacks: libraries, devices, memory, notebooks, weights, data sets, and how to get each.";

    private const int NameWidth = 18;

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The folder that holds data sets, one folder each", DefaultValueFactory = _ => new DirectoryInfo("data") };
        var command = new Command(Name, HelpText.WithExample(
            $"""
            {Summary}

            ok: there and working. --: absent, which only some things need. !!: broken. Exit code 1 where something is broken.
            """,
            "csa doctor"))
        {
            data,
        };
        command.SetAction(parsed =>
        {
            string folder = Path.GetRelativePath(Environment.CurrentDirectory, parsed.GetRequiredValue(data).FullName);
            int broken = 0, absent = 0;
            foreach (Finding finding in (IEnumerable<Finding>)[.. MachineChecks.All(folder), .. NotebookChecks.All(), .. DataChecks.All(folder)])
            {
                string mark = finding.Health switch { Health.Fine => "ok", Health.Absent => "--", _ => "!!" };
                Terminal.Line($"{mark}  {finding.What.PadRight(NameWidth)} {ConsoleText.OneLine(finding.Text)}");
                if (finding.Cure is { Length: > 0 } cure && finding.Health != Health.Fine) Terminal.Line($"    {"".PadRight(NameWidth)} -> {ConsoleText.OneLine(cure)}");
                broken += finding.Health == Health.Broken ? 1 : 0;
                absent += finding.Health == Health.Absent ? 1 : 0;
            }

            Terminal.Line(broken > 0 ? $"{broken} broken, {absent} absent" : absent > 0 ? $"nothing is broken; {absent} absent, each for what its line says" : "everything is there");
            return broken > 0 ? ExitCode.FailedCheck : ExitCode.Done;
        });
        return command;
    }
}
