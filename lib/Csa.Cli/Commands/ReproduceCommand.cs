using System.CommandLine;
using System.Diagnostics;
using Csa.Cli.Output;
using Csa.Cli.Report;
using Csa.Data;
using Csa.Evaluation;
using Csa.Training;

namespace Csa.Cli.Commands;

/// <summary><c>csa reproduce</c>: the main job on built-in data: train, evaluate, sheets, one HTML report.</summary>
internal static class ReproduceCommand
{
    private const double Shortest = 1;

    // What the job does beside training, in minutes: drawing the data, evaluating, the report. Measured at 1.5 on one core.
    private const double Overhead = 2, OverheadShare = 0.35;

    private const int Images = 100;

    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "The whole job's time; more goes to training", DefaultValueFactory = _ => 15 };
        var output = new Option<DirectoryInfo>("--out") { Description = "Where the run and the report go", DefaultValueFactory = _ => new DirectoryInfo("runs/reproduce") };
        var resume = new Option<bool>("--resume") { Description = "Go on with an interrupted job in --out" };
        var command = new Command("reproduce", SharedOptions.WithExample(
            "The main job on built-in portraits: train CSA, fill unseen portraits, write tables, sheets and one HTML report.",
            "csa reproduce --minutes 15 --out runs/reproduce"))
        {
            minutes, output, resume,
        };
        command.SetAction(parsed =>
        {
            double time = parsed.GetValue(minutes);
            if (parsed.GetValue(resume) && parsed.GetResult(minutes) is { Implicit: false })
                throw new BadUsageException("--minutes: --resume goes on with the time that the job was given; leave --minutes out");
            if (!(time >= Shortest)) throw new BadUsageException($"--minutes: want at least {Shortest}, got {time}");
            long started = Stopwatch.GetTimestamp();
            string folder = parsed.GetValue(output)!.FullName, run = Path.Combine(folder, "run");
            TrainingResult result = Train(run, time - Math.Min(Overhead, OverheadShare * time), parsed.GetValue(resume));
            if (result.Outcome == TrainingOutcome.Interrupted)
            {
                Terminal.Line(result.Summary);
                return ExitCode.Interrupted;
            }

            using TrainedModel model = TrainedModel.Load(run, SharedOptions.Catalog);
            TrainingOptions training = model.Record.Config.Training;
            EvaluationReport report = new EvaluationRequest { Data = training.Data, Masks = ["centre", "strokes"], Count = Images, Side = training.Side, Split = Split.Test }.Run([model]).Report;
            EvaluationFiles files = EvaluationFiles.Write(report, folder);
            string page = Path.Combine(folder, "report.html");
            Page(model, result, report, files, run).Write(page);
            Terminal.Line(File.ReadAllText(files.Markdown));
            Terminal.Line($"{page}: the report, after {Terminal.Duration(Stopwatch.GetElapsedTime(started).TotalSeconds)}");
            return ExitCode.Done;
        });
        return command;
    }

    private static TrainingResult Train(string run, double minutes, bool resume)
    {
        using var watch = new TrainingProgressLine();
        if (resume) return TrainingRun.Resume(run, SharedOptions.Catalog, watch, Interruption.Token);
        RunConfig config = Presets.Quick();
        return TrainingRun.Start(run, config with { Training = config.Training with { Minutes = minutes } }, watch, Interruption.Token);
    }

    private static HtmlPage Page(TrainedModel model, TrainingResult result, EvaluationReport report, EvaluationFiles files, string run)
    {
        HtmlPage page = new HtmlPage("Coherent Semantic Attention: what this machine trained")
            .Paragraph(FormattableString.Invariant(
                $"Trained now, by this job: CSA (preset quick) for {result.Step} steps in {result.ElapsedSeconds / 60:F1} minutes. Nothing in this report comes from shipped weights. All of it is toy data: drawings from a seed, {model.Record.Config.Training.Side} pixels a side; it says nothing about the paper's figures."))
            .Paragraph($"{SharedOptions.Describe(model)}.")
            .Picture(files.Strips[0], "the hole, the rough and the refined output, the truth")
            .Heading("Unseen portraits beside the floor");
        foreach (string sheet in files.Sheets) page.Picture(sheet, $"{Path.GetFileNameWithoutExtension(sheet)}: input, mean fill, harmonic fill, CSA's rough and refined output, truth");
        page.Heading("Measured").Elements(Tables.HtmlFragment(report));
        string? last = Directory.EnumerateFiles(Path.Combine(run, "samples"), "*.png").Order(StringComparer.Ordinal).LastOrDefault();
        if (last is not null) page.Heading("Validation images at the end of training").Picture(last, "rows: input, rough, refined, truth");
        return page.Heading("Record").Paragraph("config.json repeats this run on the same machine.").Pre(model.Record.ToJson());
    }
}
