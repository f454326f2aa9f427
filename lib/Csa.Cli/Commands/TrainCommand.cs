using System.CommandLine;
using System.Globalization;
using Csa.Cli.Output;
using Csa.Cli.Ranks;
using Csa.Data.Files;
using Csa.Data.Ranks;
using Csa.Experiments.Training;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary><c>csa train</c>: trains a system in a run folder, continues or lengthens a run, or repeats one.</summary>
internal static class TrainCommand
{
    public const string Name = "train", Summary = "Train a system.";
    private const string PaperPreset = "paper";

    /// <param name="catalog">The systems that can be trained.</param>
    public static Command Create(SystemCatalog catalog)
    {
        var options = new Options(catalog);
        var command = new Command(Name, HelpText.WithExample(
            $"""
            {Summary} Ctrl+C writes a checkpoint first; --resume goes on where it ended, to the bit.

            With --resume, --minutes or --steps is a new length of the whole run, what is done included, also of a finished run.
            Schedules then see the share done of the new length: a decaying learning rate (quick) rises to where it stands at that
            share and falls to the new end, and adversarial terms that start late rest until then. With a constant rate (paper)
            the result is that of a run of that length, to the bit.

            A loss or a weight that becomes infinite or NaN ends the training: exit code 1, and one line with the term, the step,
            the last good checkpoint and the command that goes on. --resume --lower-rate 0.5 is that command: from the averaged
            weights of the last good checkpoint (from the checkpoint before, if the run diverges again before its next), at half
            the learning rate from there on, recorded in config.json. csa reproduce and csa compare do it by themselves.

            Under mpirun or srun (Open MPI or MPICH) several processes train together, each on its share of every batch: mpirun -n 4
            is the same training as one process with four times the batch. batchSize is then a process's, config.json says that of
            all, and --resume divides it among as many processes as are started: lib/Csa.Mpi/README.md.

            --preset paper wants VGG-16's weights (--set features=FILE); features=random trains against random features.

            --repeat takes options, schedule, threads and device from a run's record. Other data or features are an error; another
            machine or version is a note.

            A full disk on the way is a note, and the next save tries again; if the last checkpoint cannot be written, exit code 3.
            The run folder holds config.json, log.jsonl, samples, checkpoints and events for TensorBoard (tensorboard --logdir).
            """,
            "csa train --data photos/ --preset quick --minutes 15 --out runs/mine",
            "csa train --model pc --minutes 15 --out runs/pc",
            "csa train --preset quick --set network.baseChannels=24 features=random --out runs/wide",
            "csa train --set attention=nearest maskedSkips=true --steps 2000 --out runs/nearest",
            "mpirun -n 4 csa train --data photos/ --out runs/four",
            "csa train --data photos/ --start-from runs/wide --out runs/finer",
            "csa train --resume --minutes 60 --out runs/mine",
            "csa train --resume --lower-rate 0.5 --out runs/mine",
            "csa train --repeat runs/mine/config.json --out runs/again"));
        options.All.ForEach(command.Add);
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(options.Output).FullName;
            IRankGroup? ranks = RankSession.Join();
            if (ranks is { Rank: > 0 })
            {
                TrainingRun.Follow(ranks, options.Catalog, Interruption.Token);
                RankSession.Leave();
                return ExitCode.Done;
            }

            using var watch = new TrainingProgressLine();
            TrainingResult result = parsed.GetValue(options.Resume) ? Resume(parsed, options, path, watch, ranks)
                : parsed.GetResult(options.LowerRate) is not null ? throw new BadUsageException("--lower-rate: want a run that goes on; add --resume")
                : parsed.GetValue(options.Repeat) is string record ? Repeat(parsed, options, record, path, watch, ranks)
                : TrainingRun.Start(path, ConfigFrom(parsed, options, ranks?.Size ?? 1), watch, Interruption.Token, ranks: ranks);
            RankSession.Leave();

            watch.Dispose();
            Terminal.Line(result.Summary);
            foreach (FileProblem skipped in result.SkippedFiles) Terminal.Error($"left out: {skipped.Message}");
            if (result.Outcome == TrainingOutcome.Interrupted) return ExitCode.Interrupted;
            Terminal.Line($"next: csa inpaint --run {path} --image photo.jpg --mask mask.png --out filled.png");
            return result.SkippedFiles.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
        });
        return command;
    }

    private static TrainingResult Resume(ParseResult parsed, Options options, string path, ITrainingObserver watch, IRankGroup? ranks)
    {
        RefuseOthers(
            parsed, options, "--resume continues the run as its config.json says",
            options.Resume, options.Output, options.Minutes, options.Steps, options.LowerRate);
        return (Budget(parsed, options), parsed.GetValue(options.LowerRate)) switch
        {
            (not null, not null) => throw new BadUsageException("--lower-rate: leave --minutes and --steps out; the run can be made longer later"),
            (TrainingBudget budget, _) => TrainingRun.Extend(path, options.Catalog, budget, watch, Interruption.Token, ranks: ranks),
            (_, not (> 0 and < 1) and double factor) => throw new BadUsageException($"--lower-rate: want more than 0 and less than 1, got {factor}"),
            (_, double factor) => TrainingRun.ResumeSlower(path, options.Catalog, factor, watch, Interruption.Token, ranks),
            _ => TrainingRun.Resume(path, options.Catalog, watch, Interruption.Token, ranks: ranks),
        };
    }

    private static TrainingResult Repeat(ParseResult parsed, Options options, string record, string path, ITrainingObserver watch, IRankGroup? ranks)
    {
        RefuseOthers(parsed, options, "--repeat does what the record says", options.Repeat, options.Output);
        return TrainingRun.Repeat(path, RunRecord.Read(record, options.Catalog), watch, Interruption.Token, ranks);
    }

    private static void RefuseOthers(ParseResult parsed, Options options, string why, params Option[] allowed)
    {
        if (options.All.Find(option => !allowed.Contains(option) && parsed.GetResult(option) is { Implicit: false }) is Option extra)
            throw new BadUsageException($"{extra.Name}: {why}; leave {extra.Name} out");
    }

    private static TrainingBudget? Budget(ParseResult parsed, Options options) => (parsed.GetValue(options.Minutes), parsed.GetValue(options.Steps)) switch
    {
        (not null, not null) => throw new BadUsageException("--minutes and --steps: give one of them"),
        (not (null or > 0), _) => throw new BadUsageException($"--minutes: want more than 0, got {parsed.GetValue(options.Minutes)}"),
        (_, < 1) => throw new BadUsageException($"--steps: want at least 1, got {parsed.GetValue(options.Steps)}"),
        (double minutes, _) => TrainingBudget.OfMinutes(minutes),
        (_, long steps) => TrainingBudget.OfSteps(steps),
        _ => null,
    };

    private static RunConfig ConfigFrom(ParseResult parsed, Options options, int ranks)
    {
        TrainingBudget? budget = Budget(parsed, options);
        RunConfig config = SharedOptions.AsUsage(() => options.Catalog.Presets(parsed.GetValue(options.Model)!).Named(parsed.GetValue(options.Preset)!));
        TrainingOptions training = config.Training with { Device = parsed.GetValue(options.Device) };
        if (parsed.GetValue(options.Data) is string images) training = training with { Data = images };
        if (parsed.GetValue(options.PairMasks)) training = training with { PairMasks = true, Masks = training.Data };
        if (parsed.GetValue(options.Masks) is string holes) training = training with { Masks = holes };
        if (parsed.GetValue(options.Keep) is string kept) training = training with { Keep = KeptOf(kept) };
        if (parsed.GetValue(options.StartFrom) is string weights) training = training with { StartFrom = weights };
        if (parsed.GetValue(options.Seed) is ulong root) training = training with { Seed = root };
        if (budget is not null) training = training with { Minutes = budget.Minutes, Steps = budget.Steps };
        string[] settings = parsed.GetValue(options.Set) ?? [];
        RunConfig whole = SharedOptions.AsUsage(() => (config with { Training = training }).With(settings));
        if (parsed.GetValue(options.Preset) == PaperPreset && whole.System.ComparesRandomFeatures && !settings.Any(SetsFeatures))
        {
            throw new BadUsageException(
                "--preset paper: its losses compare features of VGG-16 trained on ImageNet, and no weights are given; set features=FILE "
                + "(dotnet run -c Release data-scripts/vgg16.cs -- --out data/vgg16 fetches it), or features=random to train against random features");
        }

        // On the command line a batch is a rank's, in config.json it is that of all: the run is the same, however it is divided.
        return ranks == 1 ? whole : whole with { Training = whole.Training with { BatchSize = checked(whole.Training.BatchSize * ranks) } };
    }

    private static string KeptOf(string text) => text is "best" or "all" || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0)
        ? text
        : throw new BadUsageException($"--keep: want best, all or a whole number, 1 or more, got '{text}'");

    private static bool SetsFeatures(string setting)
    {
        string key = setting.Split('=')[0].Trim();
        return key.Equals("features", StringComparison.OrdinalIgnoreCase) || key.EndsWith(".features", StringComparison.OrdinalIgnoreCase);
    }

    private sealed class Options(SystemCatalog catalog)
    {
        public SystemCatalog Catalog { get; } = catalog;

        public Option<string?> Data { get; } = new("--data") { Description = $"{SharedOptions.DataChoices} [default: builtin:portraits]" };

        public Option<string?> Masks { get; } = new("--masks") { Description = "centre, centre-official, box, strokes, walks, mixed, several as box+strokes, or a folder of masks [default: the preset's]" };

        public Option<bool> PairMasks { get; } = SharedOptions.PairMasks();

        public Option<string?> Keep { get; } = new("--keep") { Description = "Which checkpoints stay: all, the latest N, or best (the latest, and the one with the best validation) [default: 2]" };

        public Option<string> Model { get; } = new("--model") { Description = $"One of: {string.Join(", ", catalog.Models)}", DefaultValueFactory = _ => "csa" };

        public Option<string> Preset { get; } = new("--preset")
        {
            Description = "quick (64x64, minutes on one core) or paper (the system's own paper, days on a GPU)",
            DefaultValueFactory = _ => "quick",
        };

        public Option<string?> StartFrom { get; } = new("--start-from") { Description = "Weights to start from in place of random ones: a run, a checkpoint or exported weights of the same networks" };

        public Option<string[]> Set { get; } = new("--set") { Description = "Any option of config.json as key=value; may be repeated", AllowMultipleArgumentsPerToken = true };

        public Option<double?> Minutes { get; } = new("--minutes") { Description = "The length of the whole run in wall time [default: the preset's]" };

        public Option<long?> Steps { get; } = new("--steps") { Description = "The length of the whole run in steps instead: repeats to the bit" };

        public Option<ulong?> Seed { get; } = new("--seed") { Description = "The root of every random draw" };

        public Option<DeviceChoice> Device { get; } = SharedOptions.Device();

        public Option<DirectoryInfo> Output { get; } = new("--out") { Description = "The run folder: config, log, sheets, checkpoints", Required = true };

        public Option<bool> Resume { get; } = new("--resume") { Description = "Continue the run in --out from its latest checkpoint; with --minutes or --steps to a new length" };

        public Option<double?> LowerRate { get; } = new("--lower-rate") { Description = "With --resume: multiply the learning rate with this from here on, e.g. 0.5, for a run that diverged" };

        public Option<string?> Repeat { get; } = new("--repeat") { Description = "Repeat the run of this config.json, run folder or exported weights to the bit, in --out" };

        public List<Option> All => [Data, Masks, PairMasks, Model, Preset, StartFrom, Set, Minutes, Steps, Seed, Keep, Device, Output, Resume, LowerRate, Repeat];
    }
}
