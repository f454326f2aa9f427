using Csa.Kernel.Jupyter;
using Xunit;

namespace Csa.Kernel.Tests.Jupyter;

public class CodePointsTests
{
    [Theory]
    [InlineData("abc", 2, 2)]
    [InlineData("a😀b", 2, 3)]
    [InlineData("a😀b", 3, 4)]
    [InlineData("é́x", 2, 2)]
    [InlineData("", 0, 0)]
    public void Positions_convert_both_ways(string text, int codePoint, int offset)
    {
        Assert.Equal(offset, CodePoints.ToUtf16(text, codePoint));
        Assert.Equal(codePoint, CodePoints.FromUtf16(text, offset));
    }

    [Theory]
    [InlineData("a😀", -3, 0)]
    [InlineData("a😀", 99, 3)]
    [InlineData("\ud83d", 1, 1)]
    public void Positions_outside_move_to_the_nearest_end(string text, int codePoint, int offset) =>
        Assert.Equal(offset, CodePoints.ToUtf16(text, codePoint));
}
