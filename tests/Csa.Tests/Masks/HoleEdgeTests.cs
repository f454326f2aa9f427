using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Masks;

public sealed class HoleEdgeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void A_grown_hole_is_all_that_lies_so_near(int pixels)
    {
        var random = new Random(pixels);
        HoleMask hole = HoleMask.Create(23, 31, (_, _) => random.Next(60) == 0);
        HoleMask grown = HoleEdge.Grow(hole, pixels);
        for (int y = 0; y < 23; y++)
            for (int x = 0; x < 31; x++) Assert.Equal(IsNear(y, x), grown[0, y, x]);

        bool IsNear(int y, int x)
        {
            for (int v = 0; v < 23; v++)
                for (int u = 0; u < 31; u++)
                    if (hole[0, v, u] && ((v - y) * (v - y)) + ((u - x) * (u - x)) <= pixels * pixels) return true;
            return false;
        }
    }

    [Fact]
    public void Nothing_grows_to_nothing_and_inverting_twice_changes_nothing()
    {
        Assert.True(HoleEdge.Grow(HoleMask.Empty(5, 7), 3).IsEmpty);
        HoleMask hole = HoleMask.Create(5, 7, (y, x) => x > y);
        Assert.Equal(35 - hole.HoleCount(0), HoleEdge.Invert(hole).HoleCount(0));
        Assert.Equal(hole, HoleEdge.Invert(HoleEdge.Invert(hole)));
    }

    [Fact]
    public void A_feathered_edge_passes_from_the_fill_to_the_photograph_and_leaves_the_rest()
    {
        RgbImage photo = Pictures.Flat(20, 1, 0, 0, 0), filled = Pictures.Flat(20, 1, 200, 200, 200);
        HoleMask hole = HoleMask.Create(1, 20, (_, x) => x < 5);
        byte[] row = [.. HoleEdge.Feather(photo, filled, hole, 3).Pixels.Where((_, i) => i % 3 == 0)];
        Assert.Equal([200, 200, 200, 200, 200, 150, 100, 50, 0, 0], row[..10]);
        Assert.All(row[8..], value => Assert.Equal(0, value));
    }
}
