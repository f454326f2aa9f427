using System.Text.Json;
using System.Text.Json.Nodes;
using Csa.Data;
using Csa.Data.Images;
using Csa.Experiments.TensorBoard;
using Csa.Systems;

namespace Csa.Experiments.Training;

/// <summary>
/// Writes the log of a run: log.jsonl, and the same as events for TensorBoard. A full disk is reported and does not stop the
/// run.
/// </summary>
internal sealed class TrainingJournal
{
    /// <summary>The key that marks the line of a recovery.</summary>
    public const string RecoveryKey = "recovery";

    private const string HolePsnrKey = "holePsnr", RefinedKey = "refined";

    private readonly RunWriter run;
    private readonly ITrainingObserver? observer;
    private readonly EventFile events;
    private bool inTrouble;

    /// <summary>Begins the events of one process.</summary>
    /// <param name="run">Locked, rolled back to the step.</param>
    /// <param name="step">Steps done so far.</param>
    /// <param name="observer">Receives problems; may be null.</param>
    public TrainingJournal(RunWriter run, long step, ITrainingObserver? observer)
    {
        (this.run, this.observer) = (run, observer);
        events = EventFile.Create(run.Path);
        Write(() => events.Begin(step));
    }

    /// <summary>Logs the means of the loss terms since the last call.</summary>
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

    /// <summary>How many dB of validation PSNR, refined and in the hole, a run gained over the last fifth of its steps.</summary>
    /// <param name="folder">A finished run.</param>
    /// <returns>NaN without a validation at the end and one at or before four fifths.</returns>
    public static double LateGain(string folder)
    {
        (long Step, double Psnr)[] found =
        [
            .. RunWriter.ReadLog(folder).Where(line => line[HolePsnrKey] is not null)
                .Select(line => (line["step"]!.GetValue<long>(), line[HolePsnrKey]![RefinedKey]!.GetValue<double>())),
        ];
        if (found.Length == 0) return double.NaN;
        double before = found.Where(one => one.Step <= 0.8 * found[^1].Step).Select(one => one.Psnr).DefaultIfEmpty(double.NaN).Last();
        return found[^1].Psnr - before;
    }

    /// <summary>Logs the validation result and its sheet.</summary>
    public void Validation(ValidationReport report, double elapsedSeconds)
    {
        LossValue[] psnr = report.RoughPsnr is double rough ? [new("rough", rough), new(RefinedKey, report.RefinedPsnr)] : [new(RefinedKey, report.RefinedPsnr)];
        var line = new JsonObject
        {
            ["step"] = report.Step,
            ["seconds"] = Digits(elapsedSeconds),
            [HolePsnrKey] = new JsonObject(psnr.Select(stage => KeyValuePair.Create(stage.Name, (JsonNode?)Digits(stage.Value)))),
        };
        Write(
            () => run.Log(line),
            () => events.Scalars(report.Step, psnr.Select(stage => stage with { Name = $"hole_psnr/{stage.Name}" })),
            () =>
            {
                if (report.Sheet is string sheet) events.Picture(report.Step, "validation", ImageFile.Read(sheet));
            });
    }

    /// <summary>The step and the PSNR of a line of log.jsonl that <see cref="Validation"/> wrote; null for any other.</summary>
    public static (long Step, double Psnr)? ValidationOf(string line)
    {
        try
        {
            JsonNode? noted = JsonNode.Parse(line);
            return noted?["step"]?.GetValue<long>() is long step && noted["holePsnr"]?["refined"]?.GetValue<double>() is double psnr ? (step, psnr) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Logs that the run continues after it diverged.</summary>
    public void Recovery(Recovery recovery, double elapsedSeconds) => Write(() => run.Log(new JsonObject
    {
        ["step"] = recovery.FromStep,
        ["seconds"] = Digits(elapsedSeconds),
        [RecoveryKey] = JsonSerializer.SerializeToNode(recovery, OptionJson.Line),
    }));

    /// <summary>Tries one last time to write what could not be written.</summary>
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
