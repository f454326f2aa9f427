using Csa.Data;
using Csa.Data.Sources;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>An inpainting system whose weights were learned. Built for use, it holds nothing that only training needs.</summary>
public interface ITrainedSystem : IInpaintingSystem
{
    /// <summary>The weights that <see cref="IInpaintingSystem.Inpaint"/> uses, and nothing else: what is shipped, and what is loaded.</summary>
    /// <returns>Stable names; the live tensors, on any device: writing into them changes the system.</returns>
    IReadOnlyDictionary<string, Tensor> InferenceState();
}

/// <summary>What learns and can be saved. Checkpoints know what they save by this alone.</summary>
public interface ITrainable : IDisposable
{
    /// <summary>Everything a resumed run needs: weights, averaged weights, optimiser moments and counters.</summary>
    /// <returns>Names are stable checkpoint keys ("rough.…", "optimiser.generator.…"); tensors are the live ones or aliases, on any device.</returns>
    IReadOnlyDictionary<string, Tensor> State();

    /// <summary>Restores what <see cref="State"/> gave; bit-identical steps follow.</summary>
    /// <param name="state">The same names and shapes.</param>
    /// <exception cref="ArgumentException">A name is missing or unknown, or a shape differs; the message lists them.</exception>
    void LoadState(IReadOnlyDictionary<string, Tensor> state);
}

/// <summary>What learns in steps. The loop of every training knows what it trains by this alone.</summary>
/// <typeparam name="TBatch">What a step learns from.</typeparam>
public interface ITrainable<in TBatch> : ITrainable
{
    /// <summary>One optimisation step of every network that this step trains.</summary>
    /// <param name="batch">The caller disposes it.</param>
    /// <param name="progress">Where the run stands, for schedules; its rate factor lowers every learning rate.</param>
    /// <returns>Every loss term by its name, in a fixed order; may hold non-finite values, which the loop reports.</returns>
    IReadOnlyList<LossValue> Step(TBatch batch, TrainingProgress progress);
}

/// <summary>An inpainting system that learns. The trainer and commands know systems by this alone.</summary>
public interface ITrainableSystem : ITrainedSystem, ITrainable<TrainingBatch>
{
    /// <summary>What run records and tables say about the system beyond its options, e.g. "features": "random".</summary>
    /// <exception cref="BadInputException">A file that the options name for training cannot be used.</exception>
    IReadOnlyDictionary<string, string> Notes { get; }
}

/// <summary>A named loss term of one step.</summary>
/// <param name="Name">"reconstruction", "consistency" …</param>
/// <param name="Value">The unweighted mean as defined by the term.</param>
public sealed record LossValue(string Name, double Value);

/// <summary>Where a run stands.</summary>
/// <param name="Step">The step about to be taken, from 0.</param>
/// <param name="Fraction">The share of the run already done, 0 … 1, by steps or by time, whichever ends the run.</param>
public sealed record TrainingProgress(long Step, double Fraction)
{
    /// <summary>What every learning rate is multiplied with: less than 1 once a run has diverged; see <see cref="Recovery"/>.</summary>
    public double RateFactor { get; init; } = 1;
}
