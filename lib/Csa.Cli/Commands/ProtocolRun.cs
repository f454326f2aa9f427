using System.CommandLine;
using Csa.Cli.Notebooks;
using Csa.Cli.Output;
using Csa.Cli.Ranks;
using Csa.Cli.Report;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Ranks;
using Csa.Data.Sources;
using Csa.Experiments.Ablation;
using Csa.Experiments.Comparison;
using Csa.Experiments.Evaluation;
using Csa.Experiments.Training;
using Csa.Networks;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary>Carries out a protocol: trains what is not trained yet, and writes each set's tables.</summary>
internal static class ProtocolRun
{
    // Probes tell a decibel from a tenth; that needs no more.
    private const int MaxProbedImages = 100;

    // Between looks at what other ranks still train.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Trains and measures.</summary>
    /// <param name="plan">The protocol.</param>
    /// <param name="wanted">Names of sets; none for all.</param>
    /// <param name="count">The most test images; null for the protocol's.</param>
    /// <param name="root">The folder of all runs and tables.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="BadInputException">Data, runs or the folder are not as they should be.</exception>
    public static int CarryOut(ComparisonProtocol plan, string[] wanted, int? count, string root)
    {
        if (count is < 1) throw new BadUsageException($"--count: want at least 1, got {count}");
        string[] names = [.. plan.Sets.Select(one => one.Name)];
        if (wanted.Except(names).FirstOrDefault() is string unknown) throw new BadUsageException($"--set: want {string.Join(", ", names)}, got {unknown}");
        ComparisonSet[] sets = [.. plan.Sets.Where(one => wanted.Length == 0 || wanted.Contains(one.Name))];

        IRankGroup? ranks = RankSession.JoinToCompute();
        AtomicFile.RequireWritableFolder(root);
        using var watch = new ComparisonProgress();
        var trainings = new ComparisonTrainings(plan.Catalog, root, watch, Interruption.Token);
        ComparisonRun[] all = [.. sets.SelectMany(plan.Runs)];
        int elsewhere = trainings.Finish(all, plan.ExtendAbove);
        // Not in MPI, whose waiting takes a core. What a rank leaves unfinished another takes over.
        while (ranks is not null && elsewhere > 0)
        {
            Interruption.Token.WaitHandle.WaitOne(Patience);
            elsewhere = trainings.Finish(all, plan.ExtendAbove);
        }

        int done = all.Any(run => trainings.GivenUp(run) is not null) ? ExitCode.FailedCheck : ExitCode.Done;
        if (elsewhere > 0)
        {
            Terminal.Line($"other processes have {elsewhere} runs in hand; when they have ended, the same command writes the tables");
            return done;
        }

        ComparisonProtocol measured = plan with { Test = plan.Test with { Count = count ?? plan.Test.Count } };
        int incomplete = sets.Count(one => !Measure(measured, one, trainings, root, ranks));
        RankSession.Leave();
        return incomplete == 0 ? done : ExitCode.BadInput;
    }

    /// <summary>The path of a protocol that the repository ships.</summary>
    /// <param name="name">Below notebooks/results.</param>
    /// <exception cref="BadInputException">The repository is not here.</exception>
    public static string Shipped(string name) =>
        NotebookFolder.Find() is string notebooks ? Path.Combine(notebooks, "results", name)
            : throw new BadInputException($"--protocol: want a file, the repository's is not here: no {NotebookFolder.Places}");

    // False where files of the data had to be left out.
    private static bool Measure(ComparisonProtocol plan, ComparisonSet set, ComparisonTrainings trainings, string root, IRankGroup? ranks)
    {
        ComparisonRun[] runs = [.. plan.Systems.SelectMany(system => plan.Runs(set).Where(run => run.Name == system.Name))];
        var models = new List<TrainedModel>();
        var trained = new List<ComparisonRun>();
        try
        {
            var leftOut = new List<string>();
            foreach (ComparisonRun run in runs)
            {
                if (trainings.GivenUp(run) is Divergence end)
                {
                    leftOut.Add($"{run.Name}, seed {run.Seed}, is left out: it diverged at step {end.Step} ({end.What} was not finite), after {Recovery.MaxCount} tries at lower learning rates.");
                    continue;
                }

                models.Add(TrainedModel.Load(run.Folder(root), plan.Catalog, DeviceChoice.Cpu));
                trained.Add(run);
            }

            string[] extended = plan.ExtendAbove is double least && trainings.IsExtended(runs, least)
                ? [$"Every training of this set was extended from {runs[0].Config.Training.Steps} to {runs[0].Extended().Config.Training.Steps} steps: one system still gained more than {least} dB over its last fifth."]
                : [];
            var request = new EvaluationRequest
            {
                Data = set.Data,
                Masks = plan.Test.Masks,
                Count = plan.Test.Count,
                Seed = plan.Test.Seed,
                Side = runs[0].Config.Training.Side,
                Split = Split.Test,
                Notes = [.. leftOut, .. extended],
            };
            IReadOnlyList<EvaluatedSystem> systems = EvaluatedModels.Of(models, [.. trained.Select(run => run.Name)]);
            string folder = Path.Combine(root, set.Name, "tables");
            bool isAblation = plan.Contrasts.Count > 0;
            using Vgg16Features? features = isAblation ? Vgg16Features.OpenOwnWidth(Vgg16Features.BuiltInName, new NetworkOptions()) : null;
            HoleMetricsLog? measures = features is null ? null : new(request.Masks[0], Cells(trained), features);
            EvaluationOutcome outcome = ShownEvaluation.Run(request, systems, new EvaluatorOptions { OnOutput = measures is null ? null : measures.Take, Ranks = ranks });
            if (ranks is { Rank: > 0 }) return true; // rank 0 has all and writes it
            EvaluationFiles files = EvaluationFiles.Write(outcome.Report, folder);
            IEnumerable<string> written = files.All;
            string shown = files.Markdown;
            if (measures is not null)
            {
                var gains = systems.Zip(trained).ToDictionary(pair => (pair.First.Name, pair.First.Run), pair => TrainingJournal.LateGain(pair.Second.Folder(root)));
                var ablation = AblationFiles.Write(AblationResult.Of(plan.Contrasts, outcome.Report, measures, gains, Probed(request, systems, models)), folder);
                written = written.Concat(ablation.All);
                shown = ablation.Markdown;
            }

            Terminal.Line($"{set.Name}: written: {string.Join(", ", written.Select(file => Path.GetRelativePath(Environment.CurrentDirectory, file)))}");
            Terminal.Line(File.ReadAllText(shown));
            foreach (string note in leftOut) Terminal.Error($"{set.Name}: {note}");
            foreach (FileProblem problem in outcome.LeftOut) Terminal.Error($"left out: {problem.Message}");
            return outcome.LeftOut.Count == 0;
        }
        finally
        {
            foreach (TrainedModel model in models) model.Dispose();
        }
    }

    // Pixels per side of a feature cell at the CSA layer, for each arm that has one.
    private static Dictionary<string, int> Cells(IEnumerable<ComparisonRun> runs) =>
        runs.Where(run => run.Config.System is CsaSystemOptions).DistinctBy(run => run.Name)
            .ToDictionary(run => run.Name, run => 1 << (int)((CsaSystemOptions)run.Config.System).Network.CsaPosition);

    // Each trained model of CSA as it is, and with its layer replaced.
    private static EvaluationReport Probed(EvaluationRequest request, IReadOnlyList<EvaluatedSystem> systems, IReadOnlyList<TrainedModel> models)
    {
        var generators = new List<TwoStageGenerator>();
        try
        {
            var probed = new List<EvaluatedSystem>();
            foreach ((EvaluatedSystem system, TrainedModel model) in systems.Zip(models))
            {
                if (model.Record.Config.System is not CsaSystemOptions { Network.Attention: not (HoleAttention.None or HoleAttention.Convolution) }) continue;
                TwoStageGenerator generator = TrainedGenerator.Of(model);
                generators.Add(generator);
                probed.Add(system);
                probed.AddRange(Enum.GetValues<LayerProbe>().Select(probe => new EvaluatedSystem(new ProbedLayer(generator, probe)) { Name = AblationResult.ProbeName(system.Name, probe), Run = system.Run }));
            }

            EvaluationRequest few = request with { Masks = [request.Masks[0]], Count = Math.Min(request.Count, MaxProbedImages), Notes = [] };
            return ShownEvaluation.Run(few, probed).Report;
        }
        finally
        {
            foreach (TwoStageGenerator generator in generators) generator.Dispose();
        }
    }
}

/// <summary>The options of the commands that carry out a protocol.</summary>
internal sealed record ProtocolOptions(Option<string[]> Set, Option<int?> Count, Option<DirectoryInfo> Output)
{
    /// <summary>For one command.</summary>
    public static ProtocolOptions Create() => new(
        new("--set") { Description = "Only these sets of the protocol; may be repeated", AllowMultipleArgumentsPerToken = true },
        new("--count") { Description = "At most so many test images [default: the protocol's]" },
        new("--out") { Description = "A folder for every set's runs and tables", Required = true });

    /// <summary>Carries out a protocol as they say.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="plan">The protocol.</param>
    public int CarryOut(ParseResult parsed, ComparisonProtocol plan) =>
        ProtocolRun.CarryOut(plan, parsed.GetValue(Set) ?? [], parsed.GetValue(Count), parsed.GetRequiredValue(Output).FullName);
}
