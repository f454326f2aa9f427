using System.Globalization;
using Csa.Data;
using Csa.Data.Files;
using Csa.Graphs;
using Csa.Networks;
using Csa.Tensors.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>A trained system for filling holes, with the record of its training.</summary>
public sealed class TrainedModel : IDisposable
{
    private readonly ITrainedSystem system;

    private TrainedModel(ITrainedSystem system, RunRecord record, string source)
    {
        this.system = system;
        Record = record;
        Source = source;
    }

    /// <summary>The system; disposed with this model.</summary>
    public IInpaintingSystem System => system;

    /// <summary>How and on what it was trained.</summary>
    public RunRecord Record { get; }

    /// <summary>The file that the weights come from.</summary>
    public string Source { get; }

    /// <summary>Loads a model for inference, without what a checkpoint keeps for further training.</summary>
    /// <param name="path">A run folder (its latest checkpoint), a checkpoint, or a file of <see cref="ExportWeights"/>.</param>
    /// <param name="catalog">The systems that can be named.</param>
    /// <param name="device">The device of its tensors.</param>
    /// <exception cref="BadInputException">No such place, no checkpoint yet, a damaged or foreign file.</exception>
    public static TrainedModel Load(string path, SystemCatalog catalog, DeviceChoice device = DeviceChoice.Auto)
    {
        string source = Directory.Exists(path) ? LatestCheckpoint(path, catalog) : path;
        using SafetensorsFile file = Safetensors.Read(source);
        RunRecord record = RunRecord.Of(file, source, catalog);

        RequireWidth(file, record.Config);
        TrainingOptions options = record.Config.Training with { Device = device };
        ITrainedSystem system = record.Config.System.CreateForInference(options.ResolveDevice());
        try
        {
            InferenceWeights.Load(source, file, system, record.Config.System);
            return new TrainedModel(system, record, source);
        }
        catch
        {
            system.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes the inference weights as float16, with the record: a small file that <see cref="Load"/> can read on its own.
    /// </summary>
    /// <param name="path">A .safetensors file.</param>
    /// <exception cref="BadInputException">The place cannot be written, or a weight is beyond float16.</exception>
    public void ExportWeights(string path)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> weights = system.InferenceState().ToDictionary(
            pair => pair.Key, pair => pair.Value.is_floating_point() ? pair.Value.detach().to(ScalarType.Float16) : pair.Value);
        if (weights.FirstOrDefault(pair => !pair.Value.isfinite().all().item<bool>()).Key is string name)
            throw new BadInputException($"{Source}: {name} has a number too large for float16, which ends at 65504; use the checkpoint itself");
        Safetensors.Write(path, weights, new Dictionary<string, string> { [InferenceWeights.RecordKey] = Record.ToJson() });
    }

    /// <summary>
    /// Writes the whole system as one ONNX model in float32, with its record: any size of image, for programs without
    /// TorchSharp (lib/Csa.Onnx) and for other runtimes. <see cref="OnnxNames"/> says what goes in and out.
    /// </summary>
    /// <param name="path">An .onnx file.</param>
    /// <param name="catalog">The systems that can be named, to say which preset this is.</param>
    /// <exception cref="BadInputException">The place cannot be written, an option has no ONNX form, or the file would be too large.</exception>
    public void ExportOnnx(string path, SystemCatalog catalog)
    {
        RunConfig config = Record.Config;
        OnnxExport form = config.System.ToOnnx();
        string version = RunEnvironment.LibraryVersion;
        SystemPresets presets = catalog.Presets(config.System.Model);
        var facts = new Dictionary<string, string>
        {
            [OnnxNames.System] = config.System.Model,
            [OnnxNames.Preset] = SystemPresets.Names.FirstOrDefault(name => presets.Named(name).System.Equals(config.System)) ?? "own",
            [OnnxNames.Training] = Record.Describe(),
            [OnnxNames.Weights] = Path.GetFileName(Source),
            [OnnxNames.WeightsDigest] = Digest.OfFile(Source),
            [OnnxNames.Version] = version,
            [OnnxNames.Side] = $"{config.Training.Side}",
            [OnnxNames.SideMultiple] = $"{form.SideMultiple}",
            [OnnxNames.Record] = Record.ToJson(),
        };
        if (form.GridLevels is int levels) facts[OnnxNames.GridLevels] = $"{levels}";
        OnnxModel.Of(config.System.Model, form, system.InferenceState()).Write(path, version, facts);
    }

    /// <summary>
    /// From now on fills in bfloat16 where no match of the CSA layer depends on it: faster on CPUs that multiply such matrices,
    /// slower on others.
    /// </summary>
    /// <exception cref="BadInputException">The system has no such form.</exception>
    public void UseBFloat16()
    {
        if (!system.UseBFloat16()) throw new BadInputException($"{Source}: want a model of {CsaSystemOptions.ModelName} to fill in bfloat16, {system.Name} has no such form");
    }

    /// <inheritdoc/>
    public void Dispose() => system.Dispose();

    /// <summary>
    /// Refuses a configuration whose networks are far too wide for a file's weights, before building them would cost time
    /// and memory.
    /// </summary>
    /// <remarks>Relies on every system having a convolution whose input and output channels are the base channels.</remarks>
    internal static void RequireWidth(SafetensorsFile file, RunConfig config)
    {
        long largest = file.Names.Select(name => file.Shape(name).Aggregate(1L, (product, size) => product * size)).DefaultIfEmpty(0).Max();
        foreach (OptionKey key in OptionText.Keys(config).Where(key => key.Key.EndsWith("baseChannels", StringComparison.Ordinal)))
        {
            if (long.TryParse(key.Value, CultureInfo.InvariantCulture, out long channels) && channels > largest / channels)
                throw new BadInputException($"{file.Name}: its record says {key.Key}={channels}, its largest tensor has only {largest} numbers; fetch or write it again");
        }
    }

    private static string LatestCheckpoint(string folder, SystemCatalog catalog)
    {
        // Names a folder that is no run as such before looking for its checkpoints.
        _ = RunFolder.ReadRecord(folder, catalog);
        return RunFolder.LatestCheckpoint(folder)
            ?? throw new BadInputException($"{folder}: want a run with a checkpoint, it has none yet; train it first with csa train --out {folder} --resume");
    }
}

/// <summary>Gives access to the two networks of a trained CSA model, to look inside, take gradients or run without the layer.</summary>
public static class TrainedGenerator
{
    /// <summary>A copy of both networks with the model's inference weights.</summary>
    /// <param name="model">A CSA model; not changed.</param>
    /// <returns>On the CPU, float32, with gradients; the caller disposes it.</returns>
    /// <exception cref="BadInputException">The model is not CSA's.</exception>
    public static TwoStageGenerator Of(TrainedModel model)
    {
        if (model.Record.Config.System is not CsaSystemOptions options || model.System is not ITrainedSystem trained)
            throw new BadInputException($"{model.Source}: want a model of CSA, got {model.Record.Config.System.Model}");
        TwoStageGenerator generator = TwoStageGenerator.Uninitialised(options.Network);
        var weights = new Dictionary<string, Tensor>();
        NamedTensors.AddWeights("", generator, weights);
        NamedTensors.Restore(weights, trained.InferenceState());
        return generator;
    }
}

/// <summary>Reads inference weights from a checkpoint or from an exported file.</summary>
internal static class InferenceWeights
{
    /// <summary>The metadata key of the run's record, in checkpoints and in exported weights.</summary>
    public const string RecordKey = "record";

    /// <summary>A tensor that only checkpoints have: the state of torch's generator.</summary>
    public const string CheckpointKey = "trainer.rng";

    /// <summary>Loads a system's inference weights from a checkpoint or an exported file, whichever it is.</summary>
    public static void Load(string path, SafetensorsFile file, ITrainedSystem system, ISystemOptions options)
    {
        bool isCheckpoint = file.Names.Contains(CheckpointKey);
        try
        {
            NamedTensors.RestoreFrom(file, isCheckpoint ? options.InferencePrefix : "", system.InferenceState(), others: isCheckpoint);
        }
        catch (ArgumentException misfit)
        {
            throw new BadInputException($"{path}: does not fit the system '{system.Name}' as configured: {misfit.Message}", misfit);
        }
        catch (InvalidDataException fault)
        {
            throw new BadInputException($"{path}: {fault.Message}", fault);
        }
    }
}
