using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Csa.Tensors.Weights;

/// <summary>Reads the numbers and strings of a pickle. Never allocates more than the stream still holds.</summary>
/// <param name="stream">Read byte by byte and never ahead, so that the caller can read what follows the pickle.</param>
internal sealed class PickleReader(Stream stream)
{
    /// <summary>
    /// The longest accepted pickle; that of a state_dict has some hundred bytes per tensor, whose numbers are stored
    /// elsewhere.
    /// </summary>
    public const long MaxBytes = 64L << 20;

    private const int MaxLine = 256;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private long textBytes;

    /// <summary>The position of the next byte.</summary>
    public long Position => stream.Position;

    public byte Byte()
    {
        int value = stream.ReadByte();
        return value >= 0 ? (byte)value : throw Ended();
    }

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Bytes(8));

    /// <summary>An integer of a given number of bytes; longer than 8 bytes it is a <see cref="BigInteger"/>.</summary>
    public object Integer(int bytes)
    {
        var value = new BigInteger(Bytes(bytes));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    public string Text(long bytes)
    {
        textBytes += bytes;
        if (textBytes > MaxBytes && bytes <= stream.Length - stream.Position)
            throw new InvalidDataException($"its pickle has more than {MaxBytes >> 20} MB of text, more than any state_dict");
        try
        {
            return Utf8.GetString(Bytes(bytes));
        }
        catch (DecoderFallbackException fault)
        {
            throw new InvalidDataException($"a text that ends at byte {Position} is not UTF-8", fault);
        }
    }

    /// <summary>Up to the next line feed, which is consumed.</summary>
    public string Line()
    {
        var line = new StringBuilder();
        for (byte value = Byte(); value != (byte)'\n'; value = Byte())
        {
            if (line.Length == MaxLine) throw new InvalidDataException($"a name at byte {Position} is longer than {MaxLine} characters");
            line.Append((char)value);
        }

        return line.ToString();
    }

    private byte[] Bytes(long count)
    {
        if (count > stream.Length - stream.Position) throw Ended();
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private InvalidDataException Ended() => new($"it ends at byte {stream.Length}, in the middle of a pickle");
}
