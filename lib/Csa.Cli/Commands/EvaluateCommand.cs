using System.CommandLine;
using Csa.Baselines;
using Csa.Cli.Output;
using Csa.Cli.Ranks;
using Csa.Cli.Report;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Ranks;
using Csa.Data.Sources;
using Csa.Experiments.Evaluation;
using Csa.Experiments.Perceptual;
using Csa.Networks;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary><c>csa evaluate</c>: runs beside harmonic and mean fill on images with holes, as tables and sheets.</summary>
internal static class EvaluateCommand
{
    public const string Name = "evaluate", Summary = "Measure runs beside harmonic and mean fill: L1 %, L2 %, PSNR, SSIM, whole image and hole, per mask kind.";

    public static Command Create()
    {
        var run = new Option<string[]>("--run") { Description = "Run folders, checkpoints or weights files; may be repeated", AllowMultipleArgumentsPerToken = true, Required = true };
        var data = new Option<string?>("--data") { Description = $"{SharedOptions.DataChoices} [default: the first run's]" };
        var masks = new Option<string[]>("--masks")
        {
            Description = "centre, strokes, walks, a folder …, or some of them by hole share (masks#20-30; masks#buckets: 0-10 … 50-60 %); may be repeated, one table each",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["centre", "strokes"],
        };
        Option<bool> pair = SharedOptions.PairMasks();
        Option<Split?> split = SharedOptions.Split("all images of a folder or list given as --data, else test");
        var count = new Option<int>("--count") { Description = "At most so many images", DefaultValueFactory = _ => 500 };
        var seed = new Option<ulong>("--seed") { Description = "Draws the masks", DefaultValueFactory = _ => 0 };
        var output = new Option<DirectoryInfo>("--out") { Description = "A folder for csv, tables and sheets", Required = true };
        var metrics = new Option<string[]>("--metrics")
        {
            Description = $"Measure these too, beside pixels and the distance in built-in features: {string.Join(", ", PerceptualMetrics.Names)}; LPIPS per image, FID and KID per set of composited images; may be repeated",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var weights = new Option<string>("--metric-weights")
        {
            HelpName = "FOLDER",
            Description = "The folder with the weights of --metrics under their published names, as data-scripts/metrics.cs makes it",
            DefaultValueFactory = _ => PerceptualMetrics.DefaultFolder,
        };
        Option<FileInfo?> record = SharedOptions.Record();
        Option<DeviceChoice> device = SharedOptions.Device();
        Option<bool> rounded = SharedOptions.BFloat16();
        var command = new Command(Name, HelpText.WithExample(
            $"{Summary} Under mpirun or srun several processes share the images, with the same tables.",
            "csa evaluate --run runs/mine --data photos/ --masks centre strokes --count 500 --out runs/mine/evaluation",
            "csa evaluate --run runs/mine --masks walks#buckets --out runs/mine/by-share",
            "csa evaluate --run runs/mine --metrics lpips-alex fid kid --out runs/mine/perceptual",
            "mpirun -n 4 csa evaluate --run runs/mine --out runs/mine/evaluation"))
        {
            run, data, masks, pair, split, count, seed, metrics, weights, device, rounded, output, record,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(count) < 1) throw new BadUsageException($"--count: want at least 1, got {parsed.GetValue(count)}");
            IRankGroup? ranks = RankSession.JoinToCompute();
            using PerceptualMetrics? perceptual = Opened(parsed.GetValue(metrics)!, parsed.GetValue(weights)!);
            using Vgg16Features features = Vgg16Features.OpenOwnWidth(Vgg16Features.BuiltInName, new NetworkOptions());
            var models = new List<TrainedModel>();
            try
            {
                foreach (string path in parsed.GetRequiredValue(run)) models.Add(TrainedModel.Load(path, ComparedSystems.Catalog, parsed.GetValue(device)));
                if (parsed.GetValue(rounded)) models.ForEach(model => model.UseBFloat16());
                IReadOnlyList<EvaluatedSystem> systems = EvaluatedModels.Of(models);
                if (parsed.GetValue(rounded)) systems = [.. systems.Select(system => system with { Name = $"{system.Name} bfloat16" })];
                TrainingOptions training = models[0].Record.Config.Training;
                if (models.FirstOrDefault(model => model.Record.Config.Training.Side != training.Side) is TrainedModel odd)
                    throw new BadUsageException($"--run: want runs of one image size, got {training.Side} and {odd.Record.Config.Training.Side} ({odd.Source})");
                var request = new EvaluationRequest
                {
                    Data = parsed.GetValue(data) ?? training.Data,
                    Masks = parsed.GetValue(pair) && parsed.GetResult(masks) is not { Implicit: false } ? [parsed.GetValue(data) ?? training.Data] : parsed.GetValue(masks)!,
                    PairMasks = parsed.GetValue(pair),
                    Split = parsed.GetValue(split) ?? (parsed.GetValue(data) is string given && ImageFolder.IsFolderOrList(given) ? null : Split.Test),
                    AllIfEmpty = parsed.GetValue(split) is null,
                    Count = parsed.GetValue(count),
                    Seed = parsed.GetValue(seed),
                    Side = training.Side,
                    Features = features,
                    Perceptual = perceptual,
                };
                string folder = parsed.GetRequiredValue(output).FullName;
                AtomicFile.RequireWritableFolder(folder);
                EvaluationOutcome outcome = ShownEvaluation.Run(request, systems, new EvaluatorOptions { Ranks = ranks });
                RankSession.Leave();
                if (ranks is { Rank: > 0 }) return ExitCode.Done; // rank 0 has all and writes it
                foreach (string note in outcome.Notes) Terminal.Note(note);
                EvaluationFiles files = EvaluationFiles.Write(outcome.Report, folder);
                Terminal.Line(File.ReadAllText(files.Markdown));
                Terminal.Line($"measured: {outcome.Measured}");
                Terminal.Line($"written: {string.Join(", ", files.All.Select(file => Path.GetRelativePath(Environment.CurrentDirectory, file)))}");
                if (parsed.GetValue(record) is FileInfo result) ResultFile.Of(files.Summary, SharedOptions.Typed(parsed)).Write(result.FullName);
                foreach (FileProblem problem in outcome.LeftOut) Terminal.Error($"left out: {problem.Message}");
                return outcome.LeftOut.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
            }
            finally
            {
                foreach (TrainedModel model in models) model.Dispose();
            }
        });
        return command;
    }

    // Before a model is loaded: a file that is missing is told at once.
    private static PerceptualMetrics? Opened(string[] metrics, string folder)
    {
        if (metrics.Length == 0) return null;
        try
        {
            return PerceptualMetrics.Open(metrics, folder);
        }
        catch (FormatException unknown)
        {
            throw new BadUsageException($"--metrics: {unknown.Message}");
        }
    }
}
