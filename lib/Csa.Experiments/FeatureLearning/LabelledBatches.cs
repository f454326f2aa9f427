using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.Drawings;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.FeatureLearning;

/// <summary>The endless sequence of batches, with equally many images of every data set; a batch depends on its step alone.</summary>
internal sealed class LabelledBatches
{
    private readonly IReadOnlyList<ILabelledSource> sources;
    private readonly ShuffledIndices[] orders;
    private readonly int perSource, side;

    public LabelledBatches(IReadOnlyList<ILabelledSource> sources, FeatureTrainingOptions options)
    {
        this.sources = sources;
        orders = [.. sources.Select((source, k) => new ShuffledIndices(source.Count(Split.Train), Seed.Derive(options.Seed, (ulong)k)))];
        perSource = options.BatchSize / sources.Count;
        side = options.Side;
    }

    /// <summary>The number of images in a batch.</summary>
    public int Size => perSource * sources.Count;

    /// <summary>Draws the batch of a step on any thread; the returned function makes its tensor on the calling thread.</summary>
    /// <param name="step">From 0.</param>
    public Func<LabelledBatch> Draw(long step)
    {
        var images = new List<RgbImage>();
        var values = new List<IReadOnlyList<IReadOnlyList<double>>>();
        for (int k = 0; k < sources.Count; k++)
        {
            int[] indices = [.. Enumerable.Range(0, perSource).Select(i => orders[k].At((step * perSource) + i))];
            images.AddRange(indices.Select(index => sources[k].Read(Split.Train, index, side)));
            values.Add([.. indices.Select(index => sources[k].LabelValues(Split.Train, index))]);
        }

        return () => new LabelledBatch(ImageTensor.FromImages(images), values);
    }
}

/// <summary>Images of every data set with their attributes. Owns its tensor.</summary>
internal sealed class LabelledBatch(Tensor images, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> values) : IDisposable
{
    /// <summary>[N, 3, H, W] in [-1, 1], one data set after the other.</summary>
    public Tensor Images { get; } = images.DetachFromDisposeScope();

    /// <summary>For each data set, for each of its images, the attributes' values.</summary>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Values { get; } = values;

    public void Dispose() => Images.Dispose();
}
