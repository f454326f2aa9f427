using System.CommandLine;
using System.Diagnostics;
using Csa.Baselines;
using Csa.Cli.Notebooks;
using Csa.Cli.Output;
using Csa.Cli.Report;
using Csa.Data;
using Csa.Data.Sources;
using Csa.Experiments.Comparison;
using Csa.Experiments.Evaluation;
using Csa.Experiments.Training;
using Csa.Figures;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary><c>csa reproduce</c>: the main job on built-in data: train, evaluate, sheets, the notebooks, one HTML report.</summary>
internal static class ReproduceCommand
{
    public const string Name = "reproduce", Summary = "The main job on built-in portraits: train CSA, measure it beside the shipped weights of the five systems (Tables 1 and 2), execute the notebooks, write tables, sheets, a book and one HTML report.";

    // The system that this job trains, beside the shipped ones.
    private const string Live = "csa now";

    /// <param name="catalog">The systems that a run can name.</param>
    public static Command Create(SystemCatalog catalog)
    {
        var minutes = new Option<double>("--minutes")
        {
            Description = $"The whole job's time; more goes to training. From {ReproduceBudget.WithNotebooks} on the notebooks are executed, with less they are shown as committed",
            DefaultValueFactory = _ => 15,
        };
        var output = new Option<DirectoryInfo>("--out") { Description = "Where the run, the book and the report go", DefaultValueFactory = _ => new DirectoryInfo("runs/reproduce") };
        var notebooks = new Option<DirectoryInfo?>("--notebooks") { Description = "The folder of notebooks [default: the repository's, in or above the current folder or the program]" };
        var resume = new Option<bool>("--resume") { Description = "Go on with an interrupted job in --out" };
        var command = new Command(Name, HelpText.WithExample(
            $"""
            {Summary} Exit 1 if a notebook fails.

            A training that diverges goes on from its last good checkpoint, by averaged weights, at half the learning rate, and the
            report says so. Where three such tries do not help, the report is of the last good checkpoint, and the exit code is 1.
            """,
            "csa reproduce --minutes 15 --out runs/reproduce"))
        {
            minutes, output, notebooks, resume,
        };
        command.SetAction(parsed =>
        {
            bool goesOn = parsed.GetValue(resume);
            if (goesOn && parsed.GetResult(minutes) is { Implicit: false })
                throw new BadUsageException("--minutes: --resume goes on with the time that the job was given; leave --minutes out");
            if (parsed.GetValue(notebooks) is { Exists: false } absent) throw new BadInputException($"--notebooks: {absent.FullName}: no such folder");
            long started = Stopwatch.GetTimestamp();
            string folder = parsed.GetValue(output)!.FullName;
            string? book = parsed.GetValue(notebooks)?.FullName ?? NotebookFolder.Find();
            ReproduceBudget budget = goesOn ? ReproduceBudget.Read(folder) : new ReproduceBudget(parsed.GetValue(minutes), book is not null);
            if (!goesOn) budget.Validate();
            return Run(catalog, folder, book, budget, goesOn, started);
        });
        return command;
    }

    private static int Run(SystemCatalog catalog, string folder, string? notebooks, ReproduceBudget budget, bool resume, long started)
    {
        string run = Path.Combine(folder, "run"), page = Path.Combine(folder, "report.html");
        LiveTraining live = Train(catalog, run, folder, budget, resume);
        if (live.IsInterrupted) return ExitCode.Interrupted;

        using TrainedModel? model = live.Steps == 0 ? null : TrainedModel.Load(run, catalog);
        EvaluationFiles files = EvaluationFiles.Write(Measure(model, live, budget.Images), folder, stripOf: model is null ? null : Live);
        Terminal.Line(File.ReadAllText(files.Markdown));

        // A resumed job has the notebooks' share of its time; how long it ran before is not known.
        TimeSpan? left = !budget.ExecutesNotebooks ? null : resume ? budget.ForNotebooks : budget.Whole - Stopwatch.GetElapsedTime(started);
        ReproducedBook book = ReproducedBook.Make(notebooks, folder, left, budget.WhyNot);
        Page(model, live, files, run, book).Write(page);
        foreach (string sentence in book.Sentences) Terminal.Line(sentence);
        if (book.Index is not null) Terminal.Line($"{book.Index}: the book of notebooks");
        if (live.Ending is string ending) Terminal.Error(ending);
        Terminal.Line($"{page}: the report, after {ConsoleText.Duration(Stopwatch.GetElapsedTime(started).TotalSeconds)}");
        return book.Failed || live.Ending is not null ? ExitCode.FailedCheck : ExitCode.Done;
    }

    private static LiveTraining Train(SystemCatalog catalog, string run, string folder, ReproduceBudget budget, bool resume)
    {
        using var watch = new TrainingProgressLine();
        try
        {
            TrainingResult result = resume ? TrainingRun.Resume(run, catalog, watch, Interruption.Token, recover: true) : Start();
            watch.Dispose();
            Terminal.Line(result.Summary);
            return new(RunRecord.Read(run, catalog), result.Step, result.ElapsedSeconds, result.Outcome == TrainingOutcome.Interrupted);
        }
        catch (TrainingDivergedException fault)
        {
            // The rest of the job is done with what there is.
            watch.Dispose();
            Terminal.Error(fault.Message);
            return new(RunRecord.Read(run, catalog), RunFolder.StepsDone(run), fault.Divergence.ElapsedSeconds, IsInterrupted: false) { GivenUpAfter = fault.Divergence };
        }

        TrainingResult Start()
        {
            RunConfig config = Presets.Quick();
            if (!Directory.Exists(run)) budget.Write(folder);
            return TrainingRun.Start(
                run, config with { Training = config.Training with { Minutes = budget.Training.TotalMinutes } }, watch, Interruption.Token, recover: true);
        }
    }

    private static EvaluationReport Measure(TrainedModel? model, LiveTraining live, int images)
    {
        TrainedModel[] shipped = [.. ShippedWeights.Compared().Select(path => TrainedModel.Load(path, ComparedSystems.Catalog))];
        try
        {
            EvaluatedSystem[] now = model is null ? [] : [new EvaluatedSystem(model.System) { Name = Live, Features = ModelDescription.Features(model), Note = ModelDescription.Recoveries(model.Record) }];
            var request = new EvaluationRequest
            {
                Data = live.Options.Data,
                Masks = PaperTables.MaskKinds,
                Count = images,
                Side = live.Options.Side,
                Split = Split.Test,
                Notes = live.Ending is string ending ? [ending] : [],
            };
            return ShownEvaluation.Run(request, [.. EvaluatedModels.Of(shipped), .. now]).Report;
        }
        finally
        {
            foreach (TrainedModel one in shipped) one.Dispose();
        }
    }

    private static HtmlPage Page(TrainedModel? model, LiveTraining live, EvaluationFiles files, string run, ReproducedBook book)
    {
        SummaryRow[] rows = [.. files.Summary.Rows.Where(row => row.Stage == OutputStage.Refined)];
        string[] shipped = [.. rows.Select(row => row.System).Distinct().Intersect(ComparedSystems.Catalog.Models)];
        string features = live.Record.Environment.Notes.GetValueOrDefault("features", "none");
        HtmlPage page = new HtmlPage("Coherent Semantic Attention: what this machine made of it")
            .Paragraph(FormattableString.Invariant(
                $"Trained now, by this job: \"{Live}\", CSA in the preset quick, for {live.Steps} steps in {live.Seconds / 60:F1} minutes. Shipped, not trained now: {string.Join(", ", shipped)} (thirty minutes of one core each, by one protocol: notebooks/results), the VGG features that losses compare ({features}), and what the notebooks show."));
        if (ModelDescription.Recoveries(live.Record) is { Length: > 0 } recoveries) page.Paragraph($"The training of \"{Live}\" {recoveries}.");
        if (live.Ending is string ending) page.Paragraph(ending);
        page.Paragraph($"All of it is toy data: drawings from a seed, {live.Options.Side} pixels a side; it says nothing about the paper's figures, which stand beside ours.");
        if (model is not null) page.Paragraph($"{ModelDescription.Of(model)}.").Picture(files.Strips[0], $"{Live}: the hole, the rough and the refined output, the truth");
        page.Heading("Tables 1 and 2")
            .Elements(InteractiveFigure.MetricsTable(rows, whole: true, caption: $"Toy: {files.Summary.Description.Data}.", paper: true).ToHtml());
        if (files.HoleShares is string chart) page.Picture(chart, "PSNR in the hole against the share of the image that is missing");
        page.Heading("Unseen portraits, every system");
        foreach (string sheet in files.Sheets) page.Picture(sheet, $"{Path.GetFileNameWithoutExtension(sheet)}: input, the fills, truth");
        page.Heading("Everything measured").Elements(Tables.HtmlFragment(files.Summary));
        if (LastSample(run) is string last) page.Heading("Validation images at the end of training").Picture(last, "rows: input, rough, refined, truth");
        book.AddTo(page);
        return page.Heading("Record").Paragraph("config.json repeats this run on the same machine.").Pre(live.Record.ToJson());
    }

    private static string? LastSample(string run)
    {
        string samples = Path.Combine(run, "samples");
        return Directory.Exists(samples) ? Directory.EnumerateFiles(samples, "*.png").Order(StringComparer.Ordinal).LastOrDefault() : null;
    }

    /// <summary>The result of this job's training.</summary>
    /// <param name="Record">Its config.json.</param>
    /// <param name="Steps">Steps done at the last checkpoint.</param>
    /// <param name="Seconds">Wall time of the run.</param>
    /// <param name="IsInterrupted">True if it was asked to stop; --resume continues it.</param>
    private sealed record LiveTraining(RunRecord Record, long Steps, double Seconds, bool IsInterrupted)
    {
        /// <summary>The divergence after which it was given up; null if it was not.</summary>
        public Divergence? GivenUpAfter { get; init; }

        /// <summary>The options of the training.</summary>
        public TrainingOptions Options => Record.Config.Training;

        /// <summary>The report's sentence if the training was given up; else null.</summary>
        public string? Ending => GivenUpAfter is not Divergence end ? null
            : $"The training diverged at step {end.Step} ({end.What} was not finite) and was given up after {Recovery.MaxCount} tries at lower learning rates: "
            + (Steps > 0 ? $"\"{Live}\" is its last good checkpoint, after {Steps} steps." : $"\"{Live}\" is not in the tables, there is no good checkpoint of it.");
    }
}
