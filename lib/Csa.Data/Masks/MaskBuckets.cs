using Csa.Data.Files;

namespace Csa.Data.Masks;

/// <summary>The masks of a folder sorted by hole share, for tables of irregular holes.</summary>
/// <remarks>
/// The shares are measured at the size that a system works on, not that of the files: scaling can move a mask to another
/// bucket. To draw from one bucket, open "folder#20-30" with <see cref="MaskSources"/>.
/// </remarks>
public sealed class MaskBuckets
{
    private MaskBuckets(IReadOnlyList<MaskBucket> buckets, IReadOnlyList<string> beyond, IReadOnlyList<FileProblem> problems)
    {
        Buckets = buckets;
        Beyond = beyond;
        Problems = problems;
    }

    /// <summary>One for each of <see cref="HoleShareRange.Tens"/>, empty ones included.</summary>
    public IReadOnlyList<MaskBucket> Buckets { get; }

    /// <summary>Masks whose hole is too large for the last bucket.</summary>
    public IReadOnlyList<string> Beyond { get; }

    /// <summary>Files that are in no bucket: unreadable, without a hole or without a known pixel.</summary>
    public IReadOnlyList<FileProblem> Problems { get; }

    /// <summary>Reads every mask of a folder and sorts it into a bucket.</summary>
    /// <param name="folder">As for <see cref="MaskFolder"/>.</param>
    /// <param name="side">Height and width in pixels that the masks are scaled to.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="BadInputException">No such folder, or no image file in it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static MaskBuckets Sort(string folder, int side, CancellationToken cancellation = default)
    {
        var masks = new MaskFolder(folder);
        int?[] holes = masks.HoleCounts(side, cancellation);
        string[] In(Func<int, bool> isIn) => [.. Enumerable.Range(0, masks.Count).Where(i => holes[i] is int missing && isIn(missing)).Select(i => masks.Names[i])];
        long cells = (long)side * side;
        return new MaskBuckets(
            [.. HoleShareRange.Tens.Select(range => new MaskBucket(range, In(missing => range.Contains(missing, cells))))],
            In(missing => 100 * missing > HoleShareRange.Tens[^1].UpToPercent * cells),
            masks.Problems);
    }
}

/// <summary>The masks of one range.</summary>
/// <param name="Range">The hole shares.</param>
/// <param name="Names">Paths relative to the folder, in ordinal order.</param>
public sealed record MaskBucket(HoleShareRange Range, IReadOnlyList<string> Names);
