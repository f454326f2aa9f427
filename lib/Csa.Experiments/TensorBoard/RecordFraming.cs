using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;

namespace Csa.Experiments.TensorBoard;

/// <summary>TFRecord, the container of event files: length, its checksum, data, its checksum; all little-endian.</summary>
internal static class RecordFraming
{
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>A record as it lies in the file.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> data)
    {
        var record = new byte[sizeof(ulong) + sizeof(uint) + data.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc32C(record.AsSpan(0, 8)));
        data.CopyTo(record.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + data.Length), MaskedCrc32C(data));
        return record;
    }

    /// <summary>CRC-32C (Castagnoli), rotated and shifted as the format wants, so that checksums of checksums stay useful.</summary>
    public static uint MaskedCrc32C(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, data), 15) + MaskDelta;
}
