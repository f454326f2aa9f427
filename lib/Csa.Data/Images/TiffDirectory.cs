using System.Buffers.Binary;

namespace Csa.Data.Images;

/// <summary>A directory of a TIFF file or of an EXIF block: read within bounds, and written anew in little-endian order.</summary>
internal sealed class TiffDirectory
{
    private const int EntryBytes = 12;

    // The tags whose value is the place of another directory: EXIF, GPS, and EXIF's interoperability.
    private static readonly ushort[] Pointers = [0x8769, 0x8825, 0xA005];

    private TiffDirectory(IReadOnlyList<TiffEntry> entries, uint next)
    {
        Entries = entries;
        Next = next;
    }

    /// <summary>The entries in ascending order of tags.</summary>
    public IReadOnlyList<TiffEntry> Entries { get; private init; }

    /// <summary>The place of the directory after it, or 0.</summary>
    public uint Next { get; }

    /// <summary>Reads a directory and those that it points to.</summary>
    /// <param name="file">The whole file or block.</param>
    /// <param name="at">Its place.</param>
    /// <param name="little">The file's byte order.</param>
    /// <param name="depth">How many directories point to it.</param>
    /// <returns>Null where it does not lie in the file; an entry whose values do not is left out, with <see cref="IsCut"/>.</returns>
    public static TiffDirectory? Read(ReadOnlySpan<byte> file, uint at, bool little, int depth = 0)
    {
        const int Deepest = 2;
        if (at < 8 || at > file.Length - 6) return null;
        int count = Short(file[(int)at..], little);
        if (count == 0 || (long)at + 2 + (EntryBytes * count) + 4 > file.Length) return null;
        var entries = new SortedDictionary<ushort, TiffEntry>();
        bool isCut = false;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = file.Slice((int)at + 2 + (EntryBytes * i), EntryBytes);
            ushort tag = Short(entry, little), type = Short(entry[2..], little);
            uint values = Long(entry[4..], little);
            if (TiffEntry.Width(type) is not int width) continue;
            long bytes = (long)width * values, place = bytes <= 4 ? at + 2 + (EntryBytes * i) + 8 : Long(entry[8..], little);
            if (place + bytes > file.Length)
            {
                isCut = true;
                continue;
            }

            TiffDirectory? under = Pointers.Contains(tag) && depth < Deepest && bytes == 4 ? Read(file, Long(entry[8..], little), little, depth + 1) : null;
            if (Pointers.Contains(tag) && under is null) continue;
            byte[] data = file.Slice((int)place, (int)bytes).ToArray();
            if (!little) TiffEntry.Turn(data, type);
            entries.TryAdd(tag, new TiffEntry(tag, type, data, under));
        }

        return new TiffDirectory([.. entries.Values], Long(file[((int)at + 2 + (EntryBytes * count))..], little)) { IsCut = isCut };
    }

    /// <summary>True where values lie beyond the end of the file.</summary>
    public bool IsCut { get; private init; }

    /// <summary>An entry, or null.</summary>
    public TiffEntry? this[ushort tag] => Entries.FirstOrDefault(entry => entry.Tag == tag);

    /// <summary>A directory with some of the entries.</summary>
    public TiffDirectory Where(Func<TiffEntry, bool> wanted) => new([.. Entries.Where(wanted)], 0);

    /// <summary>The entries of both; where a tag is in both, the other's.</summary>
    public TiffDirectory With(IEnumerable<TiffEntry> others) =>
        new([.. others.Concat(Entries).DistinctBy(entry => entry.Tag).OrderBy(entry => entry.Tag)], 0);

    /// <summary>Its bytes for an even place in a file, with all that it points to after it.</summary>
    /// <param name="at">The place.</param>
    public byte[] Write(int at)
    {
        int head = 2 + (EntryBytes * Entries.Count) + 4;
        var start = new byte[head];
        var rest = new List<byte>();
        BinaryPrimitives.WriteUInt16LittleEndian(start, (ushort)Entries.Count);
        foreach ((int i, TiffEntry entry) in Entries.Index())
        {
            Span<byte> to = start.AsSpan(2 + (EntryBytes * i), EntryBytes);
            int place = at + head + rest.Count;
            byte[] data = entry.Under?.Write(place) ?? entry.Data;
            BinaryPrimitives.WriteUInt16LittleEndian(to, entry.Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(to[2..], entry.Under is null ? entry.Type : TiffEntry.LongType);
            BinaryPrimitives.WriteUInt32LittleEndian(to[4..], entry.Under is null ? (uint)entry.Count : 1);
            if (entry.Under is null && data.Length <= 4)
            {
                data.CopyTo(to[8..]);
                continue;
            }

            BinaryPrimitives.WriteInt32LittleEndian(to[8..], place);
            rest.AddRange(data);
            if (rest.Count % 2 == 1) rest.Add(0);
        }

        return [.. start, .. rest];
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, bool little) => little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Long(ReadOnlySpan<byte> bytes, bool little) => little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}

/// <summary>An entry of a directory.</summary>
/// <param name="Tag">The tag number.</param>
/// <param name="Type">How its values are stored.</param>
/// <param name="Data">Its values, in little-endian order.</param>
/// <param name="Under">The directory that it points to, or null.</param>
internal sealed record TiffEntry(ushort Tag, ushort Type, byte[] Data, TiffDirectory? Under = null)
{
    /// <summary>The type of a place in the file.</summary>
    public const ushort LongType = 4;

    private const ushort ByteType = 1, ShortType = 3;

    /// <summary>How many values it has.</summary>
    public int Count => Data.Length / (Width(Type) ?? 1);

    /// <summary>Its values as whole numbers; none where they are of another type.</summary>
    public uint[] Numbers => Type switch
    {
        ByteType => [.. Data.Select(value => (uint)value)],
        ShortType => [.. Enumerable.Range(0, Count).Select(i => (uint)BinaryPrimitives.ReadUInt16LittleEndian(Data.AsSpan(2 * i)))],
        LongType => [.. Enumerable.Range(0, Count).Select(i => BinaryPrimitives.ReadUInt32LittleEndian(Data.AsSpan(4 * i)))],
        _ => [],
    };

    /// <summary>Bytes of a value, or null for a type that TIFF does not have.</summary>
    public static int? Width(ushort type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 => 8,
        _ => null,
    };

    /// <summary>Turns the byte order of values.</summary>
    public static void Turn(byte[] data, ushort type)
    {
        const int Double = 12;
        int width = type == Double ? 8 : Math.Min(4, Width(type) ?? 1);
        for (int i = 0; i < data.Length; i += width) data.AsSpan(i, width).Reverse();
    }
}
