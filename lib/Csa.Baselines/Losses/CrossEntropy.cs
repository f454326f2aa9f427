using Csa.Losses;
using Csa.Tensors.Ranks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.Losses;

/// <summary>The original GAN loss, as in pix2pix: sigmoid cross-entropy, with the non-saturating form for the generator.</summary>
public sealed class CrossEntropy : IAdversarialLoss
{
    private CrossEntropy()
    {
    }

    /// <summary>The one instance: the loss has no state.</summary>
    public static CrossEntropy Instance { get; } = new();

    /// <summary>Half the sum of -log D(real) and -log(1 - D(fake)), where D is the sigmoid of the logits.</summary>
    /// <param name="real">Logits of real images, any shape.</param>
    /// <param name="fake">Logits of fakes, any shape.</param>
    /// <param name="share">Not used: no sample is compared with others.</param>
    /// <returns>A scalar; log 2 when the discriminator cannot tell.</returns>
    public Tensor DiscriminatorLoss(Tensor real, Tensor fake, BatchShare? share = null)
    {
        using var scope = NewDisposeScope();
        return ((Against(real, 1) + Against(fake, 0)) / 2).MoveToOuterDisposeScope();
    }

    /// <summary>-log D(fake).</summary>
    /// <param name="real">Not called.</param>
    /// <param name="fake">Logits of fakes, any shape.</param>
    /// <param name="share">Not used either.</param>
    /// <returns>A scalar.</returns>
    public Tensor GeneratorLoss(Func<Tensor> real, Tensor fake, BatchShare? share = null) => Against(fake, 1);

    private static Tensor Against(Tensor logits, double target)
    {
        using var scope = NewDisposeScope();
        return nn.functional.binary_cross_entropy_with_logits(logits, full_like(logits, target)).MoveToOuterDisposeScope();
    }
}
