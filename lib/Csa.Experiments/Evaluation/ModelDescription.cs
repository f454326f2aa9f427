using Csa.Systems;

namespace Csa.Experiments.Evaluation;

/// <summary>Describes a model for readers of figures and tables.</summary>
internal static class ModelDescription
{
    /// <summary>What a model was trained on, in one line.</summary>
    public static string Of(TrainedModel model) => $"{model.Record.Config.System.Model} from {model.Source}: {model.Record.Describe()}";

    /// <summary>How a run continued after it diverged, in plain words; "" if it never did.</summary>
    public static string Recoveries(RunRecord record) => string.Join("; ", record.Recoveries.Select(recovery => recovery.Describe(record.Config.System)));

    /// <summary>Which VGG features a model was trained with.</summary>
    public static string Features(TrainedModel model) => model.Record.Environment.Notes.GetValueOrDefault("features", "none");
}
