using System.Text.Json.Nodes;

namespace Csa.Experiments.Training;

/// <summary>Compares configurations as JSON, so that those of an older version or an unknown system can be compared too.</summary>
internal static class ConfigDifferences
{
    // Changing these is how a run is made longer.
    private static readonly HashSet<string> Lengths = ["training.steps", "training.minutes", "training.plans"];

    /// <summary>
    /// Every setting that both have with different values: "system.learningRate is 0.1, was 0.25". The length of the run is
    /// ignored.
    /// </summary>
    /// <param name="now">The configuration now.</param>
    /// <param name="before">The earlier configuration.</param>
    public static IEnumerable<string> Between(JsonObject now, JsonObject before)
    {
        Dictionary<string, string> was = Leaves("", before).ToDictionary();
        return Leaves("", now).Where(leaf => !Lengths.Contains(leaf.Key) && was.TryGetValue(leaf.Key, out string? value) && value != leaf.Value)
            .Select(leaf => $"{leaf.Key} is {leaf.Value}, was {was[leaf.Key]}");
    }

    private static IEnumerable<KeyValuePair<string, string>> Leaves(string path, JsonNode? node) => node is JsonObject fields
        ? fields.SelectMany(field => Leaves(path.Length == 0 ? field.Key : $"{path}.{field.Key}", field.Value))
        : [KeyValuePair.Create(path, node?.ToJsonString() ?? "none")];
}
