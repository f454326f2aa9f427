using Csa.Experiments.Evaluation;
using Csa.Networks;

namespace Csa.Experiments.Ablation;

/// <summary>Takes <see cref="HoleMeasures"/> of the arms' final outputs while they are evaluated.</summary>
/// <param name="mask">The kind of mask to measure on: the first, for each image takes some milliseconds.</param>
/// <param name="cells">For each arm's name the pixels per side of a cell of its features; other systems are not measured.</param>
/// <param name="features">The built-in features; used, not disposed.</param>
internal sealed class MeasureLog(string mask, IReadOnlyDictionary<string, int> cells, Vgg16Features features)
{
    private readonly Dictionary<(string Arm, string Run), List<HoleMeasures>> taken = [];

    /// <summary>Measures an output, if it is one of those.</summary>
    public void Take(EvaluatedSystem system, EvaluationPicture made)
    {
        if (made.Stage != OutputStage.Refined || made.MaskKind != mask || made.Item.Hole.IsEmpty || !cells.TryGetValue(system.Name, out int cell)) return;
        if (!taken.TryGetValue((system.Name, system.Run), out List<HoleMeasures>? list)) taken[(system.Name, system.Run)] = list = [];
        list.Add(HoleMeasures.Of(made.Output, made.Item.Image, made.Item.Hole, cell, features));
    }

    /// <summary>Means over images, in the order of <see cref="HoleMeasures.Names"/>; without images where a measure is not defined.</summary>
    public IReadOnlyList<double> Means(string arm, string run) =>
        [.. HoleMeasures.Names.Select((_, place) => taken[(arm, run)].Select(image => image.Values[place]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average())];
}
