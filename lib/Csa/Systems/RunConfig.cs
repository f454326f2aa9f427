using System.Text.Json;
using System.Text.Json.Nodes;
using Csa.Data;

namespace Csa.Systems;

/// <summary>
/// The configuration of a training run: what is trained and how. On the same data and machine it is enough to repeat the
/// run.
/// </summary>
public sealed record RunConfig
{
    /// <summary>Options of the run: data, masks, size, length.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>Options of the system: networks, losses, optimisers.</summary>
    public required ISystemOptions System { get; init; }

    /// <summary>A copy with settings applied, e.g. "batchSize=4" or "system.network.baseChannels=16".</summary>
    /// <param name="settings">Each "key=value", applied in order.</param>
    /// <exception cref="BadInputException">An unknown or ambiguous key, or a value of the wrong type.</exception>
    public RunConfig With(IEnumerable<string> settings) => OptionText.Apply(this, settings);

    internal JsonObject ToJson() => new()
    {
        ["model"] = System.Model,
        ["training"] = JsonSerializer.SerializeToNode(Training, OptionJson.Settings),
        ["system"] = JsonSerializer.SerializeToNode(System, System.GetType(), OptionJson.Settings),
    };

    internal static RunConfig FromJson(JsonObject json, SystemCatalog catalog)
    {
        ISystemOptions defaults = catalog.Presets(json["model"]?.GetValue<string>() ?? throw new JsonException("it has no model")).Paper.System;
        return new RunConfig
        {
            Training = json["training"].Deserialize<TrainingOptions>(OptionJson.Settings) ?? throw new JsonException("it has no training"),
            System = (ISystemOptions?)json["system"].Deserialize(defaults.GetType(), OptionJson.Settings) ?? throw new JsonException("it has no system"),
        };
    }
}
