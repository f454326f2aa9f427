using Csa.Losses;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.GatedConv;

/// <summary>The hinge adversarial loss of SN-PatchGAN (Yu et al. 2019, Eq. 2-3), over every element of the map.</summary>
public sealed class Hinge : IAdversarialLoss
{
    private Hinge()
    {
    }

    /// <summary>The loss.</summary>
    public static Hinge Instance { get; } = new();

    /// <inheritdoc/>
    public Tensor OfDiscriminator(Tensor real, Tensor fake)
    {
        using var scope = NewDisposeScope();
        return (((1 - real).relu().mean() + (1 + fake).relu().mean()) / 2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor OfGenerator(Func<Tensor> real, Tensor fake)
    {
        using var scope = NewDisposeScope();
        return (-fake.mean()).MoveToOuterDisposeScope();
    }
}
