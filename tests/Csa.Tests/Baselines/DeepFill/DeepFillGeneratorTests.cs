using Csa.Baselines.ContextualAttention;
using Csa.Baselines.DeepFill;
using Csa.Baselines.GatedConv;
using Csa.Data;
using Csa.Data.Masks;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines.DeepFill;

public class DeepFillGeneratorTests
{
    [Theory]
    [InlineData(false, 32, 3_601_542)]
    [InlineData(true, 48, 4_052_478)]
    public void At_the_published_width_it_has_the_published_number_of_parameters(bool gated, int baseChannels, long expected)
    {
        using var generator = new DeepFillGenerator(new() { BaseChannels = baseChannels }, Design(gated), draw: null);
        Assert.Equal(expected, generator.parameters().Sum(weight => weight.NumberOfElements));
    }

    [Theory]
    [InlineData(false, 1_448_227, 880_480, 695_968, 576_867)]
    [InlineData(true, 1_631_151, 990_000, 782_352, 648_975)]
    public void And_so_has_each_of_its_parts(bool gated, long coarse, long dilated, long attention, long joint)
    {
        using var generator = new DeepFillGenerator(new() { BaseChannels = gated ? 48 : 32 }, Design(gated), draw: null);
        Assert.Equal([coarse, dilated, attention, joint], new[] { "coarse", "dilated", "beforeAttention afterAttention", "joint" }.Select(names =>
            generator.named_parameters().Where(part => names.Split(' ').Contains(part.name.Split('.')[0])).Sum(part => part.parameter.NumberOfElements)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_stands_in_the_hole_is_ignored_and_a_mask_inverted_or_a_pixel_off_would_show_it(bool gated)
    {
        using var _ = no_grad();
        using DeepFillGenerator generator = Generator(gated);
        HoleMask hole = Small.Holes(2);
        using Tensor image = Small.Images(2), spoilt = where(hole.ToTensor(ScalarType.Bool), full_like(image, 0.9), image);
        Assert.Equal(0, Change(hole));
        Assert.True(Change(Map(hole, (n, y, x) => !hole[n, y, x])) > 0);
        Assert.True(Change(Map(hole, (n, y, x) => x > 0 && hole[n, y, x - 1])) > 0);
        Assert.True(Change(Map(hole, (n, y, x) => y > 0 && hole[n, y - 1, x])) > 0);
        Assert.True(Change(Map(hole, (n, y, x) => y < 63 && hole[n, y + 1, x])) > 0);

        double Change(HoleMask mask)
        {
            using DeepFillOutput before = generator.forward(image, mask), after = generator.forward(spoilt, mask);
            return Math.Max(Small.Difference(before.Rough, after.Rough), Small.Difference(before.Refined, after.Refined));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_is_each_sample_alone(bool gated)
    {
        using var _ = no_grad();
        using DeepFillGenerator generator = Generator(gated);
        HoleMask holes = Small.Holes(3);
        using Tensor images = Small.Images(3);
        using DeepFillOutput batch = generator.forward(images, holes);
        for (int n = 0; n < 3; n++)
        {
            using var scope = NewDisposeScope();
            using DeepFillOutput alone = generator.forward(images.narrow(0, n, 1), holes.Sample(n));
            Assert.True(Small.Difference(batch.Rough.narrow(0, n, 1), alone.Rough) < 1e-6, $"rough {n}");
            Assert.True(Small.Difference(batch.Refined.narrow(0, n, 1), alone.Refined) < 1e-6, $"refined {n}");
        }
    }

    [Theory]
    [InlineData(false, 24, 40)]
    [InlineData(true, 16, 16)]
    [InlineData(true, 64, 64)]
    public void Outputs_have_the_image_s_size_and_range(bool gated, int height, int width)
    {
        using var _ = no_grad();
        using DeepFillGenerator generator = Generator(gated);
        using Tensor image = Small.Images(1, height, width);
        using DeepFillOutput made = generator.forward(image, Small.Holes(1, height, width));
        foreach (Tensor output in new[] { made.Rough, made.Refined })
        {
            Assert.Equal([1, 3, height, width], output.shape);
            Assert.True(Small.Size(output) is > 0 and <= 1);
        }

        Assert.Contains("multiples of 8", Assert.Throws<ArgumentException>(() => generator.forward(zeros(1, 3, 60, 64), Small.Holes(1, 60, 64))).Message);
    }

    // As published: the first version's second stage sees the hole again, the second version's does not.
    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 3)]
    public void The_second_stage_sees_what_it_saw_when_published(bool gated, int channels)
    {
        using DeepFillGenerator generator = Generator(gated);
        Dictionary<string, long[]> shapes = generator.named_parameters().ToDictionary(part => part.name, part => part.parameter.shape);
        Assert.Equal([8, 5, 5, 5], shapes["coarse.convs.0.weight"]);
        Assert.Equal([8, channels, 5, 5], shapes["dilated.convs.0.weight"]);
        Assert.Equal([8, channels, 5, 5], shapes["beforeAttention.convs.0.weight"]);
        // The narrow halvings of the second stage: c to c, and in the dilated branch 2c to 2c.
        Assert.Equal(8, shapes["dilated.convs.1.weight"][0]);
        Assert.Equal(16, shapes["dilated.convs.3.weight"][0]);
        Assert.Equal(32, shapes["beforeAttention.convs.3.weight"][0]);
    }

    [Fact]
    public void A_gate_multiplies_the_first_half_s_ELU_by_the_second_half_s_sigmoid()
    {
        using var scope = NewDisposeScope();
        Tensor convolved = tensor(new[] { 2.0, -1.0, 0.0, 3.0 }).view(1, 4, 1, 1);
        double[] expected = [2 * 0.5, (Math.Exp(-1) - 1) / (1 + Math.Exp(-3))];
        Assert.Equal(expected, GatedDesign.Gate(convolved).data<double>().ToArray(), new Near(1e-12));
        Assert.Equal([1.0, 0.0], GatedDesign.Gate(convolved, rectified: true).data<double>().ToArray(), new Near(1e-12));
    }

    // Of a small signal, so that neither ELU nor sigmoid bends: what 17 layers leave of it.
    [Theory]
    [InlineData(1, 1e-9, 1e-4)]
    [InlineData(2.45, 1e-2, 1e2)]
    public void The_initial_gain_keeps_a_signal_s_scale_through_gated_layers(double gain, double least, double most)
    {
        using var scope = NewDisposeScope();
        using var draw = new Generator(1);
        var chain = new LayerChain(24, [.. Enumerable.Repeat(new LayerPlan(48), 17)], new GatedDesign());
        Csa.Networks.Initialisation.Glorot(chain, draw);
        chain.Scale(gain);
        using var _ = no_grad();
        Tensor x = randn([1, 24, 12, 12], generator: draw) * 0.01;
        Assert.InRange((chain.forward(x).norm() / x.norm()).item<float>(), least, most);
    }

    [Fact]
    public void Widths_that_do_not_divide_are_refused_by_name()
    {
        Assert.Contains("BaseChannels", Assert.Throws<BadInputException>(() => new DeepFillNetworkOptions { BaseChannels = 6 }.Validated()).Message);
        Assert.Contains("BaseChannels", Assert.Throws<BadInputException>(() => new DeepFillNetworkOptions { BaseChannels = 0 }.Validated()).Message);
        Assert.Contains("InitialGain", Assert.Throws<BadInputException>(() => new DeepFillNetworkOptions { InitialGain = 0 }.Validated()).Message);
    }

    private static DeepFillGenerator Generator(bool gated)
    {
        using var draw = new Generator(1);
        return new DeepFillGenerator(new() { BaseChannels = 8 }, Design(gated), draw);
    }

    private static TwoStageDesign Design(bool gated) => gated ? new GatedDesign() : new EluDesign();

    private static HoleMask Map(HoleMask hole, Func<int, int, int, bool> isHole) =>
        HoleMask.Batch([.. Enumerable.Range(0, hole.Count).Select(n => HoleMask.Create(hole.Height, hole.Width, (y, x) => isHole(n, y, x)))]);

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double value) => 0;
    }
}
