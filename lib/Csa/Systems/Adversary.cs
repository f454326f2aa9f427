using Csa.Losses;
using Csa.Tensors.Ranks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>A discriminator with its optimiser: it learns to tell real from fake, then gives the generator's adversarial loss.</summary>
public sealed class Adversary : IDisposable
{
    private readonly string name;
    private readonly nn.Module<Tensor, Tensor> discriminator;
    private readonly IAdversarialLoss loss;
    private readonly Parameter[] weights;
    private readonly Adam adam;
    private readonly bool apart;

    /// <summary>Takes ownership of the discriminator, on its device.</summary>
    /// <param name="name">For checkpoint keys, e.g. "patch_discriminator".</param>
    /// <param name="discriminator">The discriminator; if samples of a batch affect each other, as through a batch norm, real images and
    /// fakes must go through <paramref name="apart"/>.</param>
    /// <param name="loss">The loss of both sides.</param>
    /// <param name="beta1">Adam's decay of the first moment.</param>
    /// <param name="beta2">Adam's decay of the second moment.</param>
    /// <param name="apart">True to pass real images and fakes in separate batches.</param>
    internal Adversary(string name, nn.Module<Tensor, Tensor> discriminator, IAdversarialLoss loss, double beta1, double beta2, bool apart = false)
    {
        this.apart = apart;
        (this.name, this.discriminator, this.loss) = (name, discriminator, loss);
        weights = [.. discriminator.parameters()];
        adam = new(discriminator, beta1, beta2);
    }

    /// <summary>This process's share of the batches that <see cref="Train"/> and <see cref="GeneratorLoss"/> are given.</summary>
    internal BatchShare Share { get; set; } = BatchShare.Whole;

    /// <summary>Takes one training step of the discriminator; no gradient reaches the fake.</summary>
    /// <param name="real">Real images, in the form that the discriminator takes.</param>
    /// <param name="fake">Generated images, the same shape.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <param name="penalty">Given the discriminator, a scalar that is added to its loss (a gradient penalty); null = none.</param>
    /// <returns>The discriminator's loss before the step, penalty included, without gradient.</returns>
    public Tensor Train(Tensor real, Tensor fake, double learningRate, Func<nn.Module<Tensor, Tensor>, Tensor>? penalty = null)
    {
        using var scope = NewDisposeScope();
        adam.ZeroGradients();

        // One pass over both, where samples are kept apart, equals two passes and costs less.
        Tensor[] logits = apart
            ? [discriminator.forward(real.detach()), discriminator.forward(fake.detach())]
            : discriminator.forward(cat([real.detach(), fake.detach()])).chunk(2);
        Tensor total = loss.DiscriminatorLoss(logits[0], logits[1], Share);
        if (penalty is not null) total += penalty(discriminator);
        total.backward();
        Share.Average(adam.Gradients);
        adam.Step(learningRate);
        return total.detach().MoveToOuterDisposeScope();
    }

    /// <summary>The generator's adversarial loss; its gradient reaches the fake, not the discriminator.</summary>
    /// <param name="real">Real images, in the form that the discriminator takes.</param>
    /// <param name="fake">Generated images, the same shape.</param>
    /// <returns>A scalar.</returns>
    public Tensor GeneratorLoss(Tensor real, Tensor fake)
    {
        using var scope = NewDisposeScope();
        foreach (Parameter weight in weights) weight.requires_grad = false;
        Tensor term = loss.GeneratorLoss(() => discriminator.forward(real.detach()), discriminator.forward(fake), Share);
        foreach (Parameter weight in weights) weight.requires_grad = true;
        return term.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Adds weights and buffers to a checkpoint's tensors under the adversary's name, and Adam's moments under "optimiser."
    /// and the name.
    /// </summary>
    /// <param name="state">Receives them.</param>
    internal void AddState(IDictionary<string, Tensor> state)
    {
        NamedTensors.AddWeights($"{name}.", discriminator, state);
        adam.AddState($"optimiser.{name}.", state);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        adam.Dispose();
        discriminator.Dispose();
    }
}
