using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Csa.Data;
using Csa.Data.Weights;
using Csa.Drawings;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.FeatureLearning;

/// <summary>Trains the features that a consistency loss and a feature patch discriminator judge with, on the built-in drawings.</summary>
public static class FeatureTraining
{
    private const string StateSuffix = ".training", StepKey = "step", OptionsKey = "options", OptimiserPrefix = "optimiser.";
    private const double SaveSeconds = 60, Beta1 = 0.9, Beta2 = 0.999;

    // Tensors that autograd kept are freed only by finalisers, and the collector does not see their size.
    private const int CollectSteps = 200;

    /// <summary>Trains and writes a file for <see cref="Networks.Vgg16Features.FromFile"/>.</summary>
    /// <param name="path">The file. What an interrupted training left beside it (".training") is gone on with, to the bit.</param>
    /// <param name="options">How.</param>
    /// <param name="onStep">Is told of every step, or null.</param>
    /// <param name="cancel">Asks to stop: the state is saved, and the same call goes on.</param>
    /// <returns>True when trained to the end, false when it was asked to stop.</returns>
    /// <exception cref="BadInputException">Options out of range, a place that cannot be written, or a state of other options.</exception>
    public static bool Run(string path, FeatureTrainingOptions options, Action<FeatureStep>? onStep = null, CancellationToken cancel = default)
    {
        ILabelledSource[] sources = options.OpenData();
        set_num_threads(options.Threads);
        using var namer = new AttributeNetwork(options.Width, [.. sources.Select(source => source.Labels)], options.Seed);
        using var adam = new Adam(namer, Beta1, Beta2);
        var batches = new LabelledBatches(sources, options);
        string statePath = path + StateSuffix;
        long step = Restore(statePath, namer, adam, options), first = step;
        long started = Stopwatch.GetTimestamp(), saved = started;
        for (; step < options.Steps; step++)
        {
            if (cancel.IsCancellationRequested || Stopwatch.GetElapsedTime(saved).TotalSeconds > SaveSeconds)
            {
                Save(statePath, namer, adam, options, step);
                if (cancel.IsCancellationRequested) return false;
                saved = Stopwatch.GetTimestamp();
            }

            double loss = Step(namer, adam, batches.At(step), sources, options, step);
            if (!double.IsFinite(loss)) throw new BadInputException($"feature training: the loss became {loss} at step {step}; set a lower learningRate");
            if (step % CollectSteps == 0) GC.Collect();
            double perStep = Stopwatch.GetElapsedTime(started).TotalSeconds / (step + 1 - first);
            onStep?.Invoke(new FeatureStep(step + 1, options.Steps, loss, perStep * (options.Steps - step - 1)));
        }

        Vgg16Convolutions convolutions = namer.Folded();
        FeatureScale.Normalise(convolutions, sources, options);
        FeatureFile.Write(path, convolutions, options.Width, new Dictionary<string, string> { [OptionsKey] = Json(options) });
        File.Delete(statePath);
        return true;
    }

    /// <summary>The options that made a file of features.</summary>
    /// <param name="path">What <see cref="Run"/> wrote.</param>
    /// <exception cref="BadInputException">No such file, or another one.</exception>
    public static FeatureTrainingOptions OptionsOf(string path)
    {
        using SafetensorsFile file = Safetensors.Read(path);
        try
        {
            if (JsonSerializer.Deserialize<FeatureTrainingOptions>(file.Metadata.GetValueOrDefault(OptionsKey, "null"), OptionJson.Line) is { } options) return options;
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new BadInputException($"{path}: want features of csa train-features, its metadata do not say how it was trained");
    }

    private static double Step(AttributeNetwork namer, Adam adam, LabelledBatch batch, ILabelledSource[] sources, FeatureTrainingOptions options, long step)
    {
        using var scope = NewDisposeScope();
        using (batch)
        {
            IEnumerable<Tensor> losses = namer.Name(batch.Images).SelectMany(named => named.Select((outputs, k) =>
                AttributeLoss.Of(outputs, sources[k].Labels, batch.Values[k])));
            Tensor loss = stack(losses).mean();
            adam.ZeroGradients();
            loss.backward();
            adam.Step(options.LearningRate * (1 + Math.Cos(Math.PI * step / options.Steps)) / 2);
            return loss.item<float>();
        }
    }

    private static Dictionary<string, Tensor> State(AttributeNetwork namer, Adam adam)
    {
        var state = new Dictionary<string, Tensor>();
        NamedTensors.AddWeights("", namer, state);
        adam.AddState(OptimiserPrefix, state);
        return state;
    }

    private static void Save(string path, AttributeNetwork namer, Adam adam, FeatureTrainingOptions options, long step) =>
        Safetensors.Write(path, State(namer, adam), new Dictionary<string, string>
        {
            [StepKey] = step.ToString(CultureInfo.InvariantCulture),
            [OptionsKey] = Json(options),
        });

    private static long Restore(string path, AttributeNetwork namer, Adam adam, FeatureTrainingOptions options)
    {
        if (!File.Exists(path)) return 0;
        using var scope = NewDisposeScope();
        using SafetensorsFile file = Safetensors.Read(path);
        string before = file.Metadata.GetValueOrDefault(OptionsKey, "nothing");
        if (before != Json(options) || !long.TryParse(file.Metadata.GetValueOrDefault(StepKey), CultureInfo.InvariantCulture, out long step))
            throw new BadInputException($"{path}: want the state of a training with {Json(options)}, got one with {before}; give those options, or delete it to start anew");
        NamedTensors.Restore(State(namer, adam), file.Load());
        return step;
    }

    private static string Json(FeatureTrainingOptions options) => JsonSerializer.Serialize(options, OptionJson.Line);
}

/// <summary>One step of a feature training.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps to do.</param>
/// <param name="Loss">1 for a guess, 0 for all attributes named.</param>
/// <param name="SecondsLeft">An estimate.</param>
public sealed record FeatureStep(long Step, long Steps, double Loss, double SecondsLeft);
