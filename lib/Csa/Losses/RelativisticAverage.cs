using Csa.Tensors.Ranks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Losses;

/// <summary>The relativistic average least-squares adversarial loss (paper Eq. 5-6).</summary>
/// <remarks>
/// With D(a, b) = C(a) - E[C(b)]. Differs from Eq. 5-6 as printed, which have a leading minus and targets 0 and 1: the
/// loss of the paper they cite has targets -1 and +1 and is minimised; it is halved, as the published code's.
/// </remarks>
public sealed class RelativisticAverage : IAdversarialLoss
{
    private RelativisticAverage()
    {
    }

    /// <summary>The loss as an <see cref="IAdversarialLoss"/>; it has no state.</summary>
    public static RelativisticAverage Instance { get; } = new();

    /// <summary>
    /// D_F, the discriminator's loss: real images should score 1 more than the average fake, and fakes 1 less than the
    /// average real image.
    /// </summary>
    /// <param name="real">C(I_gt), any shape.</param>
    /// <param name="fake">C(I_r), any shape.</param>
    /// <param name="share">This process's share of the batch over which the means E[C] are taken; the whole batch when not set.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Discriminator(Tensor real, Tensor fake, BatchShare? share = null) => HalfSum(real, fake, 1, share);

    /// <summary>
    /// D_R, the generator's loss: fakes should score 1 more than the average real image, and real images 1 less than the
    /// average fake.
    /// </summary>
    /// <param name="real">C(I_gt), any shape.</param>
    /// <param name="fake">C(I_r), any shape.</param>
    /// <param name="share">This process's share of the batch over which the means E[C] are taken; the whole batch when not set.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Generator(Tensor real, Tensor fake, BatchShare? share = null) => HalfSum(real, fake, -1, share);

    /// <inheritdoc/>
    Tensor IAdversarialLoss.DiscriminatorLoss(Tensor real, Tensor fake, BatchShare? share) => Discriminator(real, fake, share);

    /// <inheritdoc/>
    Tensor IAdversarialLoss.GeneratorLoss(Func<Tensor> real, Tensor fake, BatchShare? share) => Generator(real(), fake, share);

    // Every sample is compared with the mean of all others of the batch, through which its gradient reaches them.
    private static Tensor HalfSum(Tensor real, Tensor fake, double target, BatchShare? share)
    {
        share ??= BatchShare.Whole;
        using var scope = NewDisposeScope();
        Tensor ofReal = (real - share.Mean(fake.mean()) - target).square().mean();
        Tensor ofFake = (fake - share.Mean(real.mean()) + target).square().mean();
        return ((ofReal + ofFake) / 2).MoveToOuterDisposeScope();
    }
}
