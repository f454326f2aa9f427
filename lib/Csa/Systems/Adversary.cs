using Csa.Losses;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>A discriminator with its optimiser: learns to tell real from fake, then says how well the generator did.</summary>
public sealed class Adversary : IDisposable
{
    private readonly string name;
    private readonly nn.Module<Tensor, Tensor> discriminator;
    private readonly IAdversarialLoss loss;
    private readonly Parameter[] weights;
    private readonly Adam adam;

    /// <summary>Takes ownership of the discriminator, on its device.</summary>
    /// <param name="name">For checkpoint keys, e.g. "patch_discriminator".</param>
    /// <param name="discriminator">From what is judged to logits; sees each sample on its own, so no BatchNorm.</param>
    /// <param name="loss">What both sides minimise.</param>
    /// <param name="beta1">Adam's decay of the first moment.</param>
    /// <param name="beta2">Adam's decay of the second moment.</param>
    internal Adversary(string name, nn.Module<Tensor, Tensor> discriminator, IAdversarialLoss loss, double beta1, double beta2)
    {
        (this.name, this.discriminator, this.loss) = (name, discriminator, loss);
        weights = [.. discriminator.parameters()];
        adam = new(discriminator, beta1, beta2);
    }

    /// <summary>One step of the discriminator; the fake's gradient stops here.</summary>
    /// <param name="real">The truth, as the discriminator takes it.</param>
    /// <param name="fake">The same shape.</param>
    /// <param name="learningRate">This step's.</param>
    /// <param name="penalty">Given the discriminator, a scalar that is added to its loss (a gradient penalty); null = none.</param>
    /// <returns>The discriminator's loss before the step, penalty included, without gradient.</returns>
    public Tensor Learn(Tensor real, Tensor fake, double learningRate, Func<nn.Module<Tensor, Tensor>, Tensor>? penalty = null)
    {
        using var scope = NewDisposeScope();
        adam.ZeroGradients();

        // One pass over both: samples are kept apart, so this equals two passes and costs less.
        Tensor[] logits = discriminator.forward(cat([real.detach(), fake.detach()])).chunk(2);
        Tensor total = loss.OfDiscriminator(logits[0], logits[1]);
        if (penalty is not null) total += penalty(discriminator);
        total.backward();
        adam.Step(learningRate);
        return total.detach().MoveToOuterDisposeScope();
    }

    /// <summary>The generator's adversarial term; its gradient reaches the fake, not the discriminator.</summary>
    /// <param name="real">The truth, as the discriminator takes it.</param>
    /// <param name="fake">The same shape.</param>
    /// <returns>A scalar.</returns>
    public Tensor Judge(Tensor real, Tensor fake)
    {
        using var scope = NewDisposeScope();
        foreach (Parameter weight in weights) weight.requires_grad = false;
        Tensor term = loss.OfGenerator(() => discriminator.forward(real.detach()), discriminator.forward(fake));
        foreach (Parameter weight in weights) weight.requires_grad = true;
        return term.MoveToOuterDisposeScope();
    }

    /// <summary>Adds weights and buffers under the name and moments under "optimiser." and the name.</summary>
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
