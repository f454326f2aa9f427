using System.Runtime.InteropServices;
using Csa.Data.Masks;
using Csa.Data.Ranks;
using Csa.Networks;
using Csa.Systems;
using Csa.Tensors.Ranks;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Training;

/// <summary>What rank 0 announces to the others: a run begins, a step is to be taken, or all is over.</summary>
internal readonly record struct RankCommand(RankCommand.Kind What, TrainingProgress? Progress = null)
{
    internal enum Kind
    {
        Begin,
        Step,
        End,
    }

    /// <summary>Broadcasts it to the other ranks.</summary>
    internal void Send(IRankGroup ranks)
    {
        double[] numbers = [(double)What, Progress?.Step ?? 0, Progress?.Fraction ?? 0, Progress?.RateFactor ?? 0];
        ranks.Broadcast(MemoryMarshal.AsBytes(numbers.AsSpan()), 0);
    }

    /// <summary>Waits for the next one of rank 0.</summary>
    internal static RankCommand Receive(IRankGroup ranks)
    {
        var numbers = new double[4];
        ranks.Broadcast(MemoryMarshal.AsBytes(numbers.AsSpan()), 0);
        var what = (Kind)numbers[0];
        return new(what, what == Kind.Step ? new TrainingProgress((long)numbers[1], numbers[2]) { RateFactor = numbers[3] } : null);
    }
}

/// <summary>Takes training steps on all ranks together, each on its share of the batch.</summary>
/// <param name="system">This rank's, which knows its share.</param>
/// <param name="ranks">All of them.</param>
/// <param name="share">This rank's.</param>
internal sealed class RankSteps(ITrainableSystem system, IRankGroup ranks, BatchShare share)
{
    /// <summary>Broadcasts the state of rank 0's system and of torch's generator to every rank.</summary>
    internal void BroadcastState()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (Tensor tensor in system.State().Values) BroadcastState(tensor);
        Tensor generator = random.get_rng_state();
        BroadcastState(generator);
        random.set_rng_state(generator);
    }

    /// <summary>Takes a step.</summary>
    /// <param name="batch">This rank's share.</param>
    /// <param name="progress">The same on every rank.</param>
    /// <param name="stop">True if this rank was asked to stop.</param>
    /// <param name="stopAll">True if any rank was.</param>
    /// <returns>The loss terms of the whole batch.</returns>
    internal IReadOnlyList<LossValue> Take(TrainingBatch batch, TrainingProgress progress, bool stop, out bool stopAll)
    {
        IReadOnlyList<LossValue> own = system.Step(batch, progress);
        double[] values = [.. own.Select(term => term.Value), stop ? 1 : 0];
        share.Average(values);
        stopAll = values[^1] > 0;
        return [.. own.Select((term, i) => term with { Value = values[i] })];
    }

    private void BroadcastState(Tensor tensor)
    {
        Tensor host = tensor.device_type == DeviceType.CPU && tensor.is_contiguous() ? tensor : tensor.cpu().contiguous();
        ranks.Broadcast(host.bytes, 0);
        if (!ReferenceEquals(host, tensor)) tensor.copy_(host);
    }
}

/// <summary>Rank 0's system as the trainer sees it: each of its steps is taken by all ranks.</summary>
/// <param name="system">Rank 0's own; the caller disposes it.</param>
/// <param name="ranks">All of them.</param>
/// <param name="share">Rank 0's.</param>
/// <param name="stop">Its token asks rank 0 to stop; cancelled if another rank is asked to.</param>
internal sealed class LeadingSystem(ITrainableSystem system, IRankGroup ranks, BatchShare share, CancellationTokenSource stop) : ITrainableSystem
{
    private readonly RankSteps steps = new(system, ranks, share);
    private bool equal;

    public string Name => system.Name;

    public IReadOnlyDictionary<string, string> Notes => system.Notes;

    public IReadOnlyList<LossValue> Step(TrainingBatch batch, TrainingProgress progress)
    {
        new RankCommand(RankCommand.Kind.Step, progress).Send(ranks);
        if (!equal) steps.BroadcastState(); // here, because until the first step rank 0 restores a checkpoint or takes averages
        equal = true;
        IReadOnlyList<LossValue> terms = steps.Take(batch, progress, stop.IsCancellationRequested, out bool stopAll);
        if (stopAll) stop.Cancel();
        return terms;
    }

    public InpaintingResult Inpaint(Tensor image, HoleMask hole) => system.Inpaint(image, hole);

    public IReadOnlyDictionary<string, Tensor> InferenceState() => system.InferenceState();

    public IReadOnlyDictionary<string, Tensor> State() => system.State();

    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => system.LoadState(state);

    public void Dispose()
    {
    }
}
