using System.Buffers.Binary;
using System.IO.Compression;

namespace Csa.Data.Images;

/// <summary>The first page of a TIFF, checked before decoding: that all of it is there, and of a kind that can be read.</summary>
/// <param name="Fault">What is wrong with the file, or null.</param>
internal sealed record TiffStructure(string? Fault)
{
    private const ushort SubfileType = 0x00FE, WidthTag = 0x0100, HeightTag = 0x0101, BitsTag = 0x0102, CompressionTag = 0x0103, PhotometricTag = 0x0106;
    private const ushort StripOffsets = 0x0111, OrientationTag = 0x0112, Samples = 0x0115, RowsPerStrip = 0x0116, StripBytes = 0x0117;
    private const ushort Planar = 0x011C, TileOffsets = 0x0144, SubDirectories = 0x014A, SampleFormat = 0x0153, JpegTables = 0x015B;
    private const ushort XmpTag = 0x02BC, IptcTag = 0x83BB, IccTag = 0x8773, DngVersion = 0xC612;
    private const int Uncompressed = 1, Jpeg = 7, Deflate = 8, OldDeflate = 32946, Palette = 3;

    // Words about the picture, the resolution, EXIF and GPS: what is no matter of how the pixels are stored.
    private static readonly ushort[] Descriptive = [0x010D, 0x010E, 0x010F, 0x0110, 0x011A, 0x011B, 0x0128, 0x0131, 0x0132, 0x013B, 0x8298, 0x8769, 0x8825];

    /// <summary>The stored size.</summary>
    public ImageSize Size { get; private init; }

    /// <summary>As EXIF's, 1 … 8.</summary>
    public int Orientation { get; private init; } = ExifBlock.Upright;

    /// <summary>Bits per channel.</summary>
    public int Bits { get; private init; } = 8;

    /// <summary>Images in the file, previews not counted.</summary>
    public int Pages { get; private init; } = 1;

    /// <summary>True without colours.</summary>
    public bool IsGrey { get; private init; }

    /// <summary>True with an alpha channel.</summary>
    public bool HasAlpha { get; private init; }

    /// <summary>Its metadata.</summary>
    public ImageTags Tags { get; private init; } = new();

    /// <summary>The strips of a grey page in JPEG, from top to bottom, each a JPEG file with the height it should have; empty of any other page.</summary>
    /// <remarks>ImageSharp 2 reads JPEG inside a TIFF in colour alone.</remarks>
    public IReadOnlyList<(byte[] Jpeg, int Rows)> GreyStrips { get; private init; } = [];

    /// <summary>True where 0 means white.</summary>
    public bool IsNegative { get; private init; }

    /// <summary>The file with its first page alone.</summary>
    public byte[] FirstPage { get; private init; } = [];

    /// <summary>Reads the directories.</summary>
    /// <param name="tiff">The whole file.</param>
    public static TiffStructure Read(byte[] tiff)
    {
        if (tiff.Length < 8) return new(ImageDecoder.CutOff);
        bool little = tiff[0] == 'I';
        uint first = Long(tiff, 4, little);
        if (TiffDirectory.Read(tiff, first, little) is not TiffDirectory page) return new(first > tiff.Length - 6 ? ImageDecoder.CutOff : "is damaged: it has no directory of its first page");
        if (IsRaw(tiff, page)) return new("is a camera's raw file; develop it and save it as JPEG, PNG or TIFF");
        ImageSize size = new((int)Number(page, WidthTag, 0), (int)Number(page, HeightTag, 0));
        if (size.Width < 1 || size.Height < 1) return new("is damaged: its size is missing");
        if (ImageDecoder.SizeFault(size.Width, size.Height) is string tooLarge) return new(tooLarge);
        int samples = (int)Number(page, Samples, 1), photometric = (int)Number(page, PhotometricTag, 0);
        uint[] bits = page[BitsTag]?.Numbers ?? [1];
        bool isFloat = Number(page, SampleFormat, 1) == 3;
        string? fault = UnreadableKind(page, samples, bits, photometric, isFloat) ?? (page.IsCut ? ImageDecoder.CutOff : null) ?? PixelFault(tiff, page, size, samples, bits);
        if (fault is not null) return new(fault);
        bool isGrey = photometric < 2;
        var only = (byte[])tiff.Clone();
        int count = little ? BinaryPrimitives.ReadUInt16LittleEndian(tiff.AsSpan((int)first)) : BinaryPrimitives.ReadUInt16BigEndian(tiff.AsSpan((int)first));
        only.AsSpan((int)first + 2 + (12 * count), 4).Clear();
        return new((string?)null)
        {
            Size = size,
            Orientation = Number(page, OrientationTag, 1) is >= 1 and <= 8 and uint orientation ? (int)orientation : ExifBlock.Upright,
            Bits = (int)bits[0],
            Pages = CountPages(tiff, page, little),
            IsGrey = isGrey,
            IsNegative = photometric == 0,
            GreyStrips = isGrey && Number(page, CompressionTag, Uncompressed) == Jpeg ? JpegStrips(tiff, page, size) : [],
            HasAlpha = samples == (isGrey ? 2 : 4),
            Tags = TagsOf(page),
            FirstPage = only,
        };
    }

    /// <summary>Adds metadata to a file.</summary>
    /// <param name="tiff">A little-endian file of one page, without metadata.</param>
    /// <param name="tags">The metadata.</param>
    public static byte[] Write(byte[] tiff, ImageTags tags)
    {
        const ushort Bytes = 1, Undefined = 7;
        TiffDirectory page = TiffDirectory.Read(tiff, Long(tiff, 4, little: true), little: true)!;
        TiffDirectory? exif = tags.Exif is null ? null : TiffDirectory.Read(tags.Exif, Long(tags.Exif, 4, tags.Exif[0] == 'I'), tags.Exif[0] == 'I');
        page = page.With(exif?.Where(entry => Descriptive.Contains(entry.Tag)).Entries.Where(entry => page[entry.Tag] is null || tags.Density is not null) ?? []);
        if (tags.Icc is not null) page = page.With([new(IccTag, Undefined, tags.Icc)]);
        if (tags.Xmp is not null) page = page.With([new(XmpTag, Bytes, tags.Xmp)]);
        int at = tiff.Length + (tiff.Length % 2);
        byte[] file = [.. tiff, .. new byte[tiff.Length % 2], .. page.Write(at)];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), at);
        return file;
    }

    // DNG says so; Canon's names itself; the others begin with a reduced picture and keep the whole one below it, or store what the sensor saw.
    private static bool IsRaw(ReadOnlySpan<byte> tiff, TiffDirectory page)
    {
        const int SensorColours = 32803, LinearRaw = 34892;
        return page[DngVersion] is not null || tiff[8..].StartsWith("CR"u8)
            || Number(page, PhotometricTag, 0) is SensorColours or LinearRaw
            || Number(page, CompressionTag, Uncompressed) is 32767 or 32769 or 34713 or 65535
            || (page[SubDirectories] is not null && (Number(page, SubfileType, 0) & 1) == 1);
    }

    private static string? UnreadableKind(TiffDirectory page, int samples, uint[] bits, int photometric, bool isFloat)
    {
        const int Rgb = 2, YCbCr = 6;
        const string Instead = "which this cannot read; save it as RGB or grey with 8 or 16 bits, in strips";
        string? what = page[TileOffsets] is not null ? "in tiles"
            : photometric switch { 0 or 1 or Rgb or Palette or YCbCr => null, 5 => "in CMYK", 8 or 9 or 10 => "in Lab colours", _ => $"in colours of kind {photometric}" }
            ?? Number(page, CompressionTag, Uncompressed) switch
            {
                1 or 2 or 3 or 4 or 5 or Jpeg or Deflate or 32773 or OldDeflate => null,
                6 => "with old-style JPEG",
                uint other => $"compressed by method {other}",
            };
        if (what is null && Number(page, CompressionTag, Uncompressed) == Jpeg)
        {
            what = photometric == Palette ? "of JPEG with a palette" : photometric < Rgb && samples > 1 ? "of grey JPEG with alpha" : bits.Any(each => each != 8) ? $"of JPEG of {bits[0]} bits per channel" : null;
        }

        if (what is null && (bits.Length == 0 || bits.Any(each => each != bits[0]) || (isFloat ? bits[0] != 32 : bits[0] is not (1 or 2 or 4 or 8 or 16))))
            what = $"of {(bits.Length == 0 ? 0 : bits[0])} bits per channel{(isFloat ? ", floating point" : "")}";
        int colours = photometric is Rgb or YCbCr ? 3 : 1;
        if (what is null && samples != colours && !(samples == colours + 1 && photometric != Palette)) what = $"of {samples} channels";
        return what is null ? null : $"is a TIFF {what}, {Instead}";
    }

    private static string? PixelFault(byte[] tiff, TiffDirectory page, ImageSize size, int samples, uint[] bits)
    {
        uint[] offsets = page[StripOffsets]?.Numbers ?? [], lengths = page[StripBytes]?.Numbers ?? [];
        bool inPlanes = Number(page, Planar, 1) == 2;
        long rows = RowsOfStrip(page, size);
        long strips = (size.Height + rows - 1) / rows * (inPlanes ? samples : 1);
        if (offsets.Length != strips || lengths.Length != strips) return $"is damaged: want {strips} strips of pixels, got {Math.Min(offsets.Length, lengths.Length)}";
        bool isSubsampled = Number(page, PhotometricTag, 0) == 6;
        long rowBytes = (((long)size.Width * (inPlanes ? 1 : samples) * bits[0]) + 7) / 8;
        int compression = (int)Number(page, CompressionTag, Uncompressed);
        for (int i = 0; i < offsets.Length; i++)
        {
            if ((long)offsets[i] + lengths[i] > tiff.Length) return ImageDecoder.CutOff;
            long stripRows = Math.Min(rows, size.Height - (i % ((size.Height + rows - 1) / rows) * rows));
            ReadOnlyMemory<byte> strip = tiff.AsMemory((int)offsets[i], (int)lengths[i]);
            string? fault = compression switch
            {
                Uncompressed when !isSubsampled && strip.Length < rowBytes * stripRows => ImageDecoder.CutOff,
                Deflate or OldDeflate when !isSubsampled => FaultOfPacked(strip, rowBytes * stripRows),
                Jpeg => JpegStructure.Read(strip.Span).Fault,
                _ => null,
            };
            if (fault is not null) return fault;
        }

        return null;
    }

    // What all strips share, quantisation and Huffman tables, may stand once for all of them: a JPEG without a picture, whose end and
    // the strip's beginning are left out where the two are joined.
    private static (byte[] Jpeg, int Rows)[] JpegStrips(byte[] tiff, TiffDirectory page, ImageSize size)
    {
        const int Marker = 2;
        byte[] tables = page[JpegTables]?.Data is { Length: > 2 * Marker } shared ? shared[..^Marker] : [];
        int rows = RowsOfStrip(page, size);
        return
        [
            .. page[StripOffsets]!.Numbers.Zip(page[StripBytes]!.Numbers, (offset, length) => tiff.AsMemory((int)offset, (int)length)).Select((strip, i) =>
                ((byte[])(tables.Length == 0 ? strip.ToArray() : [.. tables, .. strip.Span[Marker..]]), Math.Min(rows, size.Height - (i * rows)))),
        ];
    }

    private static int RowsOfStrip(TiffDirectory page, ImageSize size) => (int)Math.Min(Math.Max(1, Number(page, RowsPerStrip, uint.MaxValue)), size.Height);

    private static string? FaultOfPacked(ReadOnlyMemory<byte> packed, long wanted)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            var part = new byte[1 << 16];
            while (wanted > 0 && zlib.Read(part) is int read and > 0) wanted -= read;
            return wanted > 0 ? ImageDecoder.CutOff : null;
        }
        catch (InvalidDataException)
        {
            return ImageDecoder.Undecodable;
        }
    }

    private static int CountPages(ReadOnlySpan<byte> tiff, TiffDirectory page, bool little)
    {
        const int Most = 10_000;
        int pages = 1;
        var seen = new HashSet<uint>();
        for (uint next = page.Next; next != 0 && seen.Count < Most && seen.Add(next);)
        {
            if (next > tiff.Length - 6) break;
            int count = little ? BinaryPrimitives.ReadUInt16LittleEndian(tiff[(int)next..]) : BinaryPrimitives.ReadUInt16BigEndian(tiff[(int)next..]);
            int end = (int)next + 2 + (12 * count);
            if (count == 0 || end > tiff.Length - 4) break;
            pages++;
            next = Long(tiff, end, little);
        }

        return pages;
    }

    private static ImageTags TagsOf(TiffDirectory page)
    {
        TiffDirectory words = page.Where(entry => Descriptive.Contains(entry.Tag));
        byte[]? exif = words.Entries.Count == 0 ? null : [.. "II*\0"u8, 8, 0, 0, 0, .. words.Write(8)];
        return new()
        {
            Exif = exif,
            Icc = page[IccTag]?.Data,
            Xmp = page[XmpTag]?.Data,
            Lost = page[IptcTag] is null ? [] : ["IPTC record"],
        };
    }

    private static uint Number(TiffDirectory page, ushort tag, uint otherwise) => page[tag]?.Numbers is [uint number, ..] ? number : otherwise;

    private static uint Long(ReadOnlySpan<byte> bytes, int at, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
}
