using System.Text;
using Csa.Data.Files;
using Xunit;

namespace Csa.Tests;

public class Crc32Tests
{
    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("a", 0xE8B7BE43u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Published_values_come_out_however_the_bytes_are_cut(string text, uint expected)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        Assert.Equal(expected, Crc32.Of(bytes));
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            var parts = new Crc32();
            parts.Add(bytes.AsSpan(0, cut));
            parts.Add(bytes.AsSpan(cut));
            Assert.Equal(expected, parts.Value);
        }
    }
}
