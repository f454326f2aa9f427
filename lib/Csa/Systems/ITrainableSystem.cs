using Csa.Data;
using Csa.Tensors.Ranks;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>An inpainting system with learned weights. Built for inference, it holds nothing that only training needs.</summary>
public interface ITrainedSystem : IInpaintingSystem
{
    /// <summary>
    /// The weights that <see cref="IInpaintingSystem.Inpaint"/> uses and nothing else: those that are exported and loaded.
    /// </summary>
    /// <returns>Stable names; the live tensors, on any device: writing into them changes the system.</returns>
    IReadOnlyDictionary<string, Tensor> InferenceState();

    /// <summary>Fills in bfloat16 from now on; see <see cref="Csa.Networks.IInpaintingNetwork.UseBFloat16"/>.</summary>
    /// <returns>False for a system that has no such form; it stays as it is.</returns>
    bool UseBFloat16() => false;
}

/// <summary>Anything that can be trained and saved; the only interface that checkpoints use.</summary>
public interface ITrainable : IDisposable
{
    /// <summary>Everything needed to resume a run: weights, averaged weights, optimiser moments and counters.</summary>
    /// <returns>Names are stable checkpoint keys ("rough.…", "optimiser.generator.…"); tensors are the live ones or aliases,
    /// on any device.</returns>
    IReadOnlyDictionary<string, Tensor> State();

    /// <summary>Restores what <see cref="State"/> returned; the steps that follow are bit-identical.</summary>
    /// <param name="state">The same names and shapes.</param>
    /// <exception cref="ArgumentException">A name is missing or unknown, or a shape differs; the message lists them.</exception>
    void LoadState(IReadOnlyDictionary<string, Tensor> state);
}

/// <summary>Anything that is trained in steps on batches; the only interface that training loops use.</summary>
/// <typeparam name="TBatch">The type of batch.</typeparam>
public interface ITrainable<in TBatch> : ITrainable
{
    /// <summary>Takes one optimisation step of every network.</summary>
    /// <param name="batch">The caller disposes it.</param>
    /// <param name="progress">The progress of the run, for schedules; its rate factor multiplies every learning rate.</param>
    /// <returns>Every loss term by its name, in a fixed order; may hold non-finite values, which the loop reports.</returns>
    IReadOnlyList<LossValue> Step(TBatch batch, TrainingProgress progress);
}

/// <summary>An inpainting system that can be trained; the only interface that the trainer and the commands use.</summary>
public interface ITrainableSystem : ITrainedSystem, ITrainable<TrainingBatch>
{
    /// <summary>Facts about the system that run records and tables show besides its options, e.g. "features": "random".</summary>
    /// <exception cref="BadInputException">A file that the options name for training cannot be used.</exception>
    IReadOnlyDictionary<string, string> Notes { get; }

    /// <summary>
    /// Tells the system, before its first step, that its batches are a share of larger ones: each step must then equal one on
    /// the whole batch, as <see cref="BatchShare"/> describes.
    /// </summary>
    /// <param name="share">The share of this process.</param>
    /// <exception cref="BadInputException">The system cannot be trained by several processes.</exception>
    void TrainOn(BatchShare share)
    {
        if (!share.IsWhole) throw new BadInputException($"{Name}: cannot be trained by several ranks: the system does not implement TrainOn(BatchShare)");
    }
}

/// <summary>A named loss term of one step.</summary>
/// <param name="Name">"reconstruction", "consistency" …</param>
/// <param name="Value">The unweighted mean as defined by the term.</param>
public sealed record LossValue(string Name, double Value);

/// <summary>The progress of a training run.</summary>
/// <param name="Step">The step about to be taken, from 0.</param>
/// <param name="Fraction">The fraction of the run already done, 0 … 1, in steps or in time, whichever ends the run.</param>
public sealed record TrainingProgress(long Step, double Fraction)
{
    /// <summary>A factor on every learning rate: less than 1 once a run has diverged; see <see cref="Recovery"/>.</summary>
    public double RateFactor { get; init; } = 1;
}
