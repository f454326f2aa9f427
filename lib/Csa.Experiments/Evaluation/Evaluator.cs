using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Experiments.Perceptual;
using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Evaluation;

/// <summary>Runs systems over images with holes and measures their composited 8-bit outputs.</summary>
public static class Evaluator
{
    /// <summary>Measures every system on every image of every part; all systems see the same images and holes.</summary>
    /// <param name="systems">At least one, each under a name of its own, or a run of its own under one name.</param>
    /// <param name="parts">One per mask kind.</param>
    /// <param name="description">The data, for the tables.</param>
    /// <param name="options">Batch size and pictures; the defaults when not set.</param>
    /// <param name="progress">Reported after each batch of each system; may be null.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentException">No system, two of one name, or a chunk size below 1.</exception>
    /// <exception cref="InvalidOperationException">A system gave a non-finite value; the message names it and the image.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EvaluationReport Run(
        IReadOnlyList<EvaluatedSystem> systems,
        IReadOnlyList<EvaluationPart> parts,
        EvaluationDescription description,
        EvaluatorOptions? options = null,
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new EvaluatorOptions();
        if (systems.Count == 0) throw new ArgumentException("systems: want at least one, got none", nameof(systems));
        (string Name, string Run)? twice = systems.GroupBy(system => (system.Name, system.Run)).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null) throw new ArgumentException($"systems: want different names or runs, got {twice.Value.Name} twice; set Name or Run", nameof(systems));
        HashSet<EvaluatedSystem> pictured = [.. systems.DistinctBy(system => system.Name)];
        if (options.ChunkSize < 1) throw new ArgumentException($"chunk size: want at least 1, got {options.ChunkSize}", nameof(options));
        foreach (EvaluationPart part in parts) options.Perceptual?.Require(part.MaskKind, [.. part.Items.Select(item => item.Image)]);

        if (options.Ranks is not null) ChunkWork.RequireSame(parts, options.Ranks);
        var records = new List<EvaluationRecord>();
        var pictures = new List<EvaluationPicture>();
        var sets = new List<SetRecord>();
        int done = 0, total = systems.Count * parts.Sum(part => part.Items.Count);
        foreach (EvaluationPart part in parts)
        {
            int seen = 0;
            SetCollector? collector = options.Perceptual is { HasSetMetrics: true } measures ? new SetCollector(measures) : null;
            foreach ((IReadOnlyList<EvaluationItem> chunk, ChunkResults measured) in ChunkWork.InOrder(Chunks(part.Items, options.ChunkSize), MeasureChunk, options.Ranks))
            {
                collector?.Add(systems, measured);
                foreach (OutputResults output in measured.Outputs)
                    for (int i = 0; i < output.Pictures.Length; i++) options.OnOutput?.Invoke(systems[output.System], PictureOf(output, chunk, i));
                for (int i = 0; i < chunk.Count; i++)
                {
                    records.AddRange(measured.Outputs.Select(output => output.Records[i]));
                    if (seen + i < options.Pictures) pictures.AddRange(measured.Outputs.Where(output => pictured.Contains(systems[output.System])).Select(output => PictureOf(output, chunk, i)));
                }

                seen += chunk.Count;
                if (options.Ranks is not null) Report(systems.Count * chunk.Count, systems[^1]);
            }

            if (collector is not null) sets.AddRange(collector.Records(part.MaskKind));

            EvaluationPicture PictureOf(OutputResults output, IReadOnlyList<EvaluationItem> chunk, int index) =>
                new(systems[output.System].Name, output.Stage, part.MaskKind, chunk[index], output.Pictures[index]);

            ChunkResults MeasureChunk(IReadOnlyList<EvaluationItem> chunk)
            {
                RgbImage[] images = [.. chunk.Select(item => item.Image)];
                using TrueImages? truth = options.Perceptual?.Truth(images);
                int place = part.Items.TakeWhile(item => !ReferenceEquals(item, chunk[0])).Count();
                var outputs = new List<OutputResults>();
                for (int k = 0; k < systems.Count; k++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    foreach (StageOutput output in Outputs(systems[k], chunk))
                    {
                        EvaluationRecord[] ofImages = [.. chunk.Select((item, i) => WithLpips(Measure(systems[k], output, i, part.MaskKind, item, options.Features), output, i, options.Perceptual, truth))];
                        int kept = options.OnOutput is not null ? chunk.Count : Math.Clamp(options.Pictures - place, 0, chunk.Count);
                        outputs.Add(new(k, output.Stage, ofImages, [.. output.Images.Take(kept)], collector?.Features(output.Images)));
                    }

                    if (options.Ranks is null) Report(chunk.Count, systems[k]);
                }

                return new ChunkResults(collector?.Features(images), outputs);
            }

            void Report(int images, EvaluatedSystem system) => progress?.Report(new EvaluationProgress(done += images, total, part.MaskKind, system.Name));
        }

        return new EvaluationReport(description, records, pictures) { Sets = sets };
    }

    private sealed record StageOutput(OutputStage Stage, IReadOnlyList<RgbImage> Images, IReadOnlyList<RgbImage> Raw);

    // Neighbours of one size share a batch.
    private static IEnumerable<IReadOnlyList<EvaluationItem>> Chunks(IReadOnlyList<EvaluationItem> items, int size)
    {
        var chunk = new List<EvaluationItem>();
        for (int i = 0; i < items.Count; i++)
        {
            EvaluationItem item = items[i];
            bool fits = chunk.Count == 0 || (item.Image.Width == chunk[0].Image.Width && item.Image.Height == chunk[0].Image.Height);
            if (!fits || chunk.Count == size)
            {
                yield return chunk;
                chunk = [];
            }

            chunk.Add(item);
        }

        if (chunk.Count > 0) yield return chunk;
    }

    private static List<StageOutput> Outputs(EvaluatedSystem system, IReadOnlyList<EvaluationItem> chunk)
    {
        using var scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Tensor image = ImageTensor.FromImages([.. chunk.Select(item => item.Image)]);
        HoleMask hole = HoleMask.Batch([.. chunk.Select(item => item.Hole)]);
        using InpaintingResult result = system.System.Inpaint(image, hole);
        var outputs = new List<StageOutput> { Stage(OutputStage.Refined, result.Refined) };
        if (result.Rough is not null) outputs.Add(Stage(OutputStage.Rough, result.Rough));
        return outputs;

        StageOutput Stage(OutputStage stage, Tensor output)
        {
            Tensor finite = output.isfinite().flatten(1).all(1);
            for (int i = 0; i < chunk.Count; i++)
            {
                if (!finite[i].item<bool>())
                    throw new InvalidOperationException($"{system.Name} gave a non-finite value for {chunk[i].Name}; its weights or its training are broken");
            }

            return new StageOutput(stage, ImageTensor.ToImages(InpaintingResult.Composite(output, image, hole)), ImageTensor.ToImages(output));
        }
    }

    // LPIPS is a distance of whole images: a hole alone is none.
    private static EvaluationRecord WithLpips(EvaluationRecord record, StageOutput output, int index, PerceptualMetrics? perceptual, TrueImages? truth)
    {
        if (perceptual is null) return record;
        ImageMetrics whole = With(record.Metrics.Whole, output.Images[index]);
        bool same = output.Raw[index].Pixels.AsSpan().SequenceEqual(output.Images[index].Pixels);
        ImageMetrics raw = same ? record.Raw with { LpipsAlex = whole.LpipsAlex, LpipsVgg = whole.LpipsVgg } : With(record.Raw, output.Raw[index]);
        return record with { Metrics = record.Metrics with { Whole = whole }, Raw = raw };

        ImageMetrics With(ImageMetrics metrics, RgbImage image)
        {
            (double? alex, double? vgg) = perceptual.Distances(image, truth!, index);
            return metrics with { LpipsAlex = alex, LpipsVgg = vgg };
        }
    }

    private static EvaluationRecord Measure(EvaluatedSystem system, StageOutput output, int index, string maskKind, EvaluationItem item, Vgg16Features? features) => new(
        system.Name, system.Run, output.Stage, system.Features, maskKind, item.Name, item.Hole.HoleFraction(0),
        InHole(output.Images[index], item, features), Metrics.Compare(output.Raw[index], item.Image).Whole);

    private static OutputMetrics InHole(RgbImage output, EvaluationItem item, Vgg16Features? features)
    {
        OutputMetrics metrics = Metrics.Compare(output, item.Image, item.Hole);
        return features is null || metrics.Hole is null ? metrics
            : metrics with { Hole = metrics.Hole with { FeatureDistance = FeatureDistance.InHole(output, item.Image, item.Hole, features) } };
    }

    // Inception's features of all outputs over one part, and of the truth.
    private sealed class SetCollector(PerceptualMetrics measures)
    {
        private readonly List<float[]> truth = [];
        private readonly Dictionary<(string System, string Run, OutputStage Stage), List<float[]>> outputs = [];

        public float[][] Features(IReadOnlyList<RgbImage> images) => [.. measures.SetFeatures(images)];

        public void Add(IReadOnlyList<EvaluatedSystem> systems, ChunkResults measured)
        {
            truth.AddRange(measured.TruthFeatures!);
            foreach (OutputResults output in measured.Outputs)
            {
                var key = (systems[output.System].Name, systems[output.System].Run, output.Stage);
                if (!outputs.TryGetValue(key, out List<float[]>? list)) outputs[key] = list = [];
                list.AddRange(output.SetFeatures!);
            }
        }

        public IEnumerable<SetRecord> Records(string maskKind) =>
            outputs.Select(pair => new SetRecord(pair.Key.System, pair.Key.Run, pair.Key.Stage, maskKind, pair.Value.Count, measures.Distances(pair.Value, truth)));
    }
}
