using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Losses;

/// <summary>What a discriminator and its generator minimise, from the discriminator's logits.</summary>
public interface IAdversarialLoss
{
    /// <summary>The discriminator's: to tell the truth from fakes.</summary>
    /// <param name="real">Logits of the truth, any shape.</param>
    /// <param name="fake">Logits of the fake, the same shape.</param>
    /// <returns>A scalar.</returns>
    Tensor OfDiscriminator(Tensor real, Tensor fake);

    /// <summary>The generator's: that the discriminator takes its fakes for the truth.</summary>
    /// <param name="real">Gives logits of the truth; not called by a loss that does without, which saves the discriminator's pass.</param>
    /// <param name="fake">Logits of the fake, any shape.</param>
    /// <returns>A scalar.</returns>
    Tensor OfGenerator(Func<Tensor> real, Tensor fake);
}
