using Csa.Baselines.GatedConv;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines.GatedConv;

public class SnPatchDiscriminatorTests
{
    [Fact]
    public void At_the_published_size_it_has_the_published_number_of_parameters_and_judgements()
    {
        using var draw = new Generator(1);
        using var discriminator = new SnPatchDiscriminator(64, 6, draw);
        Assert.Equal(5_946_816, discriminator.parameters().Sum(weight => weight.NumberOfElements));
        using var narrow = new SnPatchDiscriminator(2, 6, draw);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Assert.Equal([2, 8, 4, 4], narrow.forward(zeros(2, 4, 256, 256)).shape);
        using var shallow = new SnPatchDiscriminator(2, 4, draw);
        Assert.Equal([1, 8, 4, 4], shallow.forward(zeros(1, 4, 64, 64)).shape);
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(3, 7)]
    public void Power_iteration_finds_the_largest_singular_value_that_an_SVD_finds(int outputs, int inputs)
    {
        using var scope = NewDisposeScope();
        using var draw = new Generator(7);
        Tensor weight = randn([outputs, inputs, 5, 5], ScalarType.Float64, generator: draw), u = randn([outputs], ScalarType.Float64, generator: draw);
        double largest = linalg.svdvals(weight.flatten(1)).max().item<double>();

        // One step a call, and each brings it nearer; u lives on between calls.
        Tensor first = SpectralNorm.Normalise(weight, u), last = first;
        double before = Math.Abs(largest - Scale(weight, first));
        for (int call = 0; call < 300; call++) last = SpectralNorm.Normalise(weight, u);
        Assert.True(before > 1e-3, "one step alone does not know it");
        Assert.Equal(largest, Scale(weight, last), 1e-6);
        Assert.Equal(1, linalg.svdvals(last.flatten(1)).max().item<double>(), 1e-6);
    }

    [Fact]
    public void The_gradient_goes_through_the_singular_value_with_its_vectors_held()
    {
        using var scope = NewDisposeScope();
        using var draw = new Generator(7);
        Tensor weight = randn([3, 2, 2, 2], ScalarType.Float64, generator: draw).requires_grad_(true), u = randn([3], ScalarType.Float64, generator: draw);
        for (int call = 0; call < 500; call++) SpectralNorm.Normalise(weight, u);
        Tensor ask = randn([3, 2, 2, 2], ScalarType.Float64, generator: draw);
        (SpectralNorm.Normalise(weight, u) * ask).sum().backward();
        const double step = 1e-6;
        foreach ((int d, int c, int i) in new[] { (0, 0, 0), (2, 1, 1), (1, 0, 1) })
        {
            Assert.Equal((Along(d, c, i, step) - Along(d, c, i, -step)) / (2 * step), weight.grad![d, c, i, 0].item<double>(), 1e-5);
        }

        // At the fixed point the vectors' own movement does not count, so that the exact value says the same.
        double Along(int d, int c, int i, double by)
        {
            Tensor moved = weight.detach().clone();
            moved[d, c, i, 0] += by;
            return (moved / linalg.svdvals(moved.flatten(1)).max() * ask).sum().item<double>();
        }
    }

    [Fact]
    public void Every_call_is_a_step_of_power_iteration_and_the_vectors_are_kept()
    {
        using var draw = new Generator(1);
        using var discriminator = new SnPatchDiscriminator(4, 3, draw);
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> kept = discriminator.named_buffers().ToDictionary(part => part.name, part => part.buffer);
        Assert.Equal(["singularVector0", "singularVector1", "singularVector2"], kept.Keys.Order());
        Dictionary<string, Tensor> before = Small.Copy(kept);
        using (no_grad()) discriminator.forward(Small.Images(1, 32, 32).repeat(1, 2, 1, 1).narrow(1, 0, 4));
        foreach ((string name, Tensor u) in discriminator.named_buffers())
        {
            Assert.True(Small.Difference(u, before[name]) > 1e-3, name);
            Assert.Equal(1, u.norm().item<float>(), 1e-5);
        }
    }

    [Fact]
    public void Hinge_losses_are_those_of_the_paper()
    {
        using var scope = NewDisposeScope();
        Tensor real = tensor(new[] { 2.0, 0.5, -1.0 }), fake = tensor(new[] { -2.0, 0.0, 1.0 });
        Assert.Equal(0.5 * ((0 + 0.5 + 2) / 3) + 0.5 * ((0 + 1 + 2.0) / 3), Hinge.Instance.DiscriminatorLoss(real, fake).item<double>(), 1e-12);
        Assert.Equal(1 / 3.0, Hinge.Instance.GeneratorLoss(() => throw new InvalidOperationException("the truth is not asked"), fake).item<double>(), 1e-12);
    }

    private static double Scale(Tensor weight, Tensor normalised) => (weight.norm() / normalised.norm()).item<double>();
}
