using Csa.Baselines.ContextualAttention;
using Csa.Data.Masks;
using Csa.Networks;
using Csa.Tests.Networks;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines.ContextualAttention;

public class CriticTests
{
    [Fact]
    public void At_the_published_size_critics_have_the_published_number_of_parameters()
    {
        using var local = new Critic(128, [64, 128, 256, 512]);
        using var global = new Critic(256, [64, 128, 256, 256]);
        Assert.Equal(4_339_329, local.parameters().Sum(weight => weight.NumberOfElements));
        Assert.Equal(2_733_441, global.parameters().Sum(weight => weight.NumberOfElements));
        Assert.Contains("want 128x128", Assert.Throws<ArgumentException>(() => local.forward(zeros(1, 3, 64, 64))).Message);
    }

    // A critic of one dense layer has the same slope everywhere, which can be told without a second derivative.
    [Fact]
    public void The_penalty_of_a_linear_critic_is_known_and_only_slopes_in_the_hole_count()
    {
        using var scope = NewDisposeScope();
        using var draw = new Generator(1);
        var slope = randn([1, 3, 8, 8], generator: draw);
        using var critic = new LinearCritic(slope);
        Tensor real = Small.Images(2, 8, 8, seed: 1), fake = Small.Images(2, 8, 8, seed: 2), share = rand([2, 1, 1, 1], generator: draw);
        HoleMask hole = HoleMask.Batch([HoleMask.Create(8, 8, (y, x) => y < 3), HoleMask.Create(8, 8, (y, x) => x > 5)]);
        Tensor m = hole.ToTensor();
        double[] lengths = [.. Enumerable.Range(0, 2).Select(n => (slope * m.narrow(0, n, 1)).norm().item<float>())];
        double expected = lengths.Average(length => Math.Pow(length - 1, 2));
        Assert.Equal(expected, Wasserstein.GradientPenalty(critic, real, fake, m, share).item<float>(), 1e-3);
        Assert.NotEqual(expected, Wasserstein.GradientPenalty(critic, real, fake, 1 - m, share).item<float>(), 3);
        Assert.NotEqual(expected, Wasserstein.GradientPenalty(critic, real, fake, m.roll(1, 2), share).item<float>(), 3);
    }

    [Fact]
    public void The_penalty_teaches_every_layer_by_a_second_derivative_that_equals_central_differences()
    {
        using var scope = NewDisposeScope();
        using var draw = new Generator(1);
        using var critic = new Critic(16, [4, 8]);
        Initialisation.Glorot(critic, draw);
        critic.to(ScalarType.Float64);
        Tensor real = Small.Images(2, 16, 16, seed: 1).to(ScalarType.Float64), fake = Small.Images(2, 16, 16, seed: 2).to(ScalarType.Float64);
        Tensor m = Small.Holes(2, 16, 16).ToTensor(ScalarType.Float64), share = tensor(new[] { 0.3, 0.8 }).view(2, 1, 1, 1);
        double Penalty() => Wasserstein.GradientPenalty(critic, real, fake, m, share).item<double>();
        Wasserstein.GradientPenalty(critic, real, fake, m, share).backward();
        foreach ((string name, TorchSharp.Modules.Parameter weight) in critic.named_parameters())
        {
            // A bias moves what comes out and no slope, but for the bend of a LeakyReLU.
            if (name.EndsWith("bias", StringComparison.Ordinal)) continue;
            Assert.True(Small.Size(weight.grad!) > 0, name);
            using var _ = no_grad();
            Tensor flat = weight.view(-1);
            foreach (long at in new[] { 0, flat.shape[0] / 2, flat.shape[0] - 1 })
            {
                const double step = 1e-6;
                double analytic = weight.grad!.view(-1)[at].item<double>();
                flat[at] += step;
                double up = PenaltyWithGradients();
                flat[at] -= 2 * step;
                double down = PenaltyWithGradients();
                flat[at] += step;
                Assert.Equal((up - down) / (2 * step), analytic, 1e-6);
            }
        }

        double PenaltyWithGradients()
        {
            using var grad = enable_grad();
            return Penalty();
        }
    }

    [Fact]
    public void A_sample_without_a_hole_has_a_penalty_of_one_and_no_NaN()
    {
        using var scope = NewDisposeScope();
        using var critic = new Critic(16, [4, 8]);
        Wasserstein.GradientPenalty(critic, Small.Images(1, 16, 16), Small.Images(1, 16, 16, seed: 2), zeros(1, 1, 16, 16), full([1, 1, 1, 1], 0.5f)).backward();
        Assert.All(critic.parameters(), weight => Assert.True(weight.grad is null || weight.grad.isfinite().all().item<bool>()));
        Assert.Equal(1, Wasserstein.GradientPenalty(critic, Small.Images(1, 16, 16), Small.Images(1, 16, 16, seed: 2), zeros(1, 1, 16, 16), full([1, 1, 1, 1], 0.5f)).item<float>(), 1e-5);
    }

    [Fact]
    public void Wasserstein_losses_are_differences_of_means()
    {
        using var scope = NewDisposeScope();
        Tensor real = tensor(new[] { 2.0, 0.5 }), fake = tensor(new[] { -2.0, 1.0 });
        Assert.Equal(-0.5 - 1.25, Wasserstein.Instance.DiscriminatorLoss(real, fake).item<double>(), 1e-12);
        Assert.Equal(0.5, Wasserstein.Instance.GeneratorLoss(() => throw new InvalidOperationException("the truth is not asked"), fake).item<double>(), 1e-12);
    }

    private sealed class LinearCritic(Tensor slope) : nn.Module<Tensor, Tensor>(nameof(LinearCritic))
    {
        public override Tensor forward(Tensor image) => (image * slope).sum([1L, 2L, 3L]);
    }
}
