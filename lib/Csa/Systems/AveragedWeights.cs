using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>
/// An exponential moving average of a network's weights, and of its running statistics if it has any, kept as a second
/// network.
/// </summary>
/// <typeparam name="TNetwork">The kind of network.</typeparam>
internal sealed class AveragedWeights<TNetwork> : IDisposable
    where TNetwork : nn.Module
{
    private readonly (Tensor Average, Tensor Source)[] pairs;
    private readonly double decay;

    /// <summary>Takes ownership of the copy and sets it equal to the source.</summary>
    internal AveragedWeights(TNetwork source, TNetwork copy, double decay)
    {
        Network = copy;
        this.decay = decay;
        foreach (Parameter average in copy.parameters()) average.requires_grad = false;
        pairs = [.. Tensors(copy).Zip(Tensors(source))];
        Update(0);
    }

    /// <summary>The network with averaged weights.</summary>
    internal TNetwork Network { get; }

    /// <summary>Updates the average after a step.</summary>
    /// <param name="steps">The steps taken so far. The decay grows with them up to its full value, so that the random start
    /// is soon forgotten.</param>
    internal void Update(long steps)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        double share = 1 - Math.Min(decay, steps / (steps + 9.0));
        foreach ((Tensor average, Tensor source) in pairs)
        {
            if (average.is_floating_point()) average.lerp_(source, share);
            else average.copy_(source); // a counter
        }
    }

    public void Dispose() => Network.Dispose();

    private static IEnumerable<Tensor> Tensors(TNetwork network) => network.parameters().Concat(network.buffers());
}
