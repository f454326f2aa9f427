using Csa.Attention;
using Csa.Data.Masks;
using Xunit;

namespace Csa.Tests.Attention;

public class ScanPathTests
{
    [Fact]
    public void Raster_continues_the_cell_visited_just_before_even_across_a_row_wrap()
    {
        ScanPath path = ScanPath.Over(ScanOrder.Raster, HoleMask.Create(3, 4, (y, x) => y > 0 && x < 2));
        Assert.Equal([4, 5, 8, 9], path.Cells);
        Assert.Equal([ScanPath.None, 0, 1, 2], path.Predecessors);
    }

    [Fact]
    public void Serpentine_on_a_rectangle_has_one_start_and_continues_the_cell_just_visited()
    {
        ScanPath path = ScanPath.Over(ScanOrder.Serpentine, HoleMask.Create(5, 6, (y, x) => y is > 0 and < 4 && x is > 1 and < 5));
        Assert.Equal([8, 9, 10, 16, 15, 14, 20, 21, 22], path.Cells);
        Assert.Equal([.. Enumerable.Range(-1, 9)], path.Predecessors);
    }

    [Fact]
    public void Onion_goes_inwards_and_every_inner_cell_has_a_predecessor()
    {
        HoleMask hole = HoleMask.Create(7, 7, (y, x) => y is > 0 and < 6 && x is > 0 and < 6);
        ScanPath path = ScanPath.Over(ScanOrder.Onion, hole);
        int[] depth = [.. path.Cells.Select(cell => Math.Min(Math.Min(cell / 7, cell % 7), Math.Min(6 - (cell / 7), 6 - (cell % 7))))];
        Assert.Equal([.. depth.Order()], depth);
        for (int step = 0; step < path.Length; step++)
        {
            int previous = path.Predecessors[step];
            Assert.True(depth[step] == 1 || previous != ScanPath.None);
            if (previous == ScanPath.None) continue;
            int from = path.Cells[previous], to = path.Cells[step];
            Assert.True(Math.Max(Math.Abs((from / 7) - (to / 7)), Math.Abs((from % 7) - (to % 7))) == 1);
        }
    }

    [Fact]
    public void Islands_start_afresh_except_in_raster()
    {
        HoleMask islands = HoleMask.Create(1, 7, (_, x) => x is 1 or 2 or 5);
        Assert.Equal([ScanPath.None, 0, 1], ScanPath.Over(ScanOrder.Raster, islands).Predecessors);
        Assert.Equal([ScanPath.None, 0, ScanPath.None], ScanPath.Over(ScanOrder.Serpentine, islands).Predecessors);
        Assert.Equal(2, ScanPath.Over(ScanOrder.Onion, islands).Predecessors.Count(step => step == ScanPath.None));
    }

    [Fact]
    public void An_explicit_path_must_visit_each_cell_once_and_look_back()
    {
        Assert.Throws<ArgumentException>(() => ScanPath.Explicit([1, 1], [-1, 0]));
        Assert.Throws<ArgumentException>(() => ScanPath.Explicit([1, 2], [-1, 1]));
        Assert.Throws<ArgumentException>(() => ScanPath.Explicit([1, 2], [-1]));
        var features = new double[] { 1, 2, 3, 4 };
        HoleMask hole = HoleMask.Create(1, 4, (_, x) => x is 1 or 2);
        Assert.Equal(4, CsaReference.Fill(features, hole, path: ScanPath.Explicit([2, 1], [-1, 0])).Output.Length);
        Assert.Throws<ArgumentException>(() => CsaReference.Fill(features, hole, path: ScanPath.Explicit([2, 3], [-1, 0])));
    }

    [Theory]
    [InlineData(0, -1, 1, "got 0 at step 0")]
    [InlineData(-1, 2, 1, "got 2 at step 1")]
    [InlineData(-1, 0, 2, "got 2 at step 2")]
    [InlineData(-1, -2, 0, "got -2 at step 1")]
    public void A_chain_that_is_a_circle_is_refused_before_anybody_walks_it(int first, int second, int third, string got)
    {
        int[] circle = [first, second, third];
        double[] rows = [1, 2, 3];
        Assert.Contains(got, Assert.Throws<ArgumentException>(() => ScanPath.Explicit([4, 5, 6], circle)).Message);
        Assert.Contains(got, Assert.Throws<ArgumentException>(() => CsaRecurrence.Run(rows, rows, 1, circle)).Message);
    }

    [Fact]
    public void Rows_maps_and_matrix_of_the_attention_agree()
    {
        var scene = new AttentionScene(21);
        CsaAttention attention = CsaReference.Fill(scene.Features, scene.Hole).Attention;
        double[,] matrix = attention.Matrix();
        for (int step = 0; step < attention.Path.Length; step++)
        {
            int cell = attention.Path.Cells[step];
            double[] row = attention.Row(step);
            Assert.Equal(1, row.Sum(), 1e-12);
            Assert.Equal(row, attention.Map(cell / scene.Hole.Width, cell % scene.Hole.Width).Cast<double>());
            for (int column = 0; column < row.Length; column++) Assert.Equal(row[column], matrix[step, column], 1e-14);
        }

        Assert.Throws<ArgumentException>(() => attention.Map(0, 0));
    }
}
