using Csa.Data.Masks;
using Csa.Losses;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Losses;

public class LossTests
{
    private static readonly HoleMask OneOfFour = HoleMask.Create(2, 2, (y, x) => y == 0 && x == 0);

    [Fact]
    public void Reconstruction_is_the_mean_absolute_difference()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0.75, Value(Reconstruction.Mean(tensor([0f, 1, 2, 3]).view(1, 1, 2, 2), tensor([0f, 0, 2, 1]).view(1, 1, 2, 2))), 1e-6);
    }

    [Fact]
    public void Hole_weighted_reconstruction_gives_hole_and_rest_equal_say()
    {
        using var scope = NewDisposeScope();
        Tensor off = tensor([4f, 1, 1, 1, 4, 1, 1, 1]).view(1, 2, 2, 2), truth = zeros(1, 2, 2, 2);
        Assert.Equal(5, Value(Reconstruction.HoleWeighted(off, truth, OneOfFour.ToTensor())), 1e-6);
        Assert.Equal(1.75, Value(Reconstruction.HoleWeighted(off, truth, HoleMask.Empty(2, 2).ToTensor())), 1e-6);
        Assert.Equal(1.75, Value(Reconstruction.HoleWeighted(off, truth, ones(1, 1, 2, 2))), 1e-6);
    }

    [Fact]
    public void Consistency_counts_hole_cells_alone_and_adds_both_taps()
    {
        using var scope = NewDisposeScope();
        Tensor phi = zeros(1, 2, 2, 2), csa = full([1, 2, 2, 2], 3f), decoder = full([1, 2, 2, 2], 2f);
        Assert.Equal(9 + 4, Value(Consistency.Loss(csa, decoder, phi, OneOfFour)), 1e-6);
        Assert.Equal(0, Value(Consistency.Loss(csa, decoder, phi, HoleMask.Empty(2, 2))));

        csa.requires_grad = true;
        Consistency.Loss(csa, decoder, phi, OneOfFour).backward();
        Assert.Equal([3f, 0, 0, 0, 3, 0, 0, 0], csa.grad!.data<float>().ToArray());
    }

    [Fact]
    public void A_tap_of_the_consistency_loss_is_its_share_and_Equation_4s_sum_divided_by_its_values()
    {
        using var scope = NewDisposeScope();
        Tensor phi = rand(2, 3, 4, 5), csa = rand(2, 3, 4, 5), decoder = rand(2, 3, 4, 5);
        HoleMask hole = HoleMask.Batch([HoleMask.Create(4, 5, (y, x) => y > x), HoleMask.Create(4, 5, (y, _) => y == 1)]);
        double both = Value(Consistency.Loss(csa, decoder, phi, hole));
        Assert.Equal(both, Value(Consistency.Tap(csa, phi, hole)) + Value(Consistency.Tap(decoder, phi, hole)), 1e-6);
        double sum = ((csa - phi) * hole.ToTensor()).square().sum().item<float>();
        Assert.Equal(sum / (3 * (hole.HoleCount(0) + hole.HoleCount(1))), Value(Consistency.Tap(csa, phi, hole)), 1e-6);
        Assert.Equal(0, Value(Consistency.Tap(csa, phi, HoleMask.Empty(4, 5).Repeat(2))));
        Assert.Throws<ArgumentException>(() => Consistency.Tap(csa, zeros(2, 3, 4, 4), hole));
    }

    [Fact]
    public void The_taps_that_count_are_chosen_and_the_printed_sum_is_in_the_reconstructions_unit()
    {
        using var scope = NewDisposeScope();
        Tensor phi = rand(2, 3, 4, 5), csa = rand(2, 3, 4, 5), decoder = rand(2, 3, 4, 5);
        HoleMask hole = HoleMask.Batch([HoleMask.Create(4, 5, (y, x) => y > x), HoleMask.Create(4, 5, (y, _) => y == 1)]);
        Tensor Of(ConsistencyTaps taps) => Consistency.Loss(csa, decoder, phi, hole, taps);
        Assert.Equal(Value(Consistency.Loss(csa, decoder, phi, hole)), Value(Of(ConsistencyTaps.Both)));
        Assert.Equal(Value(Consistency.Tap(csa, phi, hole)), Value(Of(ConsistencyTaps.Encoder)));
        Assert.Equal(Value(Consistency.Tap(decoder, phi, hole)), Value(Of(ConsistencyTaps.Decoder)));
        Assert.Equal(0, Value(Of(ConsistencyTaps.None)));

        const long imageValues = 2 * 3 * 32 * 40;
        double sum = 0;
        for (int n = 0; n < 2; n++)
            for (int c = 0; c < 3; c++)
                for (int y = 0; y < 4; y++)
                    for (int x = 0; x < 5; x++)
                        if (hole[n, y, x]) sum += Math.Pow(csa[n, c, y, x].item<float>() - phi[n, c, y, x].item<float>(), 2);
        Assert.Equal(sum / imageValues, Value(Of(ConsistencyTaps.Encoder)) * Consistency.SumFactor(phi, hole, imageValues), 1e-6);

        // 256 pixels, a hole of half the side, 512 channels: the paper's 0.01 of the sum is 0.0066 of the mean.
        Assert.Equal(0.0067, 0.01 * Consistency.SumFactor(zeros(1, 512, 32, 32), MaskShapes.Centre(32), 3 * 256 * 256), 1e-4);
    }

    [Fact]
    public void Consistency_names_features_of_another_shape()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => Consistency.Loss(zeros(1, 2, 2, 2), zeros(1, 2, 2, 2), zeros(1, 3, 2, 2), OneOfFour));
        Assert.Contains("[1, 3, 2, 2]", error.Message);
    }

    [Fact]
    public void A_perfect_discriminator_loses_nothing_and_its_generator_all()
    {
        using var scope = NewDisposeScope();
        Tensor real = full([2, 3], 0.5f), fake = full([2, 3], -0.5f);
        Assert.Equal(0, Value(RelativisticAverage.Discriminator(real, fake)), 1e-6);
        Assert.Equal(4, Value(RelativisticAverage.Generator(real, fake)), 1e-6);
        Assert.Equal(1, Value(RelativisticAverage.Generator(real, real)), 1e-6);
    }

    [Fact]
    public void The_objective_weighs_its_terms_as_Equation_8()
    {
        using var scope = NewDisposeScope();
        Tensor reconstruction = tensor(1f), consistency = tensor(10f), patch = tensor(3f), feature = tensor(4f);
        Assert.Equal(1 + 0.1 + 0.014, Value(Objective.Total(reconstruction, consistency, [patch, feature], new())), 1e-6);
        Assert.Equal(1, Value(Objective.Total(reconstruction, null, [], new())), 1e-6);
        Assert.Equal(2 + 5, Value(Objective.Total(reconstruction, consistency, [], new() { Reconstruction = 2, Consistency = 0.5 })), 1e-6);
    }

    private static double Value(Tensor loss)
    {
        Assert.Empty(loss.shape);
        return loss.item<float>();
    }
}
