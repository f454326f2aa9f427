using System.Buffers.Binary;
using System.Text;

namespace Csa.Tests.Training.TensorBoard;

/// <summary>Reads event files as TensorBoard does, written from the formats' descriptions and not from the writer: checksums bit by bit.</summary>
internal static class EventReader
{
    /// <summary>One file's events; a record cut off at the end is left out, a wrong checksum throws.</summary>
    public static IReadOnlyList<Event> Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        var events = new List<Event>();
        for (int at = 0; at + 12 <= bytes.Length;)
        {
            long length = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
            Check(bytes.AsSpan(at, 8), bytes.AsSpan(at + 8, 4));
            if (at + 12 + length + 4 > bytes.Length) break;
            ReadOnlySpan<byte> data = bytes.AsSpan(at + 12, (int)length);
            Check(data, bytes.AsSpan(at + 12 + (int)length, 4));
            events.Add(Parse(data));
            at += 12 + (int)length + 4;
        }

        return events;
    }

    /// <summary>A run's values as TensorBoard shows them: a session's start drops what earlier ones have from its step on.</summary>
    public static IReadOnlyList<Event> ReadRun(string folder)
    {
        var kept = new List<Event>();
        foreach (string file in Files(folder))
        {
            foreach (Event read in Read(file))
            {
                if (read.IsSessionStart) kept.RemoveAll(earlier => earlier.Step >= read.Step);
                kept.Add(read);
            }
        }

        return [.. kept.Where(read => read.Values.Count > 0)];
    }

    public static string[] Files(string folder) => [.. Directory.GetFiles(folder, "*tfevents*").Order(StringComparer.Ordinal)];

    /// <summary>CRC-32C by its polynomial, one bit at a time.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        return ~crc;
    }

    private static void Check(ReadOnlySpan<byte> data, ReadOnlySpan<byte> stored)
    {
        uint crc = Crc32C(data), masked = ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
        if (BinaryPrimitives.ReadUInt32LittleEndian(stored) != masked) throw new InvalidDataException("wrong checksum");
    }

    private static Event Parse(ReadOnlySpan<byte> data)
    {
        var read = new Event();
        foreach (Field field in Fields(data))
        {
            switch (field.Number)
            {
                case 1: read.WallTime = BitConverter.Int64BitsToDouble((long)field.Number64); break;
                case 2: read.Step = (long)field.Number64; break;
                case 3: read.FileVersion = Encoding.UTF8.GetString(field.Bytes); break;
                case 5: read.Values.AddRange(Fields(field.Bytes).Select(value => ParseValue(value.Bytes))); break;
                case 7: read.IsSessionStart = Fields(field.Bytes).Single() is { Number: 1, Number64: 1 }; break;
                default: throw new InvalidDataException($"event field {field.Number}");
            }
        }

        return read;
    }

    private static Value ParseValue(byte[] data)
    {
        Field[] fields = Fields(data);
        string tag = Encoding.UTF8.GetString(fields.Single(field => field.Number == 1).Bytes);
        if (fields.FirstOrDefault(field => field.Number == 2) is Field number) return new Value(tag, BitConverter.Int32BitsToSingle((int)number.Number64), 0, 0, null);
        Field[] image = Fields(fields.Single(field => field.Number == 4).Bytes);
        return new Value(tag, null, (int)image.Single(field => field.Number == 2).Number64, (int)image.Single(field => field.Number == 1).Number64, image.Single(field => field.Number == 4).Bytes);
    }

    private static Field[] Fields(ReadOnlySpan<byte> data)
    {
        var fields = new List<Field>();
        for (int at = 0; at < data.Length;)
        {
            ulong key = Varint(data, ref at);
            int number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    fields.Add(new Field(number, Varint(data, ref at), []));
                    break;
                case 1:
                    fields.Add(new Field(number, BinaryPrimitives.ReadUInt64LittleEndian(data[at..]), []));
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(data, ref at);
                    fields.Add(new Field(number, 0, data.Slice(at, length).ToArray()));
                    at += length;
                    break;
                case 5:
                    fields.Add(new Field(number, BinaryPrimitives.ReadUInt32LittleEndian(data[at..]), []));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {key & 7}");
            }
        }

        return [.. fields];
    }

    private static ulong Varint(ReadOnlySpan<byte> data, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = data[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }

    internal sealed class Event
    {
        public double WallTime { get; set; }

        public long Step { get; set; }

        public string? FileVersion { get; set; }

        public bool IsSessionStart { get; set; }

        public List<Value> Values { get; } = [];
    }

    internal sealed record Value(string Tag, float? Number, int Width, int Height, byte[]? Picture);

    private sealed record Field(int Number, ulong Number64, byte[] Bytes);
}
