using System.Buffers.Binary;
using System.Text;

namespace Csa.Data.Files;

/// <summary>Builds a protocol buffer message: a field is a tag, followed by a number, or by a length and bytes.</summary>
/// <remarks>Large values are written by a callback when the whole message is written, so that half a gigabyte of weights is never copied.</remarks>
internal sealed class ProtobufMessage
{
    private const int Varying = 0, EightBytes = 1, Counted = 2, FourBytes = 5;

    private readonly List<Action<Stream>> parts = [];

    /// <summary>Bytes of the message.</summary>
    public long Length { get; private set; }

    public ProtobufMessage Number(int field, long value) => Add([.. Tag(field, Varying), .. Varint((ulong)value)]);

    public ProtobufMessage Double(int field, double value)
    {
        var bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return Add([.. Tag(field, EightBytes), .. bytes]);
    }

    public ProtobufMessage Float(int field, float value)
    {
        var bytes = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return Add([.. Tag(field, FourBytes), .. bytes]);
    }

    public ProtobufMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufMessage Bytes(int field, byte[] value) => Bytes(field, value.Length, stream => stream.Write(value));

    /// <param name="field">The field's number.</param>
    /// <param name="length">Bytes that <paramref name="write"/> writes.</param>
    /// <param name="write">Called once, by <see cref="WriteTo"/>.</param>
    public ProtobufMessage Bytes(int field, long length, Action<Stream> write)
    {
        Add([.. Tag(field, Counted), .. Varint((ulong)length)]);
        parts.Add(write);
        Length += length;
        return this;
    }

    /// <param name="field">The field's number.</param>
    /// <param name="value">A finished message: what is added to it afterwards is an error.</param>
    public ProtobufMessage Message(int field, ProtobufMessage value)
    {
        long length = value.Length;
        return Bytes(field, length, stream =>
        {
            if (value.Length != length) throw new InvalidOperationException($"field {field}: want a finished message, it has grown from {length} to {value.Length} bytes");
            value.WriteTo(stream);
        });
    }

    /// <summary>Adds all fields of a finished message to this one.</summary>
    public ProtobufMessage Fields(ProtobufMessage other)
    {
        parts.AddRange(other.parts);
        Length += other.Length;
        return this;
    }

    public ProtobufMessage All<T>(IEnumerable<T> items, Action<ProtobufMessage, T> add)
    {
        foreach (T item in items) add(this, item);
        return this;
    }

    public void WriteTo(Stream stream)
    {
        foreach (Action<Stream> write in parts) write(stream);
    }

    /// <summary>The bytes of a small message.</summary>
    public byte[] ToArray()
    {
        using var stream = new MemoryStream();
        WriteTo(stream);
        return stream.ToArray();
    }

    private ProtobufMessage Add(byte[] bytes)
    {
        parts.Add(stream => stream.Write(bytes));
        Length += bytes.Length;
        return this;
    }

    private static byte[] Tag(int field, int kind) => Varint((ulong)((field << 3) | kind));

    // Seven bits a byte, the lowest first; the eighth says that more follow.
    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7) bytes.Add((byte)(value | 128));
        return [.. bytes, (byte)value];
    }
}
