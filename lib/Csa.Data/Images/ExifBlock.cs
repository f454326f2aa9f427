using System.Buffers.Binary;

namespace Csa.Data.Images;

/// <summary>An EXIF block, which is a TIFF file without an image. Changed in place, so that makers' notes keep their offsets.</summary>
internal sealed class ExifBlock
{
    /// <summary>The value of an upright image.</summary>
    public const int Upright = 1;

    private const ushort OrientationTag = 0x0112, XResolution = 0x011A, YResolution = 0x011B, ResolutionUnit = 0x0128;
    private const ushort PreviewStart = 0x0201, PreviewLength = 0x0202, ExifDirectory = 0x8769, ColourSpace = 0xA001;
    private const int EntryBytes = 12;

    private readonly bool little;

    private ExifBlock(byte[] bytes)
    {
        Bytes = bytes;
        little = bytes[0] == 'I';
    }

    /// <summary>The block.</summary>
    public byte[] Bytes { get; }

    /// <summary>1 … 8; 1 if there is none or it is invalid.</summary>
    public int Orientation => Find(First, OrientationTag) is int entry && Short(entry + 8) is >= 1 and <= 8 and ushort value ? value : Upright;

    /// <summary>The print resolution, or null.</summary>
    public PixelDensity? Density
    {
        get
        {
            const int Centimetres = 3;
            const double PerInch = 2.54;
            if (Find(First, XResolution) is not int x || Find(First, YResolution) is not int y) return null;
            double scale = Find(First, ResolutionUnit) is int unit && Short(unit + 8) == Centimetres ? PerInch : 1;
            return PixelDensity.OfInches(Rational(x) * scale, Rational(y) * scale);
        }
    }

    private uint First => Long(4);

    /// <summary>A block around bytes.</summary>
    /// <param name="bytes">Not copied.</param>
    /// <returns>Null where they are no TIFF block.</returns>
    public static ExifBlock? Of(byte[] bytes) =>
        bytes.Length >= 8 && (bytes.AsSpan().StartsWith("II*\0"u8) || bytes.AsSpan().StartsWith("MM\0*"u8)) ? new ExifBlock(bytes) : null;

    /// <summary>Sets the orientation to upright, and overwrites the thumbnail, which shows what was in the hole.</summary>
    /// <param name="toSrgb">True if the pixels were converted to sRGB: the colour space is set too.</param>
    public void MakeUpright(bool toSrgb)
    {
        if (Find(First, OrientationTag) is int orientation) SetShort(orientation + 8, Upright);
        if (toSrgb && Find(First, ExifDirectory) is int exif && Find(Long(exif + 8), ColourSpace) is int colours) SetShort(colours + 8, 1);
        int next = (int)Math.Min(First, int.MaxValue - EntryBytes - 2) + 2 + (EntryBytes * Count(First));
        if (next > Bytes.Length - 4) return;
        uint preview = Long(next);
        if (Find(preview, PreviewStart) is int start && Find(preview, PreviewLength) is int length)
        {
            long from = Long(start + 8), to = Math.Min(Bytes.Length, from + Long(length + 8));
            if (from < to) Bytes.AsSpan((int)from, (int)(to - from)).Clear();
        }

        Bytes.AsSpan(next, 4).Clear();
    }

    // The place of an entry, all twelve bytes of which lie in the block.
    private int? Find(uint directory, ushort tag)
    {
        int count = Count(directory);
        for (int i = 0; i < count; i++)
        {
            int entry = (int)directory + 2 + (EntryBytes * i);
            if (Short(entry) == tag) return entry;
        }

        return null;
    }

    private int Count(uint directory) =>
        directory == 0 || directory > Bytes.Length - 2 ? 0 : Math.Min(Short((int)directory), (Bytes.Length - 2 - (int)directory) / EntryBytes);

    private double Rational(int entry)
    {
        uint at = Long(entry + 8);
        if (at > Bytes.Length - 8) return 0;
        uint divisor = Long((int)at + 4);
        return divisor == 0 ? 0 : (double)Long((int)at) / divisor;
    }

    private ushort Short(int at) => little ? BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt16BigEndian(Bytes.AsSpan(at));

    private uint Long(int at) => little ? BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(at));

    private void SetShort(int at, ushort value)
    {
        if (little) BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan(at), value);
        else BinaryPrimitives.WriteUInt16BigEndian(Bytes.AsSpan(at), value);
    }
}
