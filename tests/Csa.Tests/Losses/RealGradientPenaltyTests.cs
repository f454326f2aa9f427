using Csa.Losses;
using Csa.Networks;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Csa.Tests.Losses;

/// <summary>R1 against what it is for a discriminator whose slope is known, and against differences.</summary>
public sealed class RealGradientPenaltyTests
{
    // A 1x1 convolution without bias: of 16 logits' mean, each pixel's slope is its channel's weight over 16.
    [Fact]
    public void A_linear_discriminators_slope_is_its_weights()
    {
        using var conv = nn.Conv2d(2, 1, 1L, bias: false);
        using (no_grad()) conv.weight!.copy_(tensor(new float[] { 3, -4 }).reshape(1, 2, 1, 1));
        using Tensor real = randn(3, 2, 4, 4), penalty = RealGradientPenalty.Of(conv, real);
        Assert.Equal(0.5 * 16 * (9 + 16) / (16 * 16), penalty.item<float>(), 1e-5);
    }

    [Fact]
    public void Its_gradient_is_that_of_differences_and_reaches_the_weights_alone()
    {
        using var draw = new Generator(4);
        using var discriminator = new PatchDiscriminator(new NetworkOptions { BaseChannels = 2, MaxChannelFactor = 2, PatchDiscriminatorLayers = 2 });
        Initialisation.Normal(discriminator, draw);
        discriminator.to(ScalarType.Float64);
        using Tensor real = randn(2, 3, 16, 16, ScalarType.Float64, generator: draw).requires_grad_(true);
        using Tensor penalty = RealGradientPenalty.Of(discriminator, real);
        penalty.backward();
        Assert.Null(real.grad);

        var weight = discriminator.parameters().First();
        const double Step = 1e-6;
        for (int i = 0; i < 5; i++)
        {
            double At(double by)
            {
                using IDisposable _ = no_grad();
                weight.flatten()[i].add_(by);
                using IDisposable on = enable_grad();
                using Tensor value = RealGradientPenalty.Of(discriminator, real);
                return value.item<double>();
            }

            double up = At(Step), down = At(-2 * Step);
            At(Step);
            double difference = (up - down) / (2 * Step), exact = weight.grad!.flatten()[i].item<double>();
            Assert.Equal(difference, exact, 1e-6 * Math.Max(1, Math.Abs(difference)));
        }
    }
}
