using System.CommandLine;
using System.Globalization;
using Csa.Cli.Output;
using Csa.Images;
using Csa.Training;

namespace Csa.Cli.Commands;

/// <summary><c>csa train</c>: trains a system in a run folder, or continues one.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "A folder of photographs, or builtin:portraits [default: builtin:portraits]" };
        var masks = new Option<string?>("--masks") { Description = "centre, centre-official, box, strokes, walks, mixed or a folder of masks [default: the preset's]" };
        var model = new Option<string>("--model") { Description = $"One of: {string.Join(", ", SharedOptions.Catalog.Models)}", DefaultValueFactory = _ => "csa" };
        var preset = new Option<string>("--preset")
        {
            Description = "quick (64x64, minutes on one core) or paper (256x256, days on a GPU)",
            DefaultValueFactory = _ => "quick",
        };
        var set = new Option<string[]>("--set") { Description = "Any option of config.json as key=value; may be repeated", AllowMultipleArgumentsPerToken = true };
        var minutes = new Option<double?>("--minutes") { Description = "Train for so long [default: the preset's]" };
        var steps = new Option<long?>("--steps") { Description = "Train for so many steps instead: repeats to the bit" };
        var seed = new Option<ulong?>("--seed") { Description = "The root of every random draw" };
        var output = new Option<DirectoryInfo>("--out") { Description = "The run folder: config, log, sheets, checkpoints", Required = true };
        var resume = new Option<bool>("--resume") { Description = "Continue the run in --out from its latest checkpoint" };
        Option<DeviceChoice> device = SharedOptions.Device();
        var command = new Command("train", SharedOptions.WithExample(
            "Train a system. Ctrl+C writes a checkpoint first; --resume goes on where it ended, to the bit.",
            "csa train --data photos/ --preset quick --minutes 15 --out runs/mine",
            "csa train --preset quick --set system.network.baseChannels=24 --out runs/wide"))
        {
            data, masks, model, preset, set, minutes, steps, seed, device, output, resume,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(output).FullName;
            using var watch = new TrainingProgressLine();
            TrainingResult result;
            if (parsed.GetValue(resume))
            {
                if (command.Options.FirstOrDefault(option => option != resume && option != output && parsed.GetResult(option) is { Implicit: false }) is Option extra)
                    throw new BadUsageException($"{extra.Name}: --resume continues the run as its config.json says; leave {extra.Name} out");
                result = TrainingRun.Resume(path, SharedOptions.Catalog, watch, Interruption.Token);
            }
            else
            {
                if (parsed.GetValue(minutes) is not null && parsed.GetValue(steps) is not null)
                    throw new BadUsageException("--minutes and --steps: give one of them");
                RunConfig config = AsUsage(() =>
                {
                    SharedOptions.Catalog.Options(parsed.GetValue(model)!);
                    return Presets.Named(parsed.GetValue(preset)!);
                });
                TrainingOptions training = config.Training with { Device = parsed.GetValue(device) };
                if (parsed.GetValue(data) is string images) training = training with { Data = images };
                if (parsed.GetValue(masks) is string holes) training = training with { Masks = holes };
                if (parsed.GetValue(seed) is ulong root) training = training with { Seed = root };
                if (parsed.GetValue(minutes) is double time) training = training with { Minutes = time, Steps = null };
                if (parsed.GetValue(steps) is long count) training = training with { Steps = count, Minutes = null };
                config = AsUsage(() => (config with { Training = training }).With(parsed.GetValue(set) ?? []));
                result = TrainingRun.Start(path, config, watch, Interruption.Token);
            }

            watch.Dispose();
            Terminal.Line(result.Summary);
            foreach (FileProblem skipped in result.SkippedFiles) Terminal.Error($"left out: {skipped.Message}");
            if (result.Outcome == TrainingOutcome.Interrupted) return ExitCode.Interrupted;
            Terminal.Line($"next: csa inpaint --run {path} --image photo.jpg --mask mask.png --out filled.png");
            return result.SkippedFiles.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
        });
        return command;
    }

    // A word that the library does not know is bad input there, and bad usage of the command here.
    private static RunConfig AsUsage(Func<RunConfig> make)
    {
        try
        {
            return make();
        }
        catch (BadInputException unknown)
        {
            throw new BadUsageException(unknown.Message);
        }
    }

    /// <summary>Shows a training run as it goes.</summary>
    internal sealed class TrainingProgressLine : ITrainingObserver, IDisposable
    {
        private readonly ProgressLine line = new("training");

        public void OnStart(RunRecord record, string folder)
        {
            TrainingOptions training = record.Config.Training;
            RunEnvironment here = record.Environment;
            string notes = string.Join(", ", here.Notes.Select(note => $"{note.Key} {note.Value}"));
            Terminal.Line($"{record.Config.System.Model} in {folder}: images {here.Images}, holes {here.Masks}, {training.Side}x{training.Side}, batch {training.BatchSize}, {here.Device}, {here.Threads} threads; {notes}");
        }

        public void OnStep(StepReport report)
        {
            string end = report.EndStep is long last ? $"/{last}" : "";
            IEnumerable<string> terms = report.Terms.Where(term => term.Value != 0)
                .Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Name} {term.Value:G3}"));
            line.Show(
                report.Fraction,
                string.Create(CultureInfo.InvariantCulture, $"step {report.Step}{end}, {report.ImagesPerSecond:F0} images/s  {string.Join("  ", terms)}"),
                report.SecondsLeft);
        }

        public void OnValidation(ValidationReport report)
        {
            line.Clear();
            string rough = report.RoughPsnr is double psnr ? string.Create(CultureInfo.InvariantCulture, $"rough {psnr:F2} dB, ") : "";
            Terminal.Line(string.Create(
                CultureInfo.InvariantCulture, $"step {report.Step}: in the hole of {report.Images} validation images {rough}refined {report.RefinedPsnr:F2} dB, {report.Sheet}"));
        }

        public void Dispose() => line.Dispose();
    }
}
