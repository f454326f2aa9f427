using System.Runtime.InteropServices;
using Csa.Experiments.Convolutions;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Training;

/// <summary>The memory that a training needs, computed before it begins from its options alone, for any system.</summary>
/// <remarks>
/// The system is built with weights that have shapes and no numbers (libtorch's meta device), and takes a real step on one image
/// with zeros in place of convolutions: that takes an image's feature maps, not the weights, moments and gradients. What a
/// process takes of what is counted is measured, as peaks (VmHWM of /proc/PID/status) of
/// <c>csa train --model M --preset quick --steps 10 --set sampleSteps=5</c> and <c>--preset paper --steps 4 --set side=128 sampleSteps=2
/// threads=1 validationCount=4</c>, two validations each, on an Intel Xeon (family 6, model 207), 30 November 2026; the figures are in
/// TrainingMemoryTests, and this is within 15 % of them. Longer runs take more, because tensors that autograd kept are freed
/// late: 60 steps of quick presets took 4 to 18 % more than 10. Networks that are not trained (VGG-16) are not counted.
/// </remarks>
/// <param name="State">Bytes of what a checkpoint holds: weights, averages, moments.</param>
/// <param name="Gradients">Bytes of gradients.</param>
/// <param name="Maps">The peak of the bytes of convolution inputs and outputs that are kept for backward passes, in a step
/// on one image.</param>
internal sealed record TrainingMemory(long State, long Gradients, long Maps)
{
    // .NET, libtorch and what both keep.
    private const long Process = 295_000_000;
    private const int BytesOfFloat = 4;

    // Of weights convolutions make copies in an order of their own, with gradients in another; of maps there are those that norms and activations make.
    private const double PerGradient = 1.5, PerMap = 1.85;

    /// <summary>
    /// The approximate peak memory of a training in bytes, validation included, or null if it cannot be computed for its
    /// system.
    /// </summary>
    /// <param name="config">The configuration of the run.</param>
    internal static long? PeakBytes(RunConfig config)
    {
        try
        {
            TrainingMemory kept = Of(config);
            return Process + kept.State + (long)((PerGradient * kept.Gradients) + (PerMap * config.Training.BatchSize * kept.Maps));
        }
        catch (ExternalException)
        {
            return null; // it does with weights what libtorch cannot do with shapes
        }
    }

    /// <summary>Counts the memory of a training; torch's generator is not changed.</summary>
    /// <param name="config">The configuration of the run.</param>
    internal static TrainingMemory Of(RunConfig config)
    {
        int side = config.Training.Side;
        Convolution2d.ShapesOnly = true;
        try
        {
            return SystemConvolutions.Aside(() =>
            {
                using ITrainableSystem system = config.System.Create(config.Training.Seed, CPU);
                Tensor[] state = [.. system.State().Values];
                long gradients = state.Where(tensor => tensor.requires_grad).Sum(Bytes); // before a step that may freeze some for the rest of the run
                long maps = 0, most = 0;
                SystemConvolutions.OfStep(system, side, images: 1, made: use => most = Math.Max(most, maps += MapsOf(use)), left: use => maps -= MapsOf(use));
                return new TrainingMemory(state.Sum(Bytes), gradients, most);
            });
        }
        finally
        {
            Convolution2d.ShapesOnly = false;
        }
    }

    // A call that no gradient goes through keeps nothing.
    private static long MapsOf(ConvolutionUse use) =>
        use.Parts == ConvolutionParts.Value ? 0 : BytesOfFloat * (Product(use.Shape.Input) + Product(use.Shape.Output));

    private static long Bytes(Tensor tensor) => tensor.numel() * tensor.ElementSize;

    private static long Product(long[] sides) => sides.Aggregate(1L, (product, side) => product * side);
}
