using Csa.Data;
using Csa.Images;
using Xunit;

namespace Csa.Tests.Data;

public class BuiltInPortraitsTests
{
    public static TheoryData<string> AttributeNames => [.. PortraitAttribute.All.Select(attribute => attribute.Name)];

    [Fact]
    public void TheSameSeedGivesTheSameBytesInFreshObjectsAndOnSeveralThreads()
    {
        const int count = 8;
        byte[][] once = [.. Enumerable.Range(0, count).Select(i => new BuiltInPortraits(5).Read(Split.Train, i, 48).Pixels)];
        var shared = new BuiltInPortraits(5);
        var again = new byte[4 * count][];
        Parallel.For(0, again.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => again[i] = shared.Read(Split.Train, i % count, 48).Pixels);
        for (int i = 0; i < again.Length; i++) Assert.Equal(once[i % count], again[i]);
    }

    [Fact]
    public void OtherSeedsSplitsAndIndicesGiveOtherPortraits()
    {
        var portraits = new BuiltInPortraits(1);
        byte[] first = portraits.Read(Split.Train, 0, 32).Pixels;
        Assert.NotEqual(first, portraits.Read(Split.Train, 1, 32).Pixels);
        Assert.NotEqual(first, portraits.Read(Split.Test, 0, 32).Pixels);
        Assert.NotEqual(first, new BuiltInPortraits(2).Read(Split.Train, 0, 32).Pixels);
    }

    [Fact]
    public void NoPortraitIsInTwoSplits()
    {
        var portraits = new BuiltInPortraits();
        PortraitAttributes[] all =
        [
            .. Enum.GetValues<Split>().SelectMany(split => Enumerable.Range(0, portraits.Count(split)).Select(i => portraits.Attributes(split, i))),
        ];
        Assert.Equal(5000, all.Length);
        Assert.Equal(all.Length, all.Select(portrait => portrait.DetailSeed).Distinct().Count());
        Assert.Equal(all.Length, all.Select(portrait => (portrait.Turn, portrait.SkinTone, portrait.Smile)).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(AttributeNames))]
    public void EveryAttributeShows(string name)
    {
        PortraitAttribute attribute = PortraitAttribute.All.Single(one => one.Name == name);
        var plain = new PortraitAttributes { DetailSeed = 3 };
        byte[] before = PortraitDrawing.Draw(plain, 64).Pixels;
        foreach (double value in (double[])[attribute.Minimum, attribute.Maximum])
        {
            PortraitAttributes changed = With(plain, name, value);
            if (attribute.Value(changed) == attribute.Value(plain)) continue;
            byte[] after = PortraitDrawing.Draw(changed, 64).Pixels;
            int visible = before.Zip(after).Count(pair => Math.Abs(pair.First - pair.Second) > 4);
            Assert.True(visible >= 10, $"{name} = {value} changes only {visible} of {before.Length} channel values visibly");
        }
    }

    [Fact]
    public void EveryValueOfEveryClassIsDrawnAndShows()
    {
        foreach (PortraitAttribute attribute in PortraitAttribute.All.Where(one => one.ClassCount > 0))
        {
            var drawn = Enumerable.Range(0, attribute.ClassCount)
                .Select(value => Convert.ToHexString(PortraitDrawing.Draw(With(new PortraitAttributes(), attribute.Name, value), 32).Pixels));
            Assert.Equal(attribute.ClassCount, drawn.Distinct().Count());
            IEnumerable<double> sampled = Enumerable.Range(0, 500).Select(i => attribute.Value(PortraitAttributes.Sample((ulong)i)));
            Assert.Equal(attribute.ClassCount, sampled.Distinct().Count());
        }
    }

    [Fact]
    public void AttributesAreIndependentAndKeepTheirRanges()
    {
        const int count = 2000;
        PortraitAttributes[] sample = [.. Enumerable.Range(0, count).Select(i => PortraitAttributes.Sample((ulong)i))];
        Assert.True(PortraitAttribute.All.Count >= 15);
        double[][] columns = [.. PortraitAttribute.All.Select(attribute => Standardised(attribute, sample))];
        for (int i = 0; i < columns.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                // Five standard deviations of the correlation of independent columns.
                double correlation = columns[i].Zip(columns[j]).Sum(pair => pair.First * pair.Second) / count;
                Assert.True(Math.Abs(correlation) < 5 / Math.Sqrt(count), $"{PortraitAttribute.All[i].Name} and {PortraitAttribute.All[j].Name}: correlation {correlation:F3}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(37)]
    [InlineData(129)]
    [InlineData(300)]
    public void AnySideWorks(int side)
    {
        RgbImage image = new BuiltInPortraits().Read(Split.Test, 7, side);
        Assert.Equal(side, image.Width);
        Assert.Equal(side, image.Height);
        Assert.Null(image.Alpha);
    }

    [Fact]
    public void SizesShowTheSamePicture()
    {
        var portraits = new BuiltInPortraits();
        for (int i = 0; i < 4; i++)
        {
            byte[] small = portraits.Read(Split.Test, i, 32).Pixels, halved = AveragedDown(portraits.Read(Split.Test, i, 256), 8);
            double difference = small.Zip(halved).Average(pair => Math.Abs(pair.First - pair.Second));
            Assert.True(difference < 5, $"portrait {i}: mean difference {difference:F2} of 255 between 32 px and 256 px averaged down");
        }
    }

    [Fact]
    public void ACentreHoleHidesMoreThanItsRimTells()
    {
        const int side = 64;
        var portraits = new BuiltInPortraits();
        for (int i = 0; i < 64; i++)
        {
            byte[] pixels = portraits.Read(Split.Train, i, side).Pixels;
            for (int channel = 0; channel < 3; channel++)
            {
                double error = 0;
                for (int y = side / 4; y < 3 * side / 4; y++)
                {
                    for (int x = side / 4; x < 3 * side / 4; x++)
                    {
                        double miss = At(x, y) - Blend(x, y);
                        error += miss * miss;
                    }
                }

                double rms = Math.Sqrt(error / (side * side / 4));
                Assert.True(rms > 6, $"portrait {i}, channel {channel}: blending the rim misses by {rms:F1} of 255 only");

                double At(int x, int y) => pixels[(((y * side) + x) * 3) + channel];

                // The four rim cells in the same row and column, weighted by how near they are.
                double Blend(int x, int y)
                {
                    int low = (side / 4) - 1, high = 3 * side / 4;
                    double left = 1.0 / (x - low), right = 1.0 / (high - x), top = 1.0 / (y - low), bottom = 1.0 / (high - y);
                    return ((left * At(low, y)) + (right * At(high, y)) + (top * At(x, low)) + (bottom * At(x, high))) / (left + right + top + bottom);
                }
            }
        }
    }

    [Fact]
    public void NamesAreStableAndWrongIndicesAreNamed()
    {
        var portraits = new BuiltInPortraits(trainCount: 50);
        Assert.Equal("portrait-train-000042", portraits.Name(Split.Train, 42));
        Assert.Equal("builtin:portraits", portraits.Description);
        Assert.Contains("0 … 49", Assert.Throws<ArgumentOutOfRangeException>(() => portraits.Read(Split.Train, 50, 8)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => portraits.Read(Split.Train, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BuiltInPortraits(testCount: -1));
    }

    // Records copy by `with`, which takes no names at run time.
    private static PortraitAttributes With(PortraitAttributes portrait, string name, double value)
    {
        PortraitAttributes copy = portrait with { };
        var property = typeof(PortraitAttributes).GetProperty(name)!;
        property.SetValue(copy, property.PropertyType.IsEnum ? Enum.ToObject(property.PropertyType, (int)value) : value);
        return copy;
    }

    private static double[] Standardised(PortraitAttribute attribute, PortraitAttributes[] sample)
    {
        double[] values = [.. sample.Select(attribute.Value)];
        Assert.All(values, value => Assert.InRange(value, attribute.Minimum, attribute.Maximum));
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        Assert.True(deviation > 0.1 * (attribute.Maximum - attribute.Minimum), $"{attribute.Name} hardly varies: {deviation:F3}");
        return [.. values.Select(value => (value - mean) / deviation)];
    }

    private static byte[] AveragedDown(RgbImage image, int factor)
    {
        int side = image.Width / factor;
        var small = new byte[side * side * 3];
        for (int i = 0; i < small.Length; i++)
        {
            int y = i / 3 / side * factor, x = i / 3 % side * factor, sum = 0;
            for (int k = 0; k < factor * factor; k++) sum += image.Pixels[((((y + (k / factor)) * image.Width) + x + (k % factor)) * 3) + (i % 3)];
            small[i] = (byte)(sum / (factor * factor));
        }

        return small;
    }
}
