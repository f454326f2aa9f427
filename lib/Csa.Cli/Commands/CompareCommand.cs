using System.CommandLine;
using Csa.Cli.Notebooks;
using Csa.Cli.Output;
using Csa.Cli.Report;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Sources;
using Csa.Experiments.Comparison;
using Csa.Experiments.Evaluation;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary><c>csa compare</c>: trains the compared systems by a protocol and measures them (Tables 1 and 2).</summary>
internal static class CompareCommand
{
    public const string Name = "compare", Summary = "Train CSA and the systems that the paper compares it with, by one protocol, and measure them: Tables 1 and 2.";

    /// <param name="catalog">The systems that a protocol can name.</param>
    public static Command Create(SystemCatalog catalog)
    {
        var protocol = new Option<FileInfo?>("--protocol") { Description = "The protocol [default: the repository's notebooks/results/tables/protocol.json]" };
        var set = new Option<string[]>("--set") { Description = "Only these sets of the protocol; may be repeated", AllowMultipleArgumentsPerToken = true };
        var count = new Option<int?>("--count") { Description = "At most so many test images [default: the protocol's]" };
        var output = new Option<DirectoryInfo>("--out") { Description = "A folder for every set's runs and tables", Required = true };
        var command = new Command(Name, HelpText.WithExample(
            $"""
            {Summary}

            What is finished in --out is kept, what was interrupted goes on. Each training takes one thread: start the command
            twice for two at a time, each takes what the other has not; the last to end writes the tables. Minutes of the protocol
            are of an undisturbed core; a busy one takes longer.

            A training that diverges goes on from its last good checkpoint, by averaged weights, at half the learning rate, and a
            note under the tables says so. One that diverges again after three such tries is left out of the tables; they say
            which and why, and the exit code is 1.
            """,
            "csa compare --out runs/compare",
            "csa compare --set portraits --count 100 --out runs/compare",
            "csa compare --protocol mine.json --out runs/mine"))
        {
            protocol, set, count, output,
        };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(protocol)?.FullName ?? DefaultProtocol();
            ComparisonProtocol plan = ComparisonProtocol.Read(file, catalog);
            if (parsed.GetValue(count) is < 1) throw new BadUsageException($"--count: want at least 1, got {parsed.GetValue(count)}");
            string[] names = [.. plan.Sets.Select(one => one.Name)], wanted = parsed.GetValue(set) is { Length: > 0 } some ? some : names;
            if (wanted.Except(names).FirstOrDefault() is string unknown) throw new BadUsageException($"--set: want {string.Join(", ", names)}, got {unknown}");
            ComparisonSet[] sets = [.. plan.Sets.Where(one => wanted.Contains(one.Name))];

            string root = parsed.GetRequiredValue(output).FullName;
            AtomicFile.RequireWritableFolder(root);
            using var watch = new ComparisonProgress();
            var trainings = new ComparisonTrainings(catalog, root, watch, Interruption.Token);
            ComparisonRun[] all = [.. sets.SelectMany(plan.Runs)];
            int elsewhere = trainings.Finish(all);
            int done = all.Any(run => trainings.GivenUp(run) is not null) ? ExitCode.FailedCheck : ExitCode.Done;
            if (elsewhere > 0)
            {
                Terminal.Line($"other processes have {elsewhere} runs in hand; when they have ended, the same command writes the tables");
                return done;
            }

            ComparisonTest test = plan.Test with { Count = parsed.GetValue(count) ?? plan.Test.Count };
            return sets.Count(one => !Measure(plan, test, one, trainings, root)) == 0 ? done : ExitCode.BadInput;
        });
        return command;
    }

    private static string DefaultProtocol() =>
        NotebookFolder.Find() is string notebooks ? Path.Combine(notebooks, "results", "tables", "protocol.json")
            : throw new BadInputException($"--protocol: want a file, the repository's is not here: no {NotebookFolder.Places}");

    // False where files of the data had to be left out.
    private static bool Measure(ComparisonProtocol plan, ComparisonTest test, ComparisonSet set, ComparisonTrainings trainings, string root)
    {
        ComparisonRun[] runs = [.. plan.Systems.SelectMany(system => plan.Runs(set).Where(run => run.Name == system.Name))];
        var models = new List<TrainedModel>();
        var arms = new List<string>();
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
                arms.Add(run.Name);
            }

            var request = new EvaluationRequest
            {
                Data = set.Data,
                Masks = test.Masks,
                Count = test.Count,
                Seed = test.Seed,
                Side = runs[0].Config.Training.Side,
                Split = Split.Test,
                Notes = leftOut,
            };
            EvaluationOutcome outcome = ShownEvaluation.Run(request, EvaluatedModels.Of(models, arms));
            EvaluationFiles files = EvaluationFiles.Write(outcome.Report, Path.Combine(root, set.Name, "tables"));
            Terminal.Line($"{set.Name}: written: {string.Join(", ", files.All.Select(written => Path.GetRelativePath(Environment.CurrentDirectory, written)))}");
            Terminal.Line(File.ReadAllText(files.Markdown));
            foreach (string note in leftOut) Terminal.Error($"{set.Name}: {note}");
            foreach (FileProblem problem in outcome.LeftOut) Terminal.Error($"left out: {problem.Message}");
            return outcome.LeftOut.Count == 0;
        }
        finally
        {
            foreach (TrainedModel model in models) model.Dispose();
        }
    }
}
