using Csa.Attention;
using Csa.Data.Masks;
using Xunit;
using static Csa.Tests.Attention.AttentionScene;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Attention;

public class CsaLayerTests
{
    public static IEnumerable<object[]> Readings => AttentionScene.Readings();

    [Theory]
    [MemberData(nameof(Readings))]
    public void Layer_equals_reference(CsaSemantics semantics, ScanOrder order) =>
        LayerAgainstReference.AssertEqual(new CsaOptions { Semantics = semantics, Order = order }, tolerance: 1e-12);

    [Theory]
    [MemberData(nameof(Readings))]
    public void Gradient_equals_central_differences(CsaSemantics semantics, ScanOrder order) =>
        LayerAgainstReference.AssertGradient(new CsaOptions { Semantics = semantics, Order = order });

    [Fact]
    public void With_constant_attention_the_gradient_is_the_transposed_attention()
    {
        var scene = new AttentionScene(5);
        double[] upstream = new AttentionScene(6).Features;
        var options = new CsaOptions { Gradient = CsaGradient.AttentionConstant };
        CsaAttention attention = CsaReference.Fill(scene.Features, scene.Hole, options).Attention;
        int cells = scene.Hole.Height * scene.Hole.Width;
        double[] want = [.. upstream.Select((g, i) => scene.Hole.Cells(0)[i % cells] == 0 ? g : 0)];
        for (int step = 0; step < attention.Path.Length; step++)
        {
            double[] row = attention.Row(step);
            for (int c = 0; c < scene.Channels; c++)
                for (int cell = 0; cell < cells; cell++)
                    want[(c * cells) + cell] += row[cell] * upstream[(c * cells) + attention.Path.Cells[step]];
        }

        Assert.True(Distance(want, LayerAgainstReference.Gradient(scene, options, upstream)) < 1e-12);
    }

    [Fact]
    public void Known_cells_pass_bit_identical_and_an_empty_hole_is_the_identity()
    {
        using var scope = NewDisposeScope();
        var scene = new AttentionScene(4);
        Tensor features = scene.Tensor(ScalarType.Float32);
        using CsaTrace filled = CsaLayer.Fill(features, scene.Hole);
        Tensor hole = scene.Hole.ToTensor(ScalarType.Bool).expand_as(features);
        Assert.Equal(Values(features.masked_select(hole.logical_not())), Values(filled.Output.masked_select(hole.logical_not())));
        Assert.NotEqual(Values(features), Values(filled.Output));
        using CsaTrace untouched = CsaLayer.Fill(features, HoleMask.Empty(6, 7));
        Assert.Equal(Values(features), Values(untouched.Output));
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Half_precision_is_filled_in_single_precision_and_comes_back_half(ScalarType half)
    {
        using var scope = NewDisposeScope();
        var scene = new AttentionScene(12);
        Tensor features = scene.Tensor(half).requires_grad_();
        using CsaTrace filled = CsaLayer.Fill(features, scene.Hole);
        using CsaTrace single = CsaLayer.Fill(features.detach().to(ScalarType.Float32), scene.Hole);
        Assert.Equal(half, filled.Output.dtype);
        Assert.Equal(Values(single.Output.to(half)), Values(filled.Output));

        Tensor known = scene.Hole.ToTensor(ScalarType.Bool).expand_as(features).logical_not();
        Assert.Equal(Values(features.masked_select(known)), Values(filled.Output.masked_select(known)));
        filled.Output.sum().backward();
        Assert.Equal(half, features.grad!.dtype);
        Assert.All(Values(features.grad!), value => Assert.True(double.IsFinite(value)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100000)]
    public void The_tile_size_changes_nothing(int tile)
    {
        using var scope = NewDisposeScope();
        var scene = new AttentionScene(8, height: 12, width: 9);
        using CsaTrace want = CsaLayer.Fill(scene.Tensor(), scene.Hole);
        using CsaTrace got = CsaLayer.Fill(scene.Tensor(), scene.Hole, new CsaOptions { SearchTileCells = tile });
        Assert.Equal(want.Attention[0].BestMatches, got.Attention[0].BestMatches);
        Assert.Equal(Values(want.Output), Values(got.Output));
    }

    [Theory]
    [InlineData(1e-15)]
    [InlineData(1e15)]
    public void Extreme_scales_neither_overflow_nor_vanish(double scale)
    {
        using var scope = NewDisposeScope();
        var scene = new AttentionScene(9);
        using CsaTrace unit = CsaLayer.Fill(scene.Tensor(ScalarType.Float32), scene.Hole);
        Tensor features = (scene.Tensor() * scale).to(ScalarType.Float32);
        using CsaTrace scaled = CsaLayer.Fill(features, scene.Hole);
        Assert.Equal(unit.Attention[0].BestMatches, scaled.Attention[0].BestMatches);
        Assert.True(Distance(Values(unit.Output), Values(scaled.Output.to(ScalarType.Float64) / scale)) < 1e-5);
    }

    [Fact]
    public void On_a_tie_the_lowest_raster_index_wins()
    {
        using var scope = NewDisposeScope();
        Tensor features = ones(1, 3, 5, 40, ScalarType.Float32);
        HoleMask hole = HoleMask.Create(5, 40, (y, x) => y == 2 && x > 5 && x < 30);
        using CsaTrace trace = CsaLayer.Fill(features, hole);
        Assert.All(trace.Attention[0].BestMatches, match => Assert.Equal(0, match));
    }

    [Fact]
    public void Zero_features_give_finite_results_in_the_papers_readings_and_nan_in_the_codes()
    {
        using var scope = NewDisposeScope();
        Tensor features = randn(1, 4, 5, 5);
        features[.., .., 2, 2] = zeros(1, 4);
        HoleMask hole = HoleMask.Create(5, 5, (y, x) => y is > 0 and < 4 && x is > 0 and < 4);
        foreach (CsaSemantics semantics in Enum.GetValues<CsaSemantics>())
        {
            using CsaTrace trace = CsaLayer.Fill(features, hole, new CsaOptions { Semantics = semantics });
            Assert.Equal(semantics != CsaSemantics.OfficialCode, Values(trace.Output).All(double.IsFinite));
        }
    }

    [Fact]
    public void A_call_remembers_nothing_of_the_one_before_and_draws_no_random_number()
    {
        using var scope = NewDisposeScope();
        AttentionScene first = new(13), second = new(14);
        using CsaTrace fresh = CsaLayer.Fill(second.Tensor(), second.Hole);
        Tensor state = random.get_rng_state();
        using CsaTrace other = CsaLayer.Fill(first.Tensor(), first.Hole);
        using CsaTrace again = CsaLayer.Fill(second.Tensor(), second.Hole);
        Assert.Equal(Values(fresh.Output), Values(again.Output));
        Assert.NotEqual(first.Hole, second.Hole);
        Assert.Equal(Values(state), Values(random.get_rng_state()));
    }

    [Fact]
    public void Wrong_input_is_refused_with_the_reason()
    {
        using var scope = NewDisposeScope();
        Tensor features = randn(2, 4, 3, 3);
        HoleMask full = HoleMask.Batch([HoleMask.Empty(3, 3), HoleMask.Create(3, 3, (_, _) => true)]);
        Assert.Contains("sample 1", Assert.Throws<ArgumentException>(() => CsaLayer.Fill(features, full)).Message);
        Assert.Contains("one mask per sample", Assert.Throws<ArgumentException>(() => CsaLayer.Fill(features, HoleMask.Empty(3, 3))).Message);
        Assert.Contains("[N, C, H, W]", Assert.Throws<ArgumentException>(() => CsaLayer.Fill(features[0], full)).Message);
        Assert.Throws<ArgumentException>(() => CsaReference.Fill(new double[9], HoleMask.Create(3, 3, (_, _) => true)));
    }

    [Fact]
    public void Repeated_calls_leave_no_tensor_behind()
    {
        var scene = new AttentionScene(11);
        Step();
        long before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 20; i++) Step();
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Step()
        {
            using var scope = NewDisposeScope();
            Tensor features = scene.Tensor(ScalarType.Float32).requires_grad_();
            using CsaTrace trace = CsaLayer.Fill(features, scene.Hole);
            trace.Output.square().sum().backward();
            Assert.NotNull(features.grad);
            features.grad!.Dispose();
        }
    }
}
