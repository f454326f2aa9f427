namespace Csa.Data.Files;

/// <summary>The checksum of PNG chunks and zip entries (CRC-32 of ISO 3309), eight bytes at a time.</summary>
internal sealed class Crc32
{
    private const int Slices = 8;

    // Row k carries a byte over the k bytes that follow it.
    private static readonly uint[][] Tables = MakeTables();

    private uint crc = uint.MaxValue;

    /// <summary>The checksum of all that was added.</summary>
    public uint Value => ~crc;

    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = new Crc32();
        checksum.Add(bytes);
        return checksum.Value;
    }

    /// <summary>Adds the bytes that follow.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        uint sum = crc;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            sum = Tables[7][(byte)(sum ^ bytes[0])] ^ Tables[6][(byte)((sum >> 8) ^ bytes[1])]
                ^ Tables[5][(byte)((sum >> 16) ^ bytes[2])] ^ Tables[4][(byte)((sum >> 24) ^ bytes[3])]
                ^ Tables[3][bytes[4]] ^ Tables[2][bytes[5]] ^ Tables[1][bytes[6]] ^ Tables[0][bytes[7]];
        }

        foreach (byte value in bytes) sum = Tables[0][(byte)(sum ^ value)] ^ (sum >> 8);
        crc = sum;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[Slices][];
        tables[0] = [.. Enumerable.Range(0, 256).Select(i => Shift((uint)i))];
        for (int k = 1; k < Slices; k++)
        {
            uint[] before = tables[k - 1];
            tables[k] = Array.ConvertAll(before, value => tables[0][(byte)value] ^ (value >> 8));
        }

        return tables;
    }

    private static uint Shift(uint value)
    {
        for (int bit = 0; bit < 8; bit++) value = (value >> 1) ^ ((value & 1) * 0xEDB88320);
        return value;
    }
}
