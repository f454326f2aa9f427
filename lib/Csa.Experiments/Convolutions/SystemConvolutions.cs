using Csa.Data;
using Csa.Data.Masks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Convolutions;

/// <summary>Finds the convolutions of a system's networks by letting it take a step and fill holes.</summary>
internal static class SystemConvolutions
{
    /// <summary>
    /// The convolutions of a run: those of a step at its end, when every loss term is on, and those of filling one image.
    /// </summary>
    /// <remarks>They are run on a separate system, which is then discarded; torch's generator is not changed.</remarks>
    /// <param name="config">The run's configuration.</param>
    /// <returns>Each shape once; none for a system that has no convolutions.</returns>
    /// <exception cref="BadInputException">An option is out of range, or its file of features cannot be used.</exception>
    public static IReadOnlyList<ConvolutionUse> Of(RunConfig config)
    {
        TrainingOptions options = config.Training;
        return Aside(() =>
        {
            using ITrainableSystem system = config.System.Create(options.Seed, CPU);
            return ConvolutionUse.Distinct([.. OfStep(system, options.Side, options.BatchSize), .. OfFilling(system, options.Side)]);
        });
    }

    /// <summary>The calls of a step at the end of a run, when every loss term is on.</summary>
    internal static IReadOnlyList<ConvolutionUse> OfStep(ITrainableSystem system, int side, int images, Action<ConvolutionUse>? made = null, Action<ConvolutionUse>? left = null)
    {
        using var scope = NewDisposeScope();
        using var batch = new TrainingBatch(zeros(images, 3, side, side), MaskShapes.Centre(side).Repeat(images));
        return ConvolutionUse.Calls(() => system.Step(batch, new TrainingProgress(0, 1)), made, left);
    }

    /// <summary>The calls of filling one image.</summary>
    internal static IReadOnlyList<ConvolutionUse> OfFilling(ITrainedSystem system, int side)
    {
        using var scope = NewDisposeScope();
        Tensor image = zeros(1, 3, side, side);
        return ConvolutionUse.Calls(() => system.Inpaint(image, MaskShapes.Centre(side)).Dispose());
    }

    /// <summary>Runs work that leaves no trace: no tensor stays alive, and torch's generator is restored.</summary>
    internal static T Aside<T>(Func<T> work)
    {
        using var scope = NewDisposeScope();
        Tensor generator = random.get_rng_state();
        try
        {
            return work();
        }
        finally
        {
            random.set_rng_state(generator);
        }
    }
}
