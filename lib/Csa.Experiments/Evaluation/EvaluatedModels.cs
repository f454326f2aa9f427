using Csa.Systems;

namespace Csa.Experiments.Evaluation;

/// <summary>Trained models under their names in the tables.</summary>
internal static class EvaluatedModels
{
    /// <summary>Trainings that differ only in their seed share a name, as one system; other models of one system are numbered.</summary>
    /// <param name="models">In the order of the tables.</param>
    /// <param name="names">A name for each, shared by those that differ only in their seed; null to take the systems' own.</param>
    public static IReadOnlyList<EvaluatedSystem> Of(IReadOnlyList<TrainedModel> models, IReadOnlyList<string>? names = null)
    {
        ILookup<string, string> trainings = models.Select(model => (model.System.Name, Training: Training(model))).Distinct().ToLookup(pair => pair.Name, pair => pair.Training);
        var seen = new Dictionary<string, int>();
        return [.. models.Select((model, place) =>
        {
            string training = Training(model), seed = $"seed {model.Record.Config.Training.Seed}";
            string[] alike = [.. trainings[model.System.Name]];
            int again = seen[training + seed] = seen.GetValueOrDefault(training + seed) + 1;
            return new EvaluatedSystem(model.System)
            {
                Name = names is not null ? names[place] : alike.Length == 1 ? model.System.Name : $"{model.System.Name} {Array.IndexOf(alike, training) + 1}",
                Run = again == 1 ? seed : $"{seed}, again {again}",
                Features = ModelDescription.Features(model),
                TrainedOn = model.Record.Environment.ImagesFingerprint,
                Note = ModelDescription.Recoveries(model.Record),
            };
        })];
    }

    // What was asked for but for the seed, as text. Two runs of minutes may have had different numbers of steps, and one of them may have diverged.
    private static string Training(TrainedModel model) =>
        (model.Record with
        {
            Config = model.Record.Config with { Training = model.Record.Config.Training with { Seed = 0 } },
            Environment = new RunEnvironment(),
            Plans = [],
            Recoveries = [],
            Divergence = null,
        }).ToJson();
}
