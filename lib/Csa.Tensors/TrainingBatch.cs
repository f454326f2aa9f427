using Csa.Data.Masks;
using Csa.Data.Sources;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tensors;

/// <summary>A batch of ground truth and holes. Owns its tensor.</summary>
public sealed class TrainingBatch : IDisposable
{
    /// <summary>Takes ownership of the images.</summary>
    /// <param name="images">[N, 3, H, W] float32 in [-1, 1]: I_gt.</param>
    /// <param name="hole">N masks on the pixel grid.</param>
    public TrainingBatch(Tensor images, HoleMask hole)
    {
        Images = images.DetachFromDisposeScope();
        Hole = hole;
    }

    /// <summary>[N, 3, H, W] float32 in [-1, 1]: I_gt.</summary>
    public Tensor Images { get; }

    /// <summary>N masks on the pixel grid.</summary>
    public HoleMask Hole { get; }

    /// <inheritdoc/>
    public void Dispose() => Images.Dispose();
}

/// <summary>Batches as tensors.</summary>
public static class BatchTensors
{
    /// <summary>The batch of a step; safe to call from several threads.</summary>
    /// <param name="batches">The sequence.</param>
    /// <param name="step">From 0; any order of calls gives the same batches.</param>
    /// <returns>The caller disposes it.</returns>
    public static TrainingBatch At(this Batches batches, long step) => batches.Draw(step).ToBatch();

    /// <summary>The batch as tensors, made on the calling thread.</summary>
    internal static TrainingBatch ToBatch(this BatchDrawing drawing) => new(ImageTensor.FromImages(drawing.Photos), HoleMask.Batch(drawing.Holes));
}
