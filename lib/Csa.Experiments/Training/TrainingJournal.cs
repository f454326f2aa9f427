using System.Text.Json;
using System.Text.Json.Nodes;
using Csa.Data;
using Csa.Data.Images;
using Csa.Experiments.TensorBoard;
using Csa.Systems;

namespace Csa.Experiments.Training;

/// <summary>What a run writes about itself as it goes: log.jsonl, and the same as TensorBoard's events. A full disk is reported and stops nothing.</summary>
internal sealed class TrainingJournal
{
    /// <summary>What a line of a recovery has.</summary>
    public const string RecoveryKey = "recovery";

    private readonly RunWriter run;
    private readonly ITrainingObserver? observer;
    private readonly EventFile events;
    private bool inTrouble;

    /// <summary>Begins the events of one process.</summary>
    /// <param name="run">Locked, rolled back to the step.</param>
    /// <param name="step">Steps done so far.</param>
    /// <param name="observer">Is told of trouble, or null.</param>
    public TrainingJournal(RunWriter run, long step, ITrainingObserver? observer)
    {
        (this.run, this.observer) = (run, observer);
        events = EventFile.After(run.Path);
        Write(() => events.Begin(step));
    }

    /// <summary>Notes the loss terms' means since the last time.</summary>
    public void Terms(long step, ProgressMeter meter)
    {
        IReadOnlyList<LossValue> means = meter.TakeMeans();
        var line = new JsonObject
        {
            ["step"] = step,
            ["seconds"] = Digits(meter.ElapsedSeconds),
            ["imagesPerSecond"] = Digits(meter.ImagesPerSecond),
            ["terms"] = new JsonObject(means.Select(term => KeyValuePair.Create(term.Name, (JsonNode?)Digits(term.Value)))),
        };
        IEnumerable<LossValue> scalars = [.. means.Select(term => term with { Name = $"loss/{term.Name}" }), new("speed/images_per_second", meter.ImagesPerSecond)];
        Write(() => run.Log(line), () => events.Scalars(step, scalars));
    }

    /// <summary>Notes how well the validation images were filled, with their sheet.</summary>
    public void Validation(ValidationReport report, double elapsedSeconds)
    {
        LossValue[] psnr = report.RoughPsnr is double rough ? [new("rough", rough), new("refined", report.RefinedPsnr)] : [new("refined", report.RefinedPsnr)];
        var line = new JsonObject
        {
            ["step"] = report.Step,
            ["seconds"] = Digits(elapsedSeconds),
            ["holePsnr"] = new JsonObject(psnr.Select(stage => KeyValuePair.Create(stage.Name, (JsonNode?)Digits(stage.Value)))),
        };
        Write(
            () => run.Log(line),
            () => events.Scalars(report.Step, psnr.Select(stage => stage with { Name = $"hole_psnr/{stage.Name}" })),
            () =>
            {
                if (report.Sheet is string sheet) events.Picture(report.Step, "validation", ImageFile.Read(sheet));
            });
    }

    /// <summary>Notes that the run goes on after it diverged.</summary>
    public void Recovery(Recovery recovery, double elapsedSeconds) => Write(() => run.Log(new JsonObject
    {
        ["step"] = recovery.FromStep,
        ["seconds"] = Digits(elapsedSeconds),
        [RecoveryKey] = JsonSerializer.SerializeToNode(recovery, OptionJson.Line),
    }));

    /// <summary>A last try to write what could not be written.</summary>
    public void Finish()
    {
        if (!inTrouble) return;
        Write(run.FlushLog, events.Flush);
        if (inTrouble) observer?.OnNotice($"{run.Path}: the last lines of the log could not be written and are lost");
    }

    /// <summary>Six significant digits: enough to read, and short.</summary>
    private static double Digits(double value) => double.Parse(value.ToString("G6"));

    private void Write(params IEnumerable<Action> writes)
    {
        BadInputException? first = null;
        foreach (Action write in writes)
        {
            try
            {
                write();
            }
            catch (BadInputException fault)
            {
                first ??= fault;
            }
        }

        if (first is not null && !inTrouble) observer?.OnNotice($"{first.Message}; training goes on, the log waits in memory");
        if (first is null && inTrouble) observer?.OnNotice($"{run.Path}: the log is written again");
        inTrouble = first is not null;
    }
}
