using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Masks;

public sealed class MaskBucketsTests : IDisposable
{
    private const int Side = 20;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0, false)]
    [InlineData(80, false)]
    [InlineData(81, true)]
    [InlineData(120, true)]
    [InlineData(121, false)]
    public void A_range_is_half_open(int missing, bool inside)
    {
        HoleMask mask = HoleMask.Create(Side, Side, (y, x) => (y * Side) + x < missing);
        Assert.Equal(inside, HoleShareRange.Parse("20-30").Contains(mask));
    }

    [Fact]
    public void Every_share_up_to_60_percent_lies_in_one_bucket()
    {
        for (int missing = 1; missing <= 240; missing++)
            Assert.Single(HoleShareRange.Tens, range => range.Contains(missing, 400));
        Assert.Equal(["0-10", "10-20", "20-30", "30-40", "40-50", "50-60"], HoleShareRange.Tens.Select(range => range.ToString()));
    }

    [Theory]
    [InlineData("30")]
    [InlineData("30-20")]
    [InlineData("20-20")]
    [InlineData("20-101")]
    [InlineData("-5-10")]
    [InlineData("2.5-10")]
    [InlineData("")]
    public void Something_else_is_no_range(string text)
    {
        Assert.Contains("20-30", Assert.Throws<BadInputException>(() => HoleShareRange.Parse(text)).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => MaskSources.Open($"walks#{text}"));
    }

    [Fact]
    public void A_folder_is_sorted_by_the_share_at_the_working_size()
    {
        Bar("5.png", 1);
        Bar("10.png", 2);
        Bar("sub/15.png", 3);
        Bar("50.png", 10);
        Bar("65.png", 13);
        Bar("none.png", 0);
        File.WriteAllText(folder.At("text.png"), "no");
        // 45 % of its pixels, in rows of which three in four are missing: at a quarter of the size it is 60 %.
        ImageFile.Write(folder.At("combed.png"), Pictures.Binary(80, 80, (y, x) => x < 48 && y % 4 < 3));

        MaskBuckets sorted = MaskBuckets.Sort(folder.Path, Side);
        Assert.Equal(["10.png", "5.png"], sorted.Buckets[0].Names);
        Assert.Equal(["sub/15.png"], sorted.Buckets[1].Names);
        Assert.Empty(sorted.Buckets[2].Names);
        Assert.Equal(["50.png"], sorted.Buckets[4].Names);
        Assert.Equal(["combed.png"], sorted.Buckets[5].Names);
        Assert.Equal(["65.png"], sorted.Beyond);
        Assert.Equal(["none.png", "text.png"], sorted.Problems.Select(problem => problem.Name));
        Assert.Equal(["combed.png", "50.png"], MaskBuckets.Sort(folder.Path, 80).Buckets[4].Names.OrderDescending());
    }

    [Fact]
    public void A_bucket_of_a_folder_is_a_source_of_its_own()
    {
        Bar("5.png", 1);
        Bar("12.png", 2.4);
        Bar("18.png", 3.6);
        Bar("30.png", 6);
        IMaskSource source = MaskSources.Open(folder.Path + Path.DirectorySeparatorChar + "#10-20");
        Assert.Equal(folder.Path + "#10-20", source.Description);
        HoleMask[] masks = [.. Enumerable.Range(0, 40).Select(seed => source.Draw(100, (ulong)seed))];
        Assert.Equal([0.12, 0.18], masks.Select(mask => mask.HoleFraction(0)).Distinct().Order());
        Assert.Equal(masks, Enumerable.Range(0, 40).Select(seed => MaskSources.Open(folder.Path + "#10-20").Draw(100, (ulong)seed)));

        string message = Assert.Throws<BadInputException>(() => MaskSources.Open(folder.Path + "#40-50").Draw(Side, 1)).Message;
        Assert.Contains("none of its 4 masks has a hole of 40-50 %", message, StringComparison.Ordinal);
        Assert.Equal([folder.Path + "#0-10", folder.Path + "#10-20", folder.Path + "#20-30"], MaskSources.Expand(folder.Path + "#buckets", 100));
        Assert.Equal([folder.Path], MaskSources.Expand(folder.Path, 100));
    }

    [Fact]
    public void A_folder_may_have_the_mark_in_its_name()
    {
        ImageFile.Write(folder.At("c#1-2/a.png"), Pictures.Binary(Side, Side, (_, x) => x < 10));
        Assert.Equal(0.5, MaskSources.Open(Path.Combine(folder.Path, "c#1-2")).Draw(Side, 3).HoleFraction(0));
        Assert.Equal(0.5, MaskSources.Open(Path.Combine(folder.Path, "c#1-2#40-50")).Draw(Side, 3).HoleFraction(0));
    }

    [Theory]
    [InlineData("walks#0-10")]
    [InlineData("walks#50-60")]
    [InlineData("strokes#20-30")]
    [InlineData("centre#20-25")]
    public void Drawn_masks_come_in_a_range_too(string spec)
    {
        IMaskSource source = MaskSources.Open(spec);
        HoleShareRange range = HoleShareRange.Parse(spec[(spec.IndexOf('#', StringComparison.Ordinal) + 1)..]);
        for (ulong seed = 0; seed < 20; seed++)
        {
            HoleMask mask = source.Draw(32, seed);
            Assert.True(range.Contains(mask), mask.ToString());
            Assert.Equal(mask, MaskSources.Open(spec).Draw(32, seed));
        }

        Assert.Equal(spec, source.Description);
    }

    [Fact]
    public void A_range_that_a_drawing_never_has_is_refused()
    {
        string message = Assert.Throws<BadInputException>(() => MaskSources.Open("centre#30-40").Draw(16, 1)).Message;
        Assert.Contains("centre#30-40", message, StringComparison.Ordinal);
        Assert.Equal(6, MaskSources.Expand("walks#buckets", 64).Count);
        Assert.Equal("walks#50-60", MaskSources.Expand("walks#buckets", 64)[5]);
        Assert.Throws<BadInputException>(() => MaskSources.Expand("nowhere#buckets", 64));
    }

    [SkippableFact]
    public void Real_masks_are_sorted_as_their_index_says()
    {
        string masks = Shared.Require("data", "masks");
        MaskBuckets sorted = MaskBuckets.Sort(masks, 256);
        var shares = File.ReadLines(Path.Combine(masks, "..", "INDEX.csv")).Where(line => line.StartsWith("masks/", StringComparison.Ordinal)).ToDictionary(
            line => line.Split(',')[0]["masks/".Length..], line => double.Parse(line.Split("hole=")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(shares.Count, sorted.Buckets.Sum(bucket => bucket.Names.Count));
        foreach (MaskBucket bucket in sorted.Buckets)
            Assert.All(bucket.Names, name => Assert.InRange(100 * shares[name], bucket.Range.AbovePercent, bucket.Range.UpToPercent));
        Assert.Empty(sorted.Beyond);
        Assert.Empty(sorted.Problems);
    }

    private void Bar(string name, double columnsOf20) =>
        ImageFile.Write(folder.At(name), Pictures.Binary(100, 100, (_, x) => x < 5 * columnsOf20));
}
