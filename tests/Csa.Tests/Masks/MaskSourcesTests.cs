using Csa.Data;
using Csa.Data.Masks;
using Xunit;

namespace Csa.Tests.Masks;

public sealed class MaskSourcesTests
{
    [Fact]
    public void Joined_kinds_are_missing_where_any_is()
    {
        IMaskSource centre = MaskSources.Open("centre"), joined = MaskSources.Open("centre+strokes");
        int outside = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            HoleMask all = joined.Draw(32, seed), part = centre.Draw(32, seed);
            Assert.All(Enumerable.Range(0, 32 * 32), i => Assert.True(all.Cells(0)[i] >= part.Cells(0)[i]));
            Assert.InRange(all.HoleCount(0), 1, (32 * 32) - 1);
            Assert.Equal(all, joined.Draw(32, seed));
            if (all.HoleCount(0) > part.HoleCount(0)) outside++;
        }

        Assert.InRange(outside, 10, 20); // a stroke may lie within the centre
    }

    [Fact]
    public void Joined_kinds_can_be_chosen_by_share()
    {
        IMaskSource source = MaskSources.Open("box+strokes#20-30");
        for (ulong seed = 0; seed < 10; seed++) Assert.InRange(source.Draw(32, seed).HoleFraction(0), 0.2, 0.3);
    }

    [Theory]
    [InlineData("box+")]
    [InlineData("+strokes")]
    [InlineData("box+circles")]
    [InlineData("box+/no/such/folder")]
    public void An_unknown_part_is_refused(string spec) =>
        Assert.Contains("box+strokes", Assert.Throws<BadInputException>(() => MaskSources.Open(spec)).Message);
}
