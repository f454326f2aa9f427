using Csa.Tensors.Ranks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.PartialConv;

/// <summary>Batch norm by the statistics of a batch that several processes may share.</summary>
internal static class BatchNorm
{
    /// <summary>Normalises, and in training updates the running statistics.</summary>
    /// <param name="norm">In training or, frozen, not.</param>
    /// <param name="x">[N, C, H, W]: the samples of this share.</param>
    /// <param name="share">Of the batch whose statistics count.</param>
    /// <returns>The same shape.</returns>
    internal static Tensor Apply(BatchNorm2d norm, Tensor x, BatchShare share)
    {
        if (share.IsWhole || !norm.training) return norm.call(x);
        using var scope = NewDisposeScope();
        Tensor mean = share.Mean(x.mean([0, 2, 3])), centred = x - OverMap(mean);
        Tensor variance = share.Mean(centred.square().mean([0, 2, 3]));
        Remember(norm, mean, variance, x.numel() / x.shape[1] / share.Weight);
        return ((centred / (OverMap(variance) + norm.eps).sqrt() * OverMap(norm.weight!)) + OverMap(norm.bias!)).MoveToOuterDisposeScope();
    }

    // As libtorch: the variance without bias.
    private static void Remember(BatchNorm2d norm, Tensor mean, Tensor variance, double values)
    {
        using var _ = no_grad();
        norm.running_mean!.lerp_(mean, norm.momentum!.Value);
        norm.running_var!.lerp_(variance * (values / (values - 1)), norm.momentum!.Value);
        norm.num_batches_tracked!.add_(1);
    }

    private static Tensor OverMap(Tensor ofChannels) => ofChannels.view(1, -1, 1, 1);
}
