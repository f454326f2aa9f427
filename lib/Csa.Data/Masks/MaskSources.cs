using Csa.Data.Images;

namespace Csa.Data.Masks;

/// <summary>Opens a source of masks from the name or folder that a user gives.</summary>
public static class MaskSources
{
    private const string Wanted = "want centre, centre-official, box, strokes, walks, mixed, several at once as box+strokes, or a folder or list (.flist, .txt) of masks";
    private const char RangeMark = '#', UnionMark = '+';
    private const string AllBuckets = "#buckets";
    private const int Attempts = 2000;
    private static readonly string[] Words = ["centre", "centre-official", "box", "strokes", "walks", "mixed"];

    /// <summary>Opens a source of masks.</summary>
    /// <param name="spec">
    /// "centre" (half the side), "centre-official" (120 of 256), "box", "strokes", "walks", "mixed" (half strokes, a quarter
    /// each centre and box), several of these at once ("box+strokes"), or a folder of mask images. A range of hole shares
    /// may follow: "masks#20-30" or "walks#20-30"
    /// draws only masks that miss more than 20 and at most 30 % of the pixels.
    /// </param>
    /// <returns>Never draws an empty mask or one without a known pixel.</returns>
    /// <exception cref="BadInputException">No such name, folder or range.</exception>
    public static IMaskSource Open(string spec)
    {
        int mark = ImageFolder.IsFolderOrList(spec) ? -1 : spec.LastIndexOf(RangeMark);
        HoleShareRange? range = mark < 0 ? null : HoleShareRange.Parse(spec[(mark + 1)..]);
        string source = mark < 0 ? spec : spec[..mark];
        if (Drawing(source) is Func<int, Random, HoleMask> draw) return new DrawnMasks(spec, range, draw);
        return ImageFolder.IsFolderOrList(source) ? new MaskFolder(source, range) : throw new BadInputException($"masks '{spec}': there is no such folder{Nearest.Question(source, Words)}; {Wanted}");
    }

    /// <summary>
    /// Expands "…#buckets" into a specification for each of <see cref="HoleShareRange.Tens"/> that has masks; any other
    /// specification stays as it is.
    /// </summary>
    /// <param name="spec">As for <see cref="Open"/>, or with "#buckets" after the word or folder.</param>
    /// <param name="side">Height and width in pixels at which a folder's holes are measured.</param>
    /// <returns>At least one, each for <see cref="Open"/>.</returns>
    /// <param name="cancellation">Stops the reading of a folder.</param>
    /// <exception cref="BadInputException">No such folder, or no mask of it is in a bucket.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<string> Expand(string spec, int side, CancellationToken cancellation = default)
    {
        if (!spec.EndsWith(AllBuckets, StringComparison.Ordinal) || ImageFolder.IsFolderOrList(spec)) return [spec];
        string source = spec[..^AllBuckets.Length];
        IEnumerable<HoleShareRange> ranges = Drawing(source) is not null
            ? HoleShareRange.Tens
            : MaskBuckets.Sort(source, side, cancellation).Buckets.Where(bucket => bucket.Names.Count > 0).Select(bucket => bucket.Range);
        string[] specs = [.. ranges.Select(range => $"{Path.TrimEndingDirectorySeparator(source)}{RangeMark}{range}")];
        return specs.Length > 0 ? specs : throw new BadInputException($"masks '{spec}': want holes of up to {HoleShareRange.Tens[^1].UpToPercent} % at {side}x{side}, {source} has none");
    }

    private static Func<int, Random, HoleMask>? Drawing(string word) => word switch
    {
        "centre" => (side, _) => MaskShapes.Centre(side),
        "centre-official" => (side, _) => MaskShapes.OfficialCentre(side),
        "box" => (side, random) => MaskShapes.Box(side, side, random),
        "strokes" => (side, random) => MaskShapes.Strokes(side, side, random),
        "walks" => (side, random) => MaskShapes.Walks(side, side, random),
        "mixed" => Mixed,
        _ when word.Contains(UnionMark, StringComparison.Ordinal) => Union([.. word.Split(UnionMark).Select(Drawing)]),
        _ => null,
    };

    // Missing where any of them is. Large ones may leave nothing known between them: then they are drawn again.
    private static Func<int, Random, HoleMask>? Union(Func<int, Random, HoleMask>?[] parts) => parts.Contains(null) ? null : (side, random) =>
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            HoleMask[] drawn = [.. parts.Select(part => part!(side, random))];
            HoleMask all = HoleMask.Create(side, side, (y, x) => drawn.Any(one => one[0, y, x]));
            if (all.HoleCount(0) < side * side) return all;
        }

        throw new BadInputException($"masks: want a known pixel at {side}x{side}, none of {Attempts} drawn leaves one; join fewer kinds");
    };

    private static HoleMask Mixed(int side, Random random) => random.Next(4) switch
    {
        0 => MaskShapes.Centre(side),
        1 => MaskShapes.Box(side, side, random),
        _ => MaskShapes.Strokes(side, side, random),
    };

    private sealed class DrawnMasks(string description, HoleShareRange? range, Func<int, Random, HoleMask> draw) : IMaskSource
    {
        public string Description => description;

        public HoleMask Draw(int side, ulong seed)
        {
            if (range is null) return draw(side, Seed.Generator(seed));
            for (ulong attempt = 0; attempt < Attempts; attempt++)
            {
                HoleMask mask = draw(side, Seed.Generator(Seed.Derive(seed, attempt)));
                if (range.Contains(mask)) return mask;
            }

            throw new BadInputException($"masks '{description}': want a hole of {range} % at {side}x{side}, none of {Attempts} drawn has one; choose another range");
        }
    }
}
