using System.Text.Json;
using Csa.Attention;
using Csa.Data.Masks;
using Csa.Experiments.Verification;
using Xunit;
using static Csa.Tests.Attention.AttentionScene;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Attention;

/// <summary>What experiments vary in the layer: the mean taken off, a constant weight, other orders, other gradients.</summary>
public class LayerOptionTests
{
    private static readonly CsaOptions[] Variants =
    [
        new() { Centred = true },
        new() { PredecessorWeight = 0 },
        new() { PredecessorWeight = 0.5 },
        new() { PredecessorWeight = 0.3, Centred = true },
        new() { Candidates = 3 },
        new() { Candidates = 1000, PredecessorWeight = 0, Centred = true },
    ];

    public static IEnumerable<object[]> Readings =>
        from reading in AttentionScene.Readings()
        from variant in Enumerable.Range(0, Variants.Length)
        select new[] { reading[0], reading[1], variant };

    [Theory]
    [MemberData(nameof(Readings))]
    public void Layer_equals_reference_in_every_variant(CsaSemantics semantics, ScanOrder order, int variant) =>
        LayerAgainstReference.AssertEqual(Variants[variant] with { Semantics = semantics, Order = order }, tolerance: 1e-11);

    [Theory]
    [MemberData(nameof(Readings))]
    public void The_gradient_of_every_variant_equals_central_differences(CsaSemantics semantics, ScanOrder order, int variant) =>
        LayerAgainstReference.AssertGradient(Variants[variant] with { Semantics = semantics, Order = order });

    [Fact]
    public void A_weight_of_nought_copies_the_nearest_known_cell_and_a_half_is_a_running_average()
    {
        var scene = new AttentionScene(7);
        double[] nearest = CsaReference.Fill(scene.Features, scene.Hole, new() { PredecessorWeight = 0 }).Output;
        CsaReferenceResult average = CsaReference.Fill(scene.Features, scene.Hole, new() { PredecessorWeight = 0.5 });
        int grid = scene.Hole.Height * scene.Hole.Width;
        for (int c = 0; c < scene.Channels; c++)
        {
            double m = 0;
            for (int step = 0; step < average.Attention.Path.Length; step++)
            {
                double best = scene.Features[(c * grid) + average.Attention.BestMatches[step]];
                m = step == 0 ? best : (m + best) / 2;
                Assert.Equal(best, nearest[(c * grid) + average.Attention.Path.Cells[step]]);
                Assert.Equal(m, average.Output[(c * grid) + average.Attention.Path.Cells[step]], 1e-12);
            }
        }
    }

    [Fact]
    public void Among_equal_matches_selection_takes_the_one_that_continues_its_predecessor()
    {
        // Known: rows that repeat 1 2 3 4. The hole's cells know their value only up to its parity, so that the best match is a guess.
        const int Height = 5, Width = 12;
        HoleMask hole = HoleMask.Create(Height, Width, (y, x) => y == 2 && x is >= 4 and < 8);
        double[][] values = [[1, 0, 0.2, 0], [0, 1, 0, 0.2], [1, 0, -0.2, 0], [0, 1, 0, -0.2]], guesses = [[1, 0, 0, 0], [0, 1, 0, 0]];
        var features = new double[4 * Height * Width];
        for (int cell = 0; cell < Height * Width; cell++)
        {
            int x = cell % Width;
            // The first missing cell knows that it is a 3 in the place of a 1: what follows continues it.
            double[] value = !hole[0, cell / Width, x] ? values[x % 4] : x == 4 ? values[2] : guesses[x % 2];
            for (int c = 0; c < 4; c++) features[(c * Height * Width) + cell] = value[c];
        }

        int[] Columns(int candidates) =>
            [.. CsaReference.Fill(features, hole, new() { Candidates = candidates, PredecessorWeight = 0 }).Attention.BestMatches.Select(cell => cell % 4)];

        Assert.Equal([2, 1, 0, 1], Columns(1));
        Assert.Equal([2, 3, 0, 1], Columns(100));
    }

    [Fact]
    public void A_common_offset_changes_the_filling_unless_cosines_are_centred()
    {
        using var scope = NewDisposeScope();
        var scene = new AttentionScene(8);
        double[] shifted = [.. scene.Features.Select(value => value + 20)];
        Assert.True(Moved(new()) > 0.1);
        Assert.True(Moved(new() { Centred = true }) < 1e-10);

        double Moved(CsaOptions options)
        {
            using CsaTrace plain = CsaLayer.Fill(scene.Tensor(), scene.Hole, options), other = CsaLayer.Fill(scene.Tensor(shifted), scene.Hole, options);
            return Distance(Values(plain.Output), [.. Values(other.Output).Select(value => value - 20)]);
        }
    }

    [Fact]
    public void Centred_cosines_leave_known_cells_bit_identical_and_each_sample_of_a_batch_alone()
    {
        using var scope = NewDisposeScope();
        AttentionScene[] scenes = [new(1), new(2)];
        var options = new CsaOptions { Centred = true };
        Tensor batch = cat([.. scenes.Select(scene => scene.Tensor(ScalarType.Float32))], 0);
        HoleMask holes = HoleMask.Batch([.. scenes.Select(scene => scene.Hole)]);
        using CsaTrace together = CsaLayer.Fill(batch, holes, options);
        Tensor known = holes.ToTensor(ScalarType.Bool).logical_not().expand_as(batch);
        Assert.Equal(Values(batch.masked_select(known)), Values(together.Output.masked_select(known)));
        for (int n = 0; n < scenes.Length; n++)
        {
            using CsaTrace alone = CsaLayer.Fill(scenes[n].Tensor(ScalarType.Float32), scenes[n].Hole, options);
            Assert.True(Distance(Values(alone.Output), Values(together.Output[n])) < 1e-6);
        }
    }

    [Fact]
    public void Raster_runs_start_afresh_where_the_cell_before_is_no_neighbour()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            HoleMask hole = new AttentionScene(seed).Hole;
            ScanPath raster = ScanPath.Over(ScanOrder.Raster, hole), runs = ScanPath.Over(ScanOrder.RasterRuns, hole);
            Assert.Equal(raster.Cells, runs.Cells);
            for (int step = 0; step < runs.Length; step++)
            {
                int from = step == 0 ? -1000 : runs.Cells[step - 1], to = runs.Cells[step];
                bool touches = step > 0 && Math.Abs((from / hole.Width) - (to / hole.Width)) <= 1 && Math.Abs((from % hole.Width) - (to % hole.Width)) <= 1;
                Assert.Equal(touches ? step - 1 : ScanPath.None, runs.Predecessors[step]);
            }
        }

        // In raster order these shares of a centre hole's cells continue a cell that is no neighbour.
        ScanPath centre = ScanPath.Over(ScanOrder.RasterRuns, MaskShapes.Centre(32));
        Assert.Equal(16, centre.Predecessors.Count(step => step == ScanPath.None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Straight_through_every_cell_receives_the_gradient_of_its_output(bool centred)
    {
        var scene = new AttentionScene(5);
        double[] upstream = new AttentionScene(6).Features;
        double[] got = LayerAgainstReference.Gradient(scene, new() { Gradient = CsaGradient.StraightThrough, Centred = centred }, upstream);
        Assert.True(Distance(upstream, got) < 1e-12);
        Assert.True(Distance(upstream, LayerAgainstReference.Gradient(scene, new() { Centred = centred }, upstream)) > 0.1);
    }

    [Fact]
    public void The_published_gradient_is_reproduced()
    {
        string[] files = Directory.GetFiles(Path.Combine(GoldenCopy.Folder, "csa"), "csa_dev_*.json");
        Assert.True(files.Length >= 8);
        foreach (string file in files)
        {
            using var scope = NewDisposeScope();
            JsonElement root = GoldenJson.Read(file), official = root.GetProperty("official");
            (int channels, int height, int width) = (root.GetProperty("C").GetInt32(), root.GetProperty("H").GetInt32(), root.GetProperty("W").GetInt32());
            HoleMask hole = HoleMask.FromCells([.. root.GetProperty("mask").Numbers().Select(value => (byte)value)], 1, height, width);
            Tensor features = tensor(root.GetProperty("input").Singles()).reshape(1, channels, height, width).requires_grad_();
            Tensor upstream = tensor(root.GetProperty("grad_output").Singles()).reshape(1, channels, height, width);
            using CsaTrace trace = CsaLayer.Fill(features, hole, new() { Semantics = CsaSemantics.OfficialCode, Gradient = CsaGradient.OfficialCode });
            (trace.Output * upstream).sum().backward();
            double[] want = official.GetProperty("grad_input").Numbers();
            Assert.True(Distance(want, Values(features.grad!)) < 1e-5 * want.Max(Math.Abs), file);
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void A_weight_that_is_no_share_is_refused(double weight)
    {
        var scene = new AttentionScene(1);
        using Tensor features = scene.Tensor();
        Assert.Contains("PredecessorWeight", Assert.Throws<ArgumentException>(() => CsaLayer.Fill(features, scene.Hole, new() { PredecessorWeight = weight })).Message);
    }
}
