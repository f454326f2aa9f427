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
    /// <returns>A scalar.</returns>
    public static Tensor Discriminator(Tensor real, Tensor fake) => HalfSum(real, fake, 1);

    /// <summary>
    /// D_R, the generator's loss: fakes should score 1 more than the average real image, and real images 1 less than the
    /// average fake.
    /// </summary>
    /// <param name="real">C(I_gt), any shape.</param>
    /// <param name="fake">C(I_r), any shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Generator(Tensor real, Tensor fake) => HalfSum(real, fake, -1);

    /// <inheritdoc/>
    Tensor IAdversarialLoss.DiscriminatorLoss(Tensor real, Tensor fake) => Discriminator(real, fake);

    /// <inheritdoc/>
    Tensor IAdversarialLoss.GeneratorLoss(Func<Tensor> real, Tensor fake) => Generator(real(), fake);

    private static Tensor HalfSum(Tensor real, Tensor fake, double target)
    {
        using var scope = NewDisposeScope();
        Tensor ofReal = (real - fake.mean() - target).square().mean();
        Tensor ofFake = (fake - real.mean() + target).square().mean();
        return ((ofReal + ofFake) / 2).MoveToOuterDisposeScope();
    }
}
