using System.Runtime.InteropServices;
using Csa.Experiments.Convolutions;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Training;

/// <summary>What a training keeps in memory, counted before it begins: from its options alone, whatever its system.</summary>
/// <remarks>
/// The system is built with weights that have shapes and no numbers (libtorch's meta device), and takes a real step on one image
/// with zeros in place of convolutions: that takes an image's feature maps, not the weights, moments and gradients. What a
/// process takes of what is counted is measured, as peaks (VmHWM of /proc/PID/status) of
/// <c>csa train --model M --preset quick --steps 10 --set sampleSteps=5</c> and <c>--preset paper --steps 4 --set side=128 sampleSteps=2
/// threads=1 validationCount=4</c>, two validations each, on an Intel Xeon (family 6, model 207), 30 November 2026; the figures are in
/// TrainingMemoryTests, and this is within 15 % of them. Longer runs take more, because tensors that autograd kept are freed
/// late: 60 steps of quick presets took 4 to 18 % more than 10. Judges that nobody trains (VGG-16) are not counted.
/// </remarks>
/// <param name="State">Bytes of what a checkpoint holds: weights, averages, moments.</param>
/// <param name="Gradients">Bytes of gradients.</param>
/// <param name="Maps">Bytes that went into and came out of convolutions of a step on one image and wait for its backward passes, at their most.</param>
internal sealed record TrainingMemory(long State, long Gradients, long Maps)
{
    // .NET, libtorch and what both keep.
    private const long Process = 295_000_000;
    private const int BytesOfFloat = 4;

    // Of weights convolutions make copies in an order of their own, with gradients in another; of maps there are those that norms and activations make.
    private const double PerGradient = 1.5, PerMap = 1.85;

    /// <summary>About how many bytes a training takes at its peak, validation included, or null where its system cannot be counted.</summary>
    /// <param name="config">Of any system; its side and its batch.</param>
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

    /// <summary>Counts; torch's generator is left as it was.</summary>
    /// <param name="config">What is trained, and its side.</param>
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
