using Csa.Losses;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Training;

/// <summary>A discriminator with its optimiser: learns to tell real from fake, then says how well the generator did.</summary>
internal sealed class Adversary : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> discriminator;
    private readonly Parameter[] weights;
    private readonly Adam adam;

    /// <summary>Takes ownership of the discriminator, on its device.</summary>
    internal Adversary(nn.Module<Tensor, Tensor> discriminator, double beta1, double beta2)
    {
        this.discriminator = discriminator;
        weights = [.. discriminator.parameters()];
        adam = new(discriminator, beta1, beta2);
    }

    /// <summary>One step of the discriminator; the fake's gradient stops here.</summary>
    /// <returns>D_F before the step (Eq. 6), without gradient.</returns>
    internal Tensor Learn(Tensor real, Tensor fake, double learningRate)
    {
        using var scope = NewDisposeScope();
        adam.ZeroGradients();

        // One pass over both: InstanceNorm keeps samples apart, so this equals two passes and costs less.
        Tensor[] logits = discriminator.forward(cat([real.detach(), fake.detach()])).chunk(2);
        Tensor loss = RelativisticAverage.Discriminator(logits[0], logits[1]);
        loss.backward();
        adam.Step(learningRate);
        return loss.detach().MoveToOuterDisposeScope();
    }

    /// <summary>The generator's adversarial term D_R (Eq. 5); its gradient reaches the fake, not the discriminator.</summary>
    internal Tensor Judge(Tensor real, Tensor fake)
    {
        using var scope = NewDisposeScope();
        foreach (Parameter weight in weights) weight.requires_grad = false;
        Tensor loss = RelativisticAverage.Generator(discriminator.forward(real.detach()), discriminator.forward(fake));
        foreach (Parameter weight in weights) weight.requires_grad = true;
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>Adds weights under the name and moments under "optimiser." and the name.</summary>
    internal void AddState(string name, IDictionary<string, Tensor> state)
    {
        NamedTensors.AddWeights($"{name}.", discriminator, state);
        adam.AddState($"optimiser.{name}.", state);
    }

    public void Dispose()
    {
        adam.Dispose();
        discriminator.Dispose();
    }
}
