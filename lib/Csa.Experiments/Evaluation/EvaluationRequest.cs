using Csa.Baselines;
using Csa.Data.Files;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.Perceptual;
using Csa.Systems;

namespace Csa.Experiments.Evaluation;

/// <summary>A request for an evaluation, with data and masks as a user names them.</summary>
internal sealed record EvaluationRequest
{
    /// <summary>As <see cref="ImageSources.Open"/> takes it.</summary>
    public required string Data { get; init; }

    /// <summary>Mask kinds as <see cref="MaskSources.Expand"/> takes them, one table each.</summary>
    public required IReadOnlyList<string> Masks { get; init; }

    /// <summary>The split to evaluate on.</summary>
    public Split Split { get; init; } = Split.Test;

    /// <summary>The most images to use.</summary>
    public int Count { get; init; } = 500;

    /// <summary>Draws the masks.</summary>
    public ulong Seed { get; init; }

    /// <summary>Height and width in pixels.</summary>
    public required int Side { get; init; }

    /// <summary>Sentences to print below the tables, before the systems' own notes.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Further measures; null for none. Not disposed.</summary>
    public PerceptualMetrics? Perceptual { get; init; }

    /// <summary>Measures systems together with the baselines that a learned system must beat: harmonic fill and mean fill.</summary>
    /// <param name="models">In the order of the tables.</param>
    /// <param name="progress">Reported after each output; may be null.</param>
    /// <param name="cancellation">Stops between outputs.</param>
    /// <param name="options">Batch size and pictures; the defaults when not set.</param>
    public EvaluationOutcome Run(
        IReadOnlyList<EvaluatedSystem> models, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default, EvaluatorOptions? options = null)
    {
        IImageSource images = ImageSources.Open(Data);
        string[] kinds = [.. Masks.SelectMany(kind => MaskSources.Expand(kind, Side, cancellation))];
        IMaskSource[] masks = [.. kinds.Select(MaskSources.Open)];
        EvaluationPart[] parts = [.. kinds.Zip(masks, (kind, source) => EvaluationPart.Of(
            kind, new EvaluationSet(images, source, new EvaluationOptions { Split = Split, Side = Side, Count = Count, Seed = Seed }), cancellation))];
        IInpaintingSystem[] floor = [new HarmonicFill(), new MeanFill()];
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
                Weights = Perceptual?.Weights ?? new Dictionary<string, string>(),
                Notes = [.. Notes, .. Perceptual?.Notes ?? [], .. models.Where(model => model.Note.Length > 0).Select(model => $"{model.Name}{(model.Run.Length > 0 ? $", {model.Run}" : "")} {model.Note}.")],
            };
            EvaluationReport report = Evaluator.Run(systems, parts, description, (options ?? new EvaluatorOptions()) with { Perceptual = Perceptual }, progress, cancellation);
            return new EvaluationOutcome(report, [.. images.Problems, .. masks.SelectMany(source => source.Problems).Distinct()]);
        }
        finally
        {
            foreach (IInpaintingSystem system in floor) system.Dispose();
        }
    }
}

/// <summary>The report of an evaluation, and the files that it had to leave out.</summary>
internal sealed record EvaluationOutcome(EvaluationReport Report, IReadOnlyList<FileProblem> LeftOut);
