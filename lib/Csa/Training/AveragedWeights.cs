using Csa.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Csa.Training;

/// <summary>An exponential moving average of the generator's weights, as a generator of its own.</summary>
internal sealed class AveragedWeights : IDisposable
{
    private readonly Parameter[] averages;
    private readonly Parameter[] sources;
    private readonly double decay;

    /// <summary>Takes ownership of the copy, which starts as the source.</summary>
    internal AveragedWeights(TwoStageGenerator source, TwoStageGenerator copy, double decay)
    {
        Generator = copy;
        this.decay = decay;
        averages = [.. copy.parameters()];
        sources = [.. source.parameters()];
        foreach (Parameter average in averages) average.requires_grad = false;
        Follow(0);
    }

    /// <summary>The network with averaged weights.</summary>
    internal TwoStageGenerator Generator { get; }

    /// <summary>Moves the average after a step.</summary>
    /// <param name="steps">Steps taken. The decay grows with them, up to its value, so that the random start is soon forgotten.</param>
    internal void Follow(long steps)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        double share = 1 - Math.Min(decay, steps / (steps + 9.0));
        for (int i = 0; i < averages.Length; i++) averages[i].lerp_(sources[i], share);
    }

    public void Dispose() => Generator.Dispose();
}
