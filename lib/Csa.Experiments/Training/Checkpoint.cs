using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Csa.Data;
using Csa.Systems;
using Csa.Tensors.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Training;

/// <summary>The progress of a run when it was saved.</summary>
/// <param name="Step">Steps done, which is also the number of the next batch.</param>
/// <param name="ElapsedSeconds">Wall time of the run, all processes together.</param>
/// <param name="Plans">The schedule's plans so far.</param>
public sealed record CheckpointState(long Step, double ElapsedSeconds, IReadOnlyList<SchedulePlan> Plans)
{
    /// <summary>The terms of the steps since the last log line, so that the next one has the mean of them all.</summary>
    public TermSums Terms { get; init; } = new(0, []);

    /// <summary>
    /// The length that the plans were made for, as text; a run that is resumed with another length makes new plans. Null =
    /// unknown.
    /// </summary>
    public string? Budget { get; init; }
}

/// <summary>Sums of loss terms.</summary>
/// <param name="Steps">The number of steps summed.</param>
/// <param name="Sums">The sum of each term.</param>
public sealed record TermSums(long Steps, IReadOnlyList<LossValue> Sums);

/// <summary>Everything needed to resume a run bit-identically, in one safetensors file.</summary>
/// <remarks>
/// It has the tensors of the trained object under their own names, torch's generator under "trainer.rng", and the rest as
/// metadata. The data loader has no state to save: a batch is a function of the step.
/// </remarks>
public static class Checkpoint
{
    private const string GeneratorKey = InferenceWeights.CheckpointKey, RecordKey = InferenceWeights.RecordKey, Prefix = "trainer.";

    /// <summary>Writes a checkpoint, complete or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trained">Gives its state.</param>
    /// <param name="state">The progress of the run.</param>
    /// <param name="record">The record of the run as JSON, as in config.json, so that the file can be used on its own.</param>
    /// <exception cref="BadInputException">The place cannot be written.</exception>
    public static void Save(string path, ITrainable trained, CheckpointState state, string record)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(trained.State());
        if (tensors.Keys.FirstOrDefault(name => name.StartsWith(Prefix, StringComparison.Ordinal)) is string taken)
            throw new ArgumentException($"state: '{taken}' begins with '{Prefix}', which is the trainer's", nameof(trained));
        tensors[GeneratorKey] = random.get_rng_state();
        Safetensors.Write(path, tensors, new Dictionary<string, string>
        {
            [RecordKey] = record,
            ["step"] = state.Step.ToString(CultureInfo.InvariantCulture),
            ["elapsedSeconds"] = state.ElapsedSeconds.ToString("R", CultureInfo.InvariantCulture),
            ["plans"] = JsonSerializer.Serialize(state.Plans, OptionJson.Line),
            ["terms"] = JsonSerializer.Serialize(state.Terms, OptionJson.Line),
            ["budget"] = state.Budget ?? "",
        });
    }

    /// <summary>Restores the trained object and torch's generator.</summary>
    /// <param name="path">A checkpoint.</param>
    /// <param name="trained">Built from the same options.</param>
    /// <exception cref="BadInputException">A damaged file, or one of something else.</exception>
    public static CheckpointState Load(string path, ITrainable trained)
    {
        using var scope = NewDisposeScope();
        using SafetensorsFile file = Safetensors.Read(path);
        CheckpointState state = ReadState(path, file.Metadata);
        try
        {
            Dictionary<string, Tensor> values = file.Names.Where(name => !name.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(name => name, file.Get);
            foreach ((string name, Tensor live) in trained.State())
                if (values.TryGetValue(name, out Tensor? value)) WeightFit.RequireNumbers(name, live, value);
            trained.LoadState(values);
        }
        catch (ArgumentException misfit)
        {
            throw new BadInputException($"{path}: does not fit what is trained as configured: {misfit.Message}", misfit);
        }
        catch (InvalidDataException fault)
        {
            throw new BadInputException($"{path}: {fault.Message}", fault);
        }

        RestoreGenerator(path, file.Get(GeneratorKey));
        return state;
    }

    private static void RestoreGenerator(string path, Tensor state)
    {
        if (!IsGeneratorState(state)) throw new BadInputException($"{path}: its '{GeneratorKey}' is no state of torch's generator; take an earlier checkpoint");
        random.set_rng_state(state);
    }

    // libtorch ends the process at a state that it does not like, so what it will check is checked before: the size, and the
    // Mersenne twister's numbers left, whether it was seeded, and its place, which follow eight bytes of seed.
    private static bool IsGeneratorState(Tensor state)
    {
        const int Numbers = 624;
        using Tensor now = random.get_rng_state();
        if (state.dtype != now.dtype || !state.shape.SequenceEqual(now.shape)) return false;
        ReadOnlySpan<byte> bytes = state.bytes;
        int left = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), seeded = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        return left is >= 1 and <= Numbers && seeded == 1 && BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]) <= Numbers;
    }

    /// <summary>
    /// The configuration that a checkpoint was trained with, as JSON; null if it has none or is damaged, which loading will
    /// report.
    /// </summary>
    internal static JsonObject? ConfigOf(string path)
    {
        try
        {
            using SafetensorsFile file = Safetensors.Read(path);
            var strict = new JsonDocumentOptions { AllowDuplicateProperties = false };
            return file.Metadata.TryGetValue(RecordKey, out string? json) ? JsonNode.Parse(json, documentOptions: strict) as JsonObject : null;
        }
        catch (Exception fault) when (fault is BadInputException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The name of the first tensor of a state with a non-finite number, or null.</summary>
    /// <param name="trained">Gives its state.</param>
    public static string? FirstNonFinite(ITrainable trained)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return trained.State().FirstOrDefault(pair => pair.Value.is_floating_point() && !pair.Value.isfinite().all().item<bool>()).Key;
    }

    private static CheckpointState ReadState(string path, IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            var state = new CheckpointState(
                long.Parse(metadata["step"], CultureInfo.InvariantCulture),
                double.Parse(metadata["elapsedSeconds"], CultureInfo.InvariantCulture),
                JsonSerializer.Deserialize<SchedulePlan[]>(metadata["plans"], OptionJson.Line) ?? [])
            {
                // Checkpoints of November 2026 lack these.
                Terms = metadata.TryGetValue("terms", out string? terms) && JsonSerializer.Deserialize<TermSums>(terms, OptionJson.Line) is TermSums sums ? sums : new(0, []),
                Budget = metadata.TryGetValue("budget", out string? budget) && budget.Length > 0 ? budget : null,
            };
            return IsPossible(state) ? state : throw new FormatException("a number in it is out of range, or a list has gaps");
        }
        catch (Exception fault) when (fault is KeyNotFoundException or FormatException or OverflowException or JsonException)
        {
            throw new BadInputException($"{path}: want a checkpoint, this file lacks what a trainer saves ({fault.Message})", fault);
        }
    }

    private static bool IsPossible(CheckpointState state) =>
        state.Step >= 0 && state.ElapsedSeconds >= 0 && double.IsFinite(state.ElapsedSeconds) && !state.Plans.Contains(null!)
        && state.Terms.Steps >= 0 && !state.Terms.Sums.Contains(null!) && state.Terms.Sums.DistinctBy(term => term.Name).Count() == state.Terms.Sums.Count;
}
