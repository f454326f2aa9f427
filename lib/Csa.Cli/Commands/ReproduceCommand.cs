using System.CommandLine;
using System.Diagnostics;
using Csa.Cli.Notebooks;
using Csa.Cli.Output;
using Csa.Cli.Report;
using Csa.Data;
using Csa.Evaluation;
using Csa.Figures;
using Csa.Training;

namespace Csa.Cli.Commands;

/// <summary><c>csa reproduce</c>: the main job on built-in data: train, evaluate, sheets, the notebooks, one HTML report.</summary>
internal static class ReproduceCommand
{
    // The system that this job trains, beside the shipped ones.
    private const string Live = "csa now";

    public static Command Create()
    {
        var minutes = new Option<double>("--minutes")
        {
            Description = $"The whole job's time; more goes to training. From {ReproduceBudget.WithNotebooks} on the notebooks are executed, with less they are shown as committed",
            DefaultValueFactory = _ => 15,
        };
        var output = new Option<DirectoryInfo>("--out") { Description = "Where the run, the book and the report go", DefaultValueFactory = _ => new DirectoryInfo("runs/reproduce") };
        var notebooks = new Option<DirectoryInfo?>("--notebooks") { Description = "The folder of notebooks [default: the repository's, in or above the current folder or the program]" };
        var resume = new Option<bool>("--resume") { Description = "Go on with an interrupted job in --out" };
        var command = new Command("reproduce", SharedOptions.WithExample(
            "The main job on built-in portraits: train CSA, measure it beside the shipped weights of the five systems (Tables 1 and 2), execute the notebooks, write tables, sheets, a book and one HTML report. Exit 1 if a notebook fails.",
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
            return Run(folder, book, budget, goesOn, started);
        });
        return command;
    }

    private static int Run(string folder, string? notebooks, ReproduceBudget budget, bool resume, long started)
    {
        string run = Path.Combine(folder, "run"), page = Path.Combine(folder, "report.html");
        TrainingResult result = Train(run, folder, budget, resume);
        if (result.Outcome == TrainingOutcome.Interrupted)
        {
            Terminal.Line(result.Summary);
            return ExitCode.Interrupted;
        }

        using TrainedModel model = TrainedModel.Load(run, SharedOptions.Catalog);
        EvaluationFiles files = EvaluationFiles.Write(Measure(model, budget.Images), folder, stripOf: Live);
        Terminal.Line(File.ReadAllText(files.Markdown));

        // A resumed job has the notebooks' share of its time; how long it ran before is not known.
        TimeSpan? left = !budget.ExecutesNotebooks ? null : resume ? budget.ForNotebooks : budget.Whole - Stopwatch.GetElapsedTime(started);
        ReproducedBook book = ReproducedBook.Make(notebooks, folder, left, budget.WhyNot);
        Page(model, result, files, run, book).Write(page);
        foreach (string sentence in book.Sentences) Terminal.Line(sentence);
        if (book.Index is not null) Terminal.Line($"{book.Index}: the book of notebooks");
        Terminal.Line($"{page}: the report, after {Terminal.Duration(Stopwatch.GetElapsedTime(started).TotalSeconds)}");
        return book.Failed ? ExitCode.FailedCheck : ExitCode.Done;
    }

    private static TrainingResult Train(string run, string folder, ReproduceBudget budget, bool resume)
    {
        using var watch = new TrainingProgressLine();
        if (resume) return TrainingRun.Resume(run, SharedOptions.Catalog, watch, Interruption.Token);
        RunConfig config = Presets.Quick();
        if (!Directory.Exists(run)) budget.Write(folder);
        return TrainingRun.Start(run, config with { Training = config.Training with { Minutes = budget.Training.TotalMinutes } }, watch, Interruption.Token);
    }

    private static EvaluationReport Measure(TrainedModel live, int images)
    {
        TrainingOptions training = live.Record.Config.Training;
        TrainedModel[] shipped = [.. ShippedWeights.Compared().Select(path => TrainedModel.Load(path, SharedOptions.Catalog))];
        try
        {
            EvaluatedSystem[] systems = [.. EvaluatedModels.Of(shipped), new EvaluatedSystem(live.System) { Name = Live, Features = SharedOptions.Features(live) }];
            return new EvaluationRequest { Data = training.Data, Masks = PaperTables.MaskKinds, Count = images, Side = training.Side, Split = Split.Test }.Run(systems).Report;
        }
        finally
        {
            foreach (TrainedModel model in shipped) model.Dispose();
        }
    }

    private static HtmlPage Page(TrainedModel model, TrainingResult result, EvaluationFiles files, string run, ReproducedBook book)
    {
        SummaryRow[] rows = [.. files.Summary.Rows.Where(row => row.Stage == OutputStage.Refined)];
        string[] shipped = [.. rows.Select(row => row.System).Distinct().Intersect(SharedOptions.Catalog.Models)];
        HtmlPage page = new HtmlPage("Coherent Semantic Attention: what this machine made of it")
            .Paragraph(FormattableString.Invariant(
                $"Trained now, by this job: \"{Live}\", CSA in the preset quick, for {result.Step} steps in {result.ElapsedSeconds / 60:F1} minutes. Shipped, not trained now: {string.Join(", ", shipped)} (thirty minutes of one core each, by one protocol: notebooks/results), the VGG features that losses compare ({SharedOptions.Features(model)}), and what the notebooks show."))
            .Paragraph($"All of it is toy data: drawings from a seed, {model.Record.Config.Training.Side} pixels a side; it says nothing about the paper's figures, which stand beside ours.")
            .Paragraph($"{SharedOptions.Describe(model)}.")
            .Picture(files.Strips[0], $"{Live}: the hole, the rough and the refined output, the truth")
            .Heading("Tables 1 and 2")
            .Elements(Hover.MetricsTable(rows, whole: true, caption: $"Toy: {files.Summary.Description.Data}.", paper: true).ToHtml());
        if (files.HoleShares is string chart) page.Picture(chart, "PSNR in the hole against the share of the image that is missing");
        page.Heading("Unseen portraits, every system");
        foreach (string sheet in files.Sheets) page.Picture(sheet, $"{Path.GetFileNameWithoutExtension(sheet)}: input, the fills, truth");
        page.Heading("Everything measured").Elements(Tables.HtmlFragment(files.Summary));
        string? last = Directory.EnumerateFiles(Path.Combine(run, "samples"), "*.png").Order(StringComparer.Ordinal).LastOrDefault();
        if (last is not null) page.Heading("Validation images at the end of training").Picture(last, "rows: input, rough, refined, truth");
        book.Tell(page);
        return page.Heading("Record").Paragraph("config.json repeats this run on the same machine.").Pre(model.Record.ToJson());
    }
}
