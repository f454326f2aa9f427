using Csa.Data;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Convolutions;

/// <summary>What the networks of a system convolve, seen while it takes a step and fills holes.</summary>
internal static class SystemConvolutions
{
    /// <summary>The convolutions of a run: of a step at its end, where every loss is in play, and of filling one image.</summary>
    /// <remarks>A system of its own takes them, which is thrown away; torch's generator is left as it was.</remarks>
    /// <param name="config">What is trained, its side and its batch.</param>
    /// <returns>Each shape once; none for a system that has no convolutions.</returns>
    /// <exception cref="BadInputException">An option is out of range, or its file of features cannot be used.</exception>
    public static IReadOnlyList<ConvolutionUse> Of(RunConfig config)
    {
        using var scope = NewDisposeScope();
        Tensor generator = random.get_rng_state();
        try
        {
            TrainingOptions options = config.Training;
            HoleMask hole = MaskShapes.Centre(options.Side);
            using ITrainableSystem system = config.System.Create(options.Seed, CPU);
            using var batch = new TrainingBatch(zeros(options.BatchSize, 3, options.Side, options.Side), hole.Repeat(options.BatchSize));
            return ConvolutionUse.Of(() =>
            {
                system.Step(batch, new TrainingProgress(0, 1));
                system.Inpaint(batch.Images.narrow(0, 0, 1), hole).Dispose();
            });
        }
        finally
        {
            random.set_rng_state(generator);
        }
    }
}
