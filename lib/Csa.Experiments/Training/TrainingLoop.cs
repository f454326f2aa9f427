using Csa.Data;
using Csa.Systems;
using static TorchSharp.torch;

namespace Csa.Experiments.Training;

/// <summary>
/// The training loop: takes step after step, prepares each batch during the step before it, and refuses non-finite terms and
/// weights.
/// </summary>
/// <remarks>
/// A derived class does its work between steps (reporting, planning, saving) while it enumerates <see cref="TakeSteps"/>.
/// </remarks>
/// <typeparam name="TBatch">The type of batch.</typeparam>
/// <param name="trained">The caller disposes it.</param>
/// <param name="draw">Draws the batch of a step on any thread, without tensors; the returned function makes the tensors on
/// the calling thread.</param>
internal abstract class TrainingLoop<TBatch>(ITrainable<TBatch> trained, Func<long, Func<TBatch>> draw)
    where TBatch : IDisposable
{
    // Tensors that autograd kept are freed only by finalisers, and the collector does not see their size.
    private const int CollectSteps = 200;

    /// <summary>Steps done.</summary>
    protected long Step { get; set; }

    /// <summary>True when the training is over after this many steps.</summary>
    protected abstract bool IsOver(long step);

    /// <summary>Called before each step; returns the progress of the training.</summary>
    protected abstract TrainingProgress Begin();

    /// <summary>The exception to throw if a batch cannot be drawn.</summary>
    protected virtual Exception NoBatch(BadInputException fault) => fault;

    /// <summary>The exception to throw if a term or weight is not finite.</summary>
    /// <param name="at">The step, from 0, after which it was seen.</param>
    /// <param name="what">"term consistency" or "weight rough.…".</param>
    protected abstract Exception Diverged(long at, string what);

    /// <summary>Takes steps until the training is over or asked to stop.</summary>
    /// <param name="cancel">Asks to stop after a step.</param>
    /// <returns>The loss terms of each step.</returns>
    protected IEnumerable<IReadOnlyList<LossValue>> TakeSteps(CancellationToken cancel)
    {
        Task<Func<TBatch>>? ahead = null;
        while (!IsOver(Step) && !cancel.IsCancellationRequested)
        {
            TrainingProgress progress = Begin();
            Func<TBatch> batch = Wait(ahead ?? Draw(Step));
            ahead = IsOver(Step + 1) ? null : Draw(Step + 1); // reads and draws beside this step
            yield return TakeStep(batch, progress);
            if (Step % CollectSteps == 0) Collect();
        }
    }

    /// <summary>Throws if a weight is not finite.</summary>
    /// <remarks>A loss can be finite while the gradients that it gave are not.</remarks>
    protected void RequireFiniteWeights()
    {
        if (Checkpoint.FirstNonFinite(trained) is string name) throw Diverged(Step - 1, $"weight {name}");
    }

    private Task<Func<TBatch>> Draw(long step) => Task.Run(() => draw(step));

    private Func<TBatch> Wait(Task<Func<TBatch>> drawing)
    {
        try
        {
            return drawing.GetAwaiter().GetResult();
        }
        catch (BadInputException fault)
        {
            throw NoBatch(fault);
        }
    }

    private IReadOnlyList<LossValue> TakeStep(Func<TBatch> makeBatch, TrainingProgress progress)
    {
        using var scope = NewDisposeScope();
        using TBatch batch = makeBatch();
        IReadOnlyList<LossValue> terms = trained.Step(batch, progress);
        if (terms.FirstOrDefault(term => !double.IsFinite(term.Value)) is LossValue bad) throw Diverged(Step, $"term {bad.Name}");
        Step++;
        return terms;
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
