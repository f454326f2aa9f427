using Csa.Baselines;
using Csa.Data.Files;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.Perceptual;
using Csa.Networks;
using Csa.Systems;

namespace Csa.Experiments.Evaluation;

/// <summary>A request for an evaluation, with data and masks as a user names them.</summary>
internal sealed record EvaluationRequest
{
    private const int ShownNames = 8;

    /// <summary>As <see cref="ImageSources.Open"/> takes it.</summary>
    public required string Data { get; init; }

    /// <summary>Mask kinds as <see cref="MaskSources.Expand"/> takes them, one table each.</summary>
    public required IReadOnlyList<string> Masks { get; init; }

    /// <summary>Each image with the mask of its name; then <see cref="Masks"/> are folders or lists.</summary>
    public bool PairMasks { get; init; }

    /// <summary>The split to evaluate on; null = all images.</summary>
    public Split? Split { get; init; } = Csa.Data.Sources.Split.Test;

    /// <summary>Measures all images where the split has none, with a note.</summary>
    public bool AllIfEmpty { get; init; }

    /// <summary>The most images to use.</summary>
    public int Count { get; init; } = 500;

    /// <summary>Draws the masks.</summary>
    public ulong Seed { get; init; }

    /// <summary>Height and width in pixels.</summary>
    public required int Side { get; init; }

    /// <summary>Sentences to print below the tables, before the systems' own notes.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The built-in features for the distance in each hole; null not to compute it. Not disposed.</summary>
    public Vgg16Features? Features { get; init; }

    /// <summary>Further metrics; null for none. Not disposed.</summary>
    public PerceptualMetrics? Perceptual { get; init; }

    /// <summary>Measures systems together with the baselines that a learned system must beat: harmonic fill and mean fill.</summary>
    /// <param name="models">In the order of the tables.</param>
    /// <param name="progress">Reported after each output; may be null.</param>
    /// <param name="cancellation">Stops between outputs.</param>
    /// <param name="options">Batch size and pictures; the defaults when not set.</param>
    public EvaluationOutcome Run(
        IReadOnlyList<EvaluatedSystem> models, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default, EvaluatorOptions? options = null)
    {
        string[] kinds = [.. Masks.SelectMany(kind => PairMasks ? [kind] : MaskSources.Expand(kind, Side, cancellation))];
        ImagesWithMasks[] sources = [.. kinds.Select(kind => ImageSources.OpenWith(Data, kind, PairMasks))];
        IImageSource images = sources[0].Images;
        bool lacks = Split is Split asked && AllIfEmpty && images.Count(asked) == 0;
        bool all = Split is null || lacks;
        EvaluationSet[] sets = [.. sources.Select(source => SetOf(source.Images, source.Masks, all))];
        EvaluationPart[] parts = [.. kinds.Zip(sets, (kind, set) => EvaluationPart.Of(kind, set, cancellation))];
        string which = all ? "all images" : $"{SplitNames.Word(Split!.Value)} split";
        List<string> notes = [.. sources.SelectMany(source => source.Images.Notes).Distinct()];
        if (lacks) notes.Add($"{images.Description}: the {SplitNames.Word(Split!.Value)} split has no image, so all are measured; those a run was trained on tell little about others");
        else if (all) notes.AddRange(models.Where(model => model.TrainedOn == images.Fingerprint).Select(model => $"{model.Name} was trained on {images.Count(Csa.Data.Sources.Split.Train)} of these images; {(images.Count(Csa.Data.Sources.Split.Test) > 0 ? "--split test measures those it has not seen" : "the numbers tell little about others")}"));
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
                Data = $"{images.Description}, {which}, {Side}x{Side}, mask seed {Seed}",
                Weights = Perceptual?.Weights ?? new Dictionary<string, string>(),
                Notes = [.. Notes, .. Features is null ? Array.Empty<string>() : ["Feature distance is taken in the built-in features, which learned drawn faces. It is not LPIPS."], .. Perceptual?.Notes ?? [], .. models.Where(model => model.Note.Length > 0).Select(model => $"{model.Name}{(model.Run.Length > 0 ? $", {model.Run}" : "")} {model.Note}.")],
            };
            EvaluationReport report = Evaluator.Run(systems, parts, description, (options ?? new EvaluatorOptions()) with { Features = Features, Perceptual = Perceptual }, progress, cancellation);
            string[] names = [.. parts[0].Items.Select(item => item.Name)];
            int there = all ? Enum.GetValues<Split>().Sum(images.Count) : images.Count(Split!.Value);
            string measured = $"{names.Length}{(there > names.Length ? $" of {there}" : "")} images of {images.Description}, {which}: {string.Join(", ", names.Take(ShownNames))}{(names.Length > ShownNames ? " …" : "")}";
            return new EvaluationOutcome(report, [.. sources.SelectMany(source => source.Images.Problems.Concat(source.Masks.Problems)).Distinct()], measured, notes);
        }
        finally
        {
            foreach (IInpaintingSystem system in floor) system.Dispose();
        }
    }

    private EvaluationSet SetOf(IImageSource images, IMaskSource masks, bool all) =>
        new(all ? new AllSplits(images) : images, masks, new EvaluationOptions { Split = Split ?? Csa.Data.Sources.Split.Test, Side = Side, Count = Count, Seed = Seed });
}

/// <summary>The outcome of an evaluation.</summary>
/// <param name="Report">The numbers.</param>
/// <param name="LeftOut">Files that could not be used.</param>
/// <param name="Measured">The number of images that were evaluated, and which.</param>
/// <param name="Notes">What a user should know about the data, one sentence each.</param>
internal sealed record EvaluationOutcome(EvaluationReport Report, IReadOnlyList<FileProblem> LeftOut, string Measured, IReadOnlyList<string> Notes);
