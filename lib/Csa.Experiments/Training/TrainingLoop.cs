using Csa.Data;
using Csa.Systems;
using static TorchSharp.torch;

namespace Csa.Experiments.Training;

/// <summary>The loop of every training: one step after the other, each batch drawn beside the step before it, nothing that is not finite taken for a result.</summary>
/// <remarks>What a training does between two steps (tell, plan, save) stands where it walks along <see cref="TakeSteps"/>.</remarks>
/// <typeparam name="TBatch">What a step learns from.</typeparam>
/// <param name="trained">The caller disposes it.</param>
/// <param name="draw">Draws the batch of a step on any thread, without tensors; what it gives makes the tensors on the thread that calls.</param>
internal abstract class TrainingLoop<TBatch>(ITrainable<TBatch> trained, Func<long, Func<TBatch>> draw)
    where TBatch : IDisposable
{
    // Tensors that autograd kept are freed only by finalisers, and the collector does not see their size.
    private const int CollectSteps = 200;

    /// <summary>Steps done.</summary>
    protected long Step { get; set; }

    /// <summary>True when so many steps are all.</summary>
    protected abstract bool IsOver(long step);

    /// <summary>Called before each step: where the training stands.</summary>
    protected abstract TrainingProgress Begin();

    /// <summary>What to throw where a batch cannot be drawn.</summary>
    protected virtual Exception NoBatch(BadInputException fault) => fault;

    /// <summary>What to throw where something is not finite.</summary>
    /// <param name="at">The step, from 0, after which it was seen.</param>
    /// <param name="what">"term consistency" or "weight rough.…".</param>
    protected abstract Exception Diverged(long at, string what);

    /// <summary>Takes steps until the training is over or asked to stop.</summary>
    /// <param name="cancel">Asks to stop after a step.</param>
    /// <returns>The terms of each step, after it.</returns>
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

    /// <summary>Refuses to go on with a weight that is not finite.</summary>
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
