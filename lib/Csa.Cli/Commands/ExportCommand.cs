using System.CommandLine;
using Csa.Baselines;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary><c>csa export</c>: writes a run's inference weights as one small file.</summary>
internal static class ExportCommand
{
    public const string Name = "export", Summary = "Write what filling needs of a run (no optimiser, no discriminators) as float16 safetensors.";

    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "A run folder or a checkpoint", Required = true };
        var output = new Option<FileInfo>("--out") { Description = "A .safetensors file: float16, with the run's record inside", Required = true };
        var command = new Command(Name, HelpText.WithExample(
            Summary,
            "csa export --run runs/mine --out mine.safetensors"))
        {
            run, output,
        };
        command.SetAction(parsed =>
        {
            using TrainedModel model = TrainedModel.Load(parsed.GetRequiredValue(run), ComparedSystems.Catalog, DeviceChoice.Cpu);
            FileInfo file = parsed.GetRequiredValue(output);
            model.ExportWeights(file.FullName);
            file.Refresh();
            Terminal.Line(FormattableString.Invariant($"{file}: {file.Length / 1e6:F1} MB; use it as --run {file}"));
            return ExitCode.Done;
        });
        return command;
    }
}
