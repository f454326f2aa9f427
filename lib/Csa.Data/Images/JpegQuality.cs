namespace Csa.Data.Images;

/// <summary>The quality of a JPEG's quantisation tables, relative to those of the standard (annex K), which encoders scale.</summary>
internal static class JpegQuality
{
    /// <summary>The quality of JPEG files that are written, unless the photograph's is higher.</summary>
    public const int Default = 95;

    private const int Finest = 100;

    private static readonly byte[] Luminance =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ];

    private static readonly byte[] Chrominance =
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
        .. Enumerable.Repeat((byte)99, 32),
    ];

    /// <summary>The lowest quality, at least the default, whose quantisation is no coarser than a file's.</summary>
    /// <param name="steps">The sum of the 64 entries of each of the file's tables: luminance, then chrominance.</param>
    public static int AtLeast(IEnumerable<int> steps)
    {
        int[] theirs = [.. steps];
        int quality = Default;
        while (quality < Finest && theirs.Index().Any(table => Sum(table.Index == 0 ? Luminance : Chrominance, quality) > table.Item)) quality++;
        return quality;
    }

    // As every encoder scales above 50.
    private static int Sum(byte[] table, int quality) => table.Sum(step => Math.Max(1, ((step * (200 - (2 * quality))) + 50) / 100));
}
