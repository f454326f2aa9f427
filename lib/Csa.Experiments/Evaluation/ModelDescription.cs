using Csa.Systems;

namespace Csa.Experiments.Evaluation;

/// <summary>Describes a model for readers of pictures and tables.</summary>
internal static class ModelDescription
{
    /// <summary>What a model was trained on, in one line.</summary>
    public static string Of(TrainedModel model)
    {
        TrainingOptions training = model.Record.Config.Training;
        string features = model.Record.Environment.Notes.TryGetValue("features", out string? weights) ? $", VGG features {weights}" : "";
        return $"{model.Record.Config.System.Model} from {model.Source}: trained on {training.Data}, holes {training.Masks}, {training.Side}x{training.Side}{features}";
    }

    /// <summary>How a run continued after it diverged, in plain words; "" if it never did.</summary>
    public static string Recoveries(RunRecord record) => string.Join("; ", record.Recoveries.Select(recovery => recovery.Describe(record.Config.System)));

    /// <summary>Which VGG features a model was trained with.</summary>
    public static string Features(TrainedModel model) => model.Record.Environment.Notes.GetValueOrDefault("features", "none");
}
