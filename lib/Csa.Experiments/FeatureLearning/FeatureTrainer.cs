using System.Text.Json;
using System.Text.Json.Nodes;
using Csa.Data;
using Csa.Experiments.Training;
using Csa.Systems;

namespace Csa.Experiments.FeatureLearning;

/// <summary>
/// Trains an attribute network to the end, from the checkpoint in a file if there is one; continues at a lower learning rate
/// if the training diverges.
/// </summary>
/// <remarks>
/// Features train in minutes and only once, so a single file takes the place of a run folder. It exists from the start,
/// because a diverged training falls back on it.
/// </remarks>
internal sealed class FeatureTrainer(AttributeTraining training, LabelledBatches batches, FeatureTrainingOptions options, string path, ITrainingObserver? observer)
    : TrainingLoop<LabelledBatch>(training, batches.Draw)
{
    private const double SaveSeconds = 60;
    private const string OptionsKey = "options", RateKey = "rateFactor";

    // After the last recovery that is tried.
    private static readonly double lowestRate = Math.Pow(Recovery.Factor, Recovery.MaxCount);

    private ProgressMeter meter = new(batches.Size);
    private double rateFactor = 1, savedAt;

    /// <summary>Trains to the end or until asked to stop.</summary>
    /// <param name="cancel">Asks to stop: the step is finished and a checkpoint written.</param>
    /// <returns>True at the end, false when asked to stop.</returns>
    /// <exception cref="BadInputException">The file cannot be written, was made with other options, or the training diverges
    /// at lower rates too.</exception>
    public bool Train(CancellationToken cancel)
    {
        if (!File.Exists(path)) Save();
        while (true)
        {
            Restore();
            try
            {
                return TrainOn(cancel);
            }
            catch (DivergedException fault)
            {
                if (rateFactor <= lowestRate) throw new BadInputException(FormattableString.Invariant($"{fault.Message}, at {rateFactor:G3} times the learning rate too; set a lower learningRate and delete {path}"), fault);
                rateFactor *= Recovery.Factor;
                observer?.OnNotice(FormattableString.Invariant($"{fault.Message}; it goes on from what was saved last, at {rateFactor:G3} times the learning rate"));
            }
        }
    }

    /// <inheritdoc/>
    protected override bool IsOver(long step) => step >= options.Steps;

    /// <inheritdoc/>
    protected override TrainingProgress Begin() => new(Step, (double)Step / options.Steps) { RateFactor = rateFactor };

    /// <inheritdoc/>
    protected override Exception Diverged(long at, string what) => new DivergedException($"feature training: {what} is not finite at step {at}");

    private bool TrainOn(CancellationToken cancel)
    {
        foreach (IReadOnlyList<LossValue> terms in TakeSteps(cancel))
        {
            meter.Count(terms);
            double? left = (options.Steps - Step) * meter.SecondsPerStep;
            observer?.OnStep(new StepReport(Step, options.Steps, (double)Step / options.Steps, terms, meter.ImagesPerSecond, meter.ElapsedSeconds, left));
            if (meter.ElapsedSeconds - savedAt > SaveSeconds) Save();
        }

        Save();
        return IsOver(Step);
    }

    private void Save()
    {
        RequireFiniteWeights();
        var record = new JsonObject { [OptionsKey] = Node(options), [RateKey] = rateFactor };
        Checkpoint.Save(path, training, new CheckpointState(Step, meter.ElapsedSeconds, []), record.ToJsonString(OptionJson.Line));
        savedAt = meter.ElapsedSeconds;
    }

    // A rate that fell since the checkpoint was written stays low.
    private void Restore()
    {
        JsonObject? record = Checkpoint.ConfigOf(path);
        if (!JsonNode.DeepEquals(record?[OptionsKey], Node(options)) || record?[RateKey] is not JsonValue rate || !rate.TryGetValue(out double before))
        {
            string got = record?[OptionsKey]?.ToJsonString(OptionJson.Line) ?? "nothing";
            throw new BadInputException($"{path}: want the state of a training with {Node(options)?.ToJsonString(OptionJson.Line)}, got one with {got}; give those options, or delete it to start anew");
        }

        rateFactor = Math.Min(rateFactor, before);
        CheckpointState state = Checkpoint.Load(path, training);
        Step = state.Step;
        meter = new ProgressMeter(batches.Size, state);
        savedAt = meter.ElapsedSeconds;
    }

    private static JsonNode? Node(FeatureTrainingOptions options) => JsonSerializer.SerializeToNode(options, OptionJson.Line);

    private sealed class DivergedException(string message) : Exception(message);
}
