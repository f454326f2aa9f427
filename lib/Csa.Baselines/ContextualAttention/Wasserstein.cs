using Csa.Losses;
using Csa.Tensors.Ranks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.ContextualAttention;

/// <summary>
/// The Wasserstein adversarial loss with a gradient penalty (Gulrajani et al. 2017) that is restricted to the hole (Yu et
/// al. 2018, Eq. 5).
/// </summary>
public sealed class Wasserstein : IAdversarialLoss
{
    // Under the root: where a sample has no hole, the root's gradient would be 0/0.
    private const double Least = 1e-16;

    private Wasserstein()
    {
    }

    /// <summary>The one instance: the loss has no state.</summary>
    public static Wasserstein Instance { get; } = new();

    /// <inheritdoc/>
    public Tensor DiscriminatorLoss(Tensor real, Tensor fake, BatchShare? share = null)
    {
        using var scope = NewDisposeScope();
        return (fake.mean() - real.mean()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor GeneratorLoss(Func<Tensor> real, Tensor fake, BatchShare? share = null)
    {
        using var scope = NewDisposeScope();
        return (-fake.mean()).MoveToOuterDisposeScope();
    }

    /// <summary>The gradient penalty between real images and fakes: the mean over samples of (|m * gradient| - 1)^2.</summary>
    /// <param name="critic">Must treat each sample on its own.</param>
    /// <param name="real">[N, C, H, W].</param>
    /// <param name="fake">The same shape; no gradient reaches it.</param>
    /// <param name="m">[N, 1, H, W], 1 = hole; gradients elsewhere do not count.</param>
    /// <param name="share">[N, 1, 1, 1] in 0 … 1: the point between real (0) and fake (1) at which each sample's gradient is taken.</param>
    /// <returns>A scalar whose gradient reaches the critic's weights.</returns>
    public static Tensor GradientPenalty(nn.Module<Tensor, Tensor> critic, Tensor real, Tensor fake, Tensor m, Tensor share)
    {
        using var scope = NewDisposeScope();
        Tensor between = lerp(real.detach(), fake.detach(), share).requires_grad_(true);
        // Without retain_graph TorchSharp frees the graph that create_graph is about to lead through again.
        Tensor gradient = autograd.grad([critic.forward(between).sum()], [between], retain_graph: true, create_graph: true)[0];
        Tensor slope = ((gradient.square() * m).sum([1L, 2L, 3L]) + Least).sqrt();
        return (slope - 1).square().mean().MoveToOuterDisposeScope();
    }
}
