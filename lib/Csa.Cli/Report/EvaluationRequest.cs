using Csa.Cli.Commands;
using Csa.Data.Files;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.Evaluation;
using Csa.Systems;

namespace Csa.Cli.Report;

/// <summary>An evaluation as a command asks for it.</summary>
internal sealed record EvaluationRequest
{
    /// <summary>As <see cref="ImageSources.Open"/> takes it.</summary>
    public required string Data { get; init; }

    /// <summary>Mask kinds as <see cref="MaskSources.Expand"/> takes them, a table each.</summary>
    public required IReadOnlyList<string> Masks { get; init; }

    /// <summary>The part of the data.</summary>
    public Split Split { get; init; } = Split.Test;

    /// <summary>At most so many images.</summary>
    public int Count { get; init; } = 500;

    /// <summary>Draws the masks.</summary>
    public ulong Seed { get; init; }

    /// <summary>Height and width in pixels.</summary>
    public required int Side { get; init; }

    /// <summary>Sentences to stand under the tables, before what the systems' own notes say.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Measures the models beside the floor, with progress.</summary>
    public EvaluationOutcome Run(IReadOnlyList<TrainedModel> models) => Run(EvaluatedModels.Of(models));

    /// <summary>Measures systems beside the floor, with progress.</summary>
    public EvaluationOutcome Run(IReadOnlyList<EvaluatedSystem> models)
    {
        IImageSource images = ImageSources.Open(Data);
        string[] kinds = [.. Masks.SelectMany(kind => MaskSources.Expand(kind, Side, Interruption.Token))];
        IMaskSource[] masks = [.. kinds.Select(MaskSources.Open)];
        EvaluationPart[] parts = [.. kinds.Zip(masks, (kind, source) => EvaluationPart.Of(
            kind, new EvaluationSet(images, source, new EvaluationOptions { Split = Split, Side = Side, Count = Count, Seed = Seed }), Interruption.Token))];
        IInpaintingSystem[] floor = SharedOptions.Floor();
        try
        {
            EvaluatedSystem[] systems =
            [
                .. models,
                .. floor.Select(system => new EvaluatedSystem(system)),
            ];
            var description = new EvaluationDescription
            {
                Data = $"{images.Description}, {Split.ToString().ToLowerInvariant()} split, {Side}x{Side}, mask seed {Seed}",
                Notes = [.. Notes, .. models.Where(model => model.Note.Length > 0).Select(model => $"{model.Name}{(model.Run.Length > 0 ? $", {model.Run}" : "")} {model.Note}.")],
            };
            using var line = new ProgressLine("evaluating");
            EvaluationReport report = Evaluator.Run(systems, parts, description, progress: new Watch(line), cancellation: Interruption.Token);
            return new EvaluationOutcome(report, [.. images.Problems, .. masks.SelectMany(source => source.Problems).Distinct()]);
        }
        finally
        {
            foreach (IInpaintingSystem system in floor) system.Dispose();
        }
    }

    private sealed class Watch(ProgressLine line) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => line.Show((double)value.Done / value.Total, $"{value.MaskKind}, {value.System}");
    }
}

/// <summary>What an evaluation found, and the files that it had to leave out.</summary>
internal sealed record EvaluationOutcome(EvaluationReport Report, IReadOnlyList<FileProblem> LeftOut);
