using System.Buffers.Binary;

namespace Csa.Data.Images;

/// <summary>A JPEG's markers, checked before decoding: codec libraries take a tail of zeros for an image.</summary>
/// <param name="Fault">What is wrong with the file, or null.</param>
internal sealed record JpegStructure(string? Fault)
{
    // A picture may be refined over and over, each time at the cost of all its pixels and a few bytes; real ones have some ten, and 40 of 100 megapixels take seconds.
    private const int MaxScans = 40;

    /// <summary>Colour channels: 1 grey, 3 colour, 4 CMYK.</summary>
    public int Components { get; private init; } = 3;

    /// <summary>True where a channel has fewer samples than another.</summary>
    public bool IsSubsampled { get; private init; }

    /// <summary>The quality at which nothing of it becomes coarser.</summary>
    public int Quality { get; private init; } = JpegQuality.Default;

    /// <summary>Its metadata.</summary>
    public ImageTags Tags { get; private init; } = new();

    /// <summary>Walks the markers up to the end of the first image; what follows it is not looked at.</summary>
    /// <param name="jpeg">The whole file.</param>
    public static JpegStructure Read(ReadOnlySpan<byte> jpeg)
    {
        int components = 3, scans = 0;
        bool isSubsampled = false;
        var tags = new JpegTags();
        var steps = new SortedDictionary<int, int>();
        int at = 2;
        // A marker is FF and a code. In the picture's data FF is followed by 0, so that one loop serves segments and data.
        while (at < jpeg.Length && jpeg[at..].IndexOf((byte)0xFF) is int skip and >= 0 && at + skip + 1 < jpeg.Length)
        {
            at += skip + 1;
            byte code = jpeg[at];
            if (code == 0xFF) continue;
            at++;
            if (code == 0xD9)
                return new((string?)null) { Components = components, IsSubsampled = isSubsampled, Quality = JpegQuality.AtLeast(steps.Values), Tags = tags.ToTags() };
            if (code is 0 or 1 or (>= 0xD0 and <= 0xD8)) continue;
            if (at + 2 > jpeg.Length) break;
            if (code == 0xDA && ++scans > MaxScans) return new($"is a JPEG of more than {MaxScans} scans, which would take too long; save it as an ordinary one");
            ReadOnlySpan<byte> segment = jpeg[at..];
            int length = BinaryPrimitives.ReadUInt16BigEndian(segment);
            if (IsFrame(code) && segment.Length >= 8)
            {
                if (code > 0xC2) return new("is a lossless or arithmetic-coded JPEG, which this cannot read; save it as an ordinary one");
                if (segment[2] != 8) return new($"is a JPEG of {segment[2]} bits per channel, which this cannot read; save it with 8");
                components = segment[7];
                isSubsampled = IsUneven(segment, components);
            }
            else if (scans == 0 && length >= 2 && length <= segment.Length)
            {
                ReadOnlySpan<byte> data = segment[2..length];
                if (code == 0xDB) ReadSteps(data, steps);
                else tags.Add(code, data);
            }

            at += length;
        }

        return new(ImageDecoder.CutOff);
    }

    private static bool IsUneven(ReadOnlySpan<byte> frame, int components)
    {
        const int FirstSampling = 9;
        for (int i = 1; i < components && FirstSampling + (3 * i) < frame.Length; i++)
            if (frame[FirstSampling + (3 * i)] != frame[FirstSampling]) return true;
        return false;
    }

    // Tables of 64 steps, each of one byte or of two.
    private static void ReadSteps(ReadOnlySpan<byte> tables, SortedDictionary<int, int> sums)
    {
        const int Steps = 64;
        while (tables.Length > Steps)
        {
            int width = tables[0] >> 4 == 0 ? 1 : 2, sum = 0;
            if (tables.Length < 1 + (width * Steps)) return;
            for (int i = 1; i <= width * Steps; i++) sum += (i - 1) % width == width - 1 ? tables[i] : tables[i] << 8;
            sums[tables[0] & 15] = sum;
            tables = tables[(1 + (width * Steps))..];
        }
    }

    // SOF0 … SOF15 without the tables and the extension that lie between them.
    private static bool IsFrame(byte code) => code is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
