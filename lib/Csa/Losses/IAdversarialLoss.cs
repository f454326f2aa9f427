using Csa.Tensors.Ranks;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Losses;

/// <summary>An adversarial loss: what a discriminator and a generator minimise, computed from the discriminator's logits.</summary>
public interface IAdversarialLoss
{
    /// <summary>The discriminator's loss, low when it tells real images from fakes.</summary>
    /// <param name="real">Logits of real images, any shape.</param>
    /// <param name="fake">Logits of fakes, the same shape.</param>
    /// <param name="share">This process's share of the batch, for a loss that compares samples with the mean of others; the whole batch
    /// when not set.</param>
    /// <returns>A scalar over this share; the mean over all shares, weighted by their images, is the batch's loss.</returns>
    Tensor DiscriminatorLoss(Tensor real, Tensor fake, BatchShare? share = null);

    /// <summary>The generator's loss, low when the discriminator takes its fakes for real images.</summary>
    /// <param name="real">Computes the logits of real images; a loss that does not need them never calls it, which saves a
    /// pass of the discriminator.</param>
    /// <param name="fake">Logits of fakes, any shape.</param>
    /// <param name="share">As <see cref="DiscriminatorLoss"/>'s.</param>
    /// <returns>A scalar over this share; the mean over all shares, weighted by their images, is the batch's loss.</returns>
    Tensor GeneratorLoss(Func<Tensor> real, Tensor fake, BatchShare? share = null);
}
