using System.Globalization;
using Csa.Experiments.Training;
using Csa.Systems;

namespace Csa.Cli.Output;

/// <summary>Shows the progress of a training run.</summary>
internal sealed class TrainingProgressLine : ITrainingObserver, IDisposable
{
    private readonly ProgressLine line = new("training");

    public void OnMemory(long needed, long? available, TrainingOptions options)
    {
        string there = available is long bytes ? $", {ConsoleText.Size(bytes)} are available" : "";
        Terminal.Line($"memory: about {ConsoleText.Size(needed)} at {options.Side}x{options.Side}, batch {options.BatchSize}{there}");
        if (needed > available) Terminal.Note("that is more than there is: the system may end the program; set side, batchSize or system.network.baseChannels lower");
    }

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
        string sheet = report.Sheet is string path ? $", {path}" : "";
        Terminal.Line(string.Create(
            CultureInfo.InvariantCulture, $"step {report.Step}: in the hole of {report.Images} validation images {rough}refined {report.RefinedPsnr:F2} dB{sheet}"));
    }

    public void OnNotice(string notice)
    {
        line.Clear();
        Terminal.Note(notice);
    }

    public void Dispose() => line.Dispose();
}
