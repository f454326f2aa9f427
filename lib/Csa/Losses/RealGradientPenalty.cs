using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Losses;

/// <summary>
/// R1, the penalty on a discriminator's gradient at real images (Mescheder, Geiger, Nowozin 2018, Eq. 9): it keeps the
/// discriminator from telling real from fake by single pixels, which the generator would answer with coloured noise.
/// </summary>
/// <remarks>No paper compared here uses it; it helps short runs. A sample's score is the mean of its logits.</remarks>
public static class RealGradientPenalty
{
    /// <summary>Half the mean over samples of the squared norm of the score's gradient with respect to the image.</summary>
    /// <param name="discriminator">Sees each sample on its own.</param>
    /// <param name="real">[N, C, H, W], as the discriminator takes it.</param>
    /// <returns>A scalar whose gradient reaches the discriminator's weights.</returns>
    public static Tensor Of(nn.Module<Tensor, Tensor> discriminator, Tensor real)
    {
        using var scope = NewDisposeScope();
        Tensor x = real.detach().requires_grad_(true);
        Tensor verdicts = discriminator.forward(x).flatten(1).mean([1L]);
        // Without retain_graph TorchSharp frees the graph that create_graph is about to lead through again.
        Tensor slope = autograd.grad([verdicts.sum()], [x], retain_graph: true, create_graph: true)[0];
        return (slope.square().flatten(1).sum(1).mean() / 2).MoveToOuterDisposeScope();
    }
}
