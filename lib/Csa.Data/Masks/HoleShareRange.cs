using System.Globalization;

namespace Csa.Data.Masks;

/// <summary>
/// A half-open range of hole shares (the missing fraction of an image): more than the first percentage, at most the second.
/// </summary>
/// <param name="AbovePercent">0 … 99; a share equal to it lies in the range below.</param>
/// <param name="UpToPercent">Above the first, at most 100.</param>
public sealed record HoleShareRange(int AbovePercent, int UpToPercent)
{
    /// <summary>The six ranges of the irregular masks: 0-10, 10-20 … 50-60 %.</summary>
    public static IReadOnlyList<HoleShareRange> Tens { get; } = [.. Enumerable.Range(0, 6).Select(i => new HoleShareRange(10 * i, 10 * (i + 1)))];

    /// <summary>A range as a user writes it.</summary>
    /// <param name="text">Two whole percentages, e.g. "20-30".</param>
    /// <exception cref="BadInputException">Something else, or an empty range.</exception>
    public static HoleShareRange Parse(string text)
    {
        return text.Split('-') is [string above, string upTo]
            && int.TryParse(above, NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            && int.TryParse(upTo, NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            && first < last && last <= 100
            ? new HoleShareRange(first, last)
            : throw new BadInputException($"hole share '{text}': want two whole percentages, the smaller first, e.g. 20-30");
    }

    /// <summary>True when the missing share of a mask lies in the range; exact, no rounding.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="sample">0 … Count-1.</param>
    public bool Contains(HoleMask mask, int sample = 0) => Contains(mask.HoleCount(sample), (long)mask.Height * mask.Width);

    /// <summary>True if a number of missing cells out of all cells lies in the range.</summary>
    internal bool Contains(long missing, long cells) => 100 * missing > AbovePercent * cells && 100 * missing <= UpToPercent * cells;

    /// <inheritdoc/>
    public override string ToString() => $"{AbovePercent}-{UpToPercent}";
}
