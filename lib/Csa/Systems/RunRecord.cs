using System.Text.Json;
using System.Text.Json.Nodes;
using Csa.Data;
using Csa.Data.Files;
using Csa.Tensors.Weights;

namespace Csa.Systems;

/// <summary>
/// The record of a run, kept in config.json and in the metadata of exported weights: what was asked for and what happened.
/// </summary>
public sealed record RunRecord
{
    private const int Format = 1;

    // A plan takes a hundred bytes, and a run of days has some thousand.
    private const int LargestBytes = 16 << 20;

    /// <summary>What was asked for.</summary>
    public required RunConfig Config { get; init; }

    /// <summary>The machine, software and data that it ran on.</summary>
    public RunEnvironment Environment { get; init; } = new();

    /// <summary>The plans that the run followed; see <see cref="SchedulePlan"/>.</summary>
    public IReadOnlyList<SchedulePlan> Plans { get; init; } = [];

    /// <summary>How the run continued each time it diverged, the oldest first; empty for most runs.</summary>
    public IReadOnlyList<Recovery> Recoveries { get; init; } = [];

    /// <summary>Where the run diverged and stopped; null while it trains, and if it finished or was interrupted.</summary>
    public Divergence? Divergence { get; init; }

    /// <summary>True when the run has diverged again after the most recoveries that are tried.</summary>
    public bool IsGivenUp => Divergence is not null && !IsRecoverable;

    /// <summary>True when the run may be recovered once more automatically.</summary>
    internal bool IsRecoverable => Recoveries.Count < Recovery.MaxCount;

    /// <summary>
    /// The configuration that repeats this run to the bit, with the plans that it followed and the threads and device that
    /// it used.
    /// </summary>
    /// <remarks>
    /// <c>TrainingRun.Repeat</c> also repeats the recoveries of a run that diverged, which are not part of the
    /// configuration.
    /// </remarks>
    public RunConfig ConfigToRepeat()
    {
        TrainingOptions training = Config.Training;
        bool asAsked = Plans.Count == 0 || (Plans.Count == 1 && Plans[0] == new SchedulePlan(0, 0, training.Steps ?? -1));
        if (!asAsked) training = training with { Steps = null, Minutes = null, Plans = Plans };
        if (Environment.Threads > 0) training = training with { Threads = Environment.Threads };
        if (Enum.TryParse(Environment.Device, ignoreCase: true, out DeviceChoice device)) training = training with { Device = device };
        return Config with { Training = training };
    }

    /// <summary>Reads a record.</summary>
    /// <param name="path">A config.json, the folder of a run, a checkpoint or exported weights.</param>
    /// <param name="catalog">The systems that can be named.</param>
    /// <exception cref="BadInputException">No such file, no run in the folder, or another file.</exception>
    public static RunRecord Read(string path, SystemCatalog catalog)
    {
        if (Directory.Exists(path)) return RunFolder.ReadRecord(path, catalog);
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)) return ReadFile(path, catalog);
        using SafetensorsFile file = Safetensors.Read(path);
        return Of(file, path, catalog);
    }

    /// <summary>The record stored with weights.</summary>
    /// <exception cref="BadInputException">They carry none, or a damaged one.</exception>
    internal static RunRecord Of(SafetensorsFile file, string where, SystemCatalog catalog) => file.Metadata.TryGetValue(InferenceWeights.RecordKey, out string? json)
        ? FromJson(json, catalog, where)
        : throw new BadInputException($"{where}: want weights that this program trained, this file does not say how; give a run folder");

    internal static RunRecord ReadFile(string path, SystemCatalog catalog) =>
        FromJson(BoundedFile.ReadText(path, "the config.json of a run, or its folder", LargestBytes), catalog, path);

    /// <summary>What the system was trained on, in words: "trained on …".</summary>
    public string Describe()
    {
        TrainingOptions training = Config.Training;
        string features = Environment.Notes.TryGetValue("features", out string? weights) ? $", VGG features {weights}" : "";
        return $"trained on {training.Data}, holes {training.Masks}, {training.Side}x{training.Side}{features}";
    }

    /// <summary>The record as JSON.</summary>
    public string ToJson()
    {
        JsonObject json = Config.ToJson();
        json.Insert(0, "format", Format);
        json["plans"] = JsonSerializer.SerializeToNode(Plans, OptionJson.Settings);
        // Left out where there is nothing to say, as in the records of most runs.
        if (Recoveries.Count > 0) json["recoveries"] = JsonSerializer.SerializeToNode(Recoveries, OptionJson.Settings);
        if (Divergence is not null) json["divergence"] = JsonSerializer.SerializeToNode(Divergence, OptionJson.Settings);
        json["environment"] = JsonSerializer.SerializeToNode(Environment, OptionJson.Settings);
        return json.ToJsonString(OptionJson.Settings) + "\n";
    }

    /// <summary>A record from JSON.</summary>
    /// <param name="json">Written by <see cref="ToJson"/> or by hand; options left out have their defaults.</param>
    /// <param name="catalog">The systems that can be named.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="BadInputException">Not such JSON, an unknown option or system, or an option out of range.</exception>
    public static RunRecord FromJson(string json, SystemCatalog catalog, string where)
    {
        try
        {
            var documentOptions = new JsonDocumentOptions { AllowDuplicateProperties = false };
            JsonObject root = JsonNode.Parse(json, documentOptions: documentOptions) as JsonObject ?? throw new JsonException("it is no JSON object");
            int format = root["format"]?.GetValue<int>() ?? Format;
            if (format != Format) throw new JsonException($"its format is {format}, this program knows {Format}");
            var record = new RunRecord
            {
                Config = RunConfig.FromJson(root, catalog),
                Plans = root["plans"].Deserialize<SchedulePlan[]>(OptionJson.Settings) ?? [],
                Recoveries = root["recoveries"].Deserialize<Recovery[]>(OptionJson.Settings) ?? [],
                Divergence = root["divergence"].Deserialize<Divergence>(OptionJson.Settings),
                Environment = root["environment"].Deserialize<RunEnvironment>(OptionJson.Settings) ?? new(),
            };
            if (record.Plans.Contains(null!) || record.Config.Training.Plans?.Contains(null!) == true) throw new JsonException("a plan is null");
            Recovery.Check(record.Recoveries);
            record.Config.Training.Validate();
            return record;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw new BadInputException($"{where}: want the configuration of a run, got something else: {OptionJson.Explain(fault)}", fault);
        }
        catch (BadInputException fault)
        {
            throw new BadInputException($"{where}: {fault.Message}", fault);
        }
    }
}
