using System.CommandLine;
using Csa.Baselines;
using Csa.Drawings;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary>Options that several commands have, so that they mean and say the same.</summary>
internal static class SharedOptions
{
    /// <summary>The systems that runs can name.</summary>
    public static SystemCatalog Catalog { get; } = ComparedSystems.Catalog;

    /// <summary>What every --data takes.</summary>
    public static string DataChoices { get; } = $"A folder of photographs, or {string.Join(", ", ImageSources.BuiltInNames.Select(name => $"builtin:{name}"))}";

    public static Option<DeviceChoice> Device() => new("--device")
    {
        Description = "Where tensors live: auto, cpu or cuda",
        DefaultValueFactory = _ => DeviceChoice.Auto,
    };

    /// <summary>Where a command leaves its numbers to be committed.</summary>
    public static Option<FileInfo?> Record() => new("--record")
    {
        Description = "Also write the numbers as a small result file (.json) with this command and the commit, as in notebooks/results",
    };

    /// <summary>The command as it was typed, for a record.</summary>
    public static string Typed(ParseResult parsed) => "csa " + string.Join(" ", parsed.Tokens.Select(token => token.Value.AsSpan().ContainsAny(" \"'#") ? $"'{token.Value}'" : token.Value));

    /// <summary>The floor that a learned system must beat.</summary>
    public static IInpaintingSystem[] Floor() => [new HarmonicFill(), new MeanFill()];

    /// <summary>What a model was trained on, in one line.</summary>
    public static string Describe(TrainedModel model)
    {
        TrainingOptions training = model.Record.Config.Training;
        string features = model.Record.Environment.Notes.TryGetValue("features", out string? weights) ? $", VGG features {weights}" : "";
        return $"{model.Record.Config.System.Model} from {model.Source}: trained on {training.Data}, holes {training.Masks}, {training.Side}x{training.Side}{features}";
    }

    /// <summary>How a run went on after it diverged, in plain words; "" for most runs.</summary>
    public static string Recoveries(RunRecord record) => string.Join("; ", record.Recoveries.Select(recovery => recovery.Told(record.Config.System)));

    /// <summary>Which VGG features a model was trained with.</summary>
    public static string Features(TrainedModel model) => model.Record.Environment.Notes.GetValueOrDefault("features", "none");
}
