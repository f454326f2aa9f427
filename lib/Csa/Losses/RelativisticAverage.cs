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

    /// <summary>For whoever takes any adversarial loss.</summary>
    public static RelativisticAverage Instance { get; } = new();

    /// <summary>D_F: what a discriminator minimises; the truth should look more real than the average fake, by 1.</summary>
    /// <param name="real">C(I_gt), any shape.</param>
    /// <param name="fake">C(I_r), any shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Discriminator(Tensor real, Tensor fake) => HalfSum(real, fake, 1);

    /// <summary>D_R: what the generator minimises; the fake should look more real than the average truth, by 1.</summary>
    /// <param name="real">C(I_gt), any shape.</param>
    /// <param name="fake">C(I_r), any shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Generator(Tensor real, Tensor fake) => HalfSum(real, fake, -1);

    /// <inheritdoc/>
    Tensor IAdversarialLoss.OfDiscriminator(Tensor real, Tensor fake) => Discriminator(real, fake);

    /// <inheritdoc/>
    Tensor IAdversarialLoss.OfGenerator(Func<Tensor> real, Tensor fake) => Generator(real(), fake);

    private static Tensor HalfSum(Tensor real, Tensor fake, double target)
    {
        using var scope = NewDisposeScope();
        Tensor ofReal = (real - fake.mean() - target).square().mean();
        Tensor ofFake = (fake - real.mean() + target).square().mean();
        return ((ofReal + ofFake) / 2).MoveToOuterDisposeScope();
    }
}
