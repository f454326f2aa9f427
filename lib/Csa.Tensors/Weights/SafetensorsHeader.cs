using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using static TorchSharp.torch;

namespace Csa.Tensors.Weights;

/// <summary>The position, shape and dtype of one tensor in a safetensors file.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Type">Its dtype, as stored.</param>
/// <param name="Shape">Its sizes; empty for a scalar.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="Length">Bytes.</param>
internal sealed record SafetensorsEntry(string Name, SafetensorsType Type, long[] Shape, long Begin, long Length);

/// <summary>
/// The header of a safetensors file: 8 bytes of length (little-endian), then JSON
/// <c>{"name": {"dtype", "shape", "data_offsets": [begin, end)}, "__metadata__": {string: string}}</c>, then the data.
/// </summary>
/// <remarks>Reading is as strict as the reference implementation: the data is covered without gaps or overlaps, names are unique.</remarks>
internal sealed class SafetensorsHeader
{
    /// <summary>The key of the metadata, which is not a tensor.</summary>
    public const string MetadataKey = "__metadata__";
    private const int LengthBytes = 8, Alignment = 8, MaxDimensions = 64;

    // A quarter of what the reference implementation takes, and still room for 200,000 tensors: a longer one is an attack or a mistake.
    private const long MaxHeaderBytes = 25_000_000;

    private SafetensorsHeader(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata, long dataStart)
    {
        Entries = entries;
        Metadata = metadata;
        DataStart = dataStart;
    }

    /// <summary>In the order of the data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Free text by name; empty when the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The file position of the first data byte.</summary>
    public long DataStart { get; }

    /// <summary>Bytes per element.</summary>
    public static int ElementSize(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 or ScalarType.ComplexFloat32 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
        _ => 1,
    };

    /// <summary>The header's bytes, length first, padded with spaces so that the data starts aligned.</summary>
    public static byte[] Build(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(new byte[LengthBytes]);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }

            foreach (SafetensorsEntry entry in entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", entry.Type.Name);
                WriteNumbers(json, "shape", entry.Shape);
                WriteNumbers(json, "data_offsets", [entry.Begin, entry.Begin + entry.Length]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0) buffer.WriteByte((byte)' ');
        byte[] header = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - LengthBytes);
        return header;
    }

    /// <summary>Reads and checks the header; allocates no more than the file could hold.</summary>
    /// <param name="stream">At position 0.</param>
    /// <exception cref="InvalidDataException">The fault, without the file's name.</exception>
    public static SafetensorsHeader Parse(Stream stream)
    {
        if (stream.Length < LengthBytes) throw new InvalidDataException($"want at least {LengthBytes} bytes, got {stream.Length}");
        var lengthBytes = new byte[LengthBytes];
        stream.ReadExactly(lengthBytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > MaxHeaderBytes || (long)length > stream.Length - LengthBytes)
            throw new InvalidDataException($"the header claims {length} bytes of {stream.Length - LengthBytes}; want at most {MaxHeaderBytes} and what there is");
        var json = new byte[length];
        stream.ReadExactly(json);
        long dataStart = LengthBytes + (long)length;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Parse(document.RootElement, dataStart, stream.Length - dataStart);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"the header is not the JSON of a safetensors file: {fault.Message}", fault);
        }
    }

    private static SafetensorsHeader Parse(JsonElement root, long dataStart, long dataLength)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"the header is no JSON object but {root.ValueKind}");
        var entries = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>();
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name == MetadataKey)
            {
                foreach (JsonProperty pair in property.Value.EnumerateObject())
                    metadata[pair.Name] = pair.Value.GetString() ?? throw new InvalidDataException($"metadata '{pair.Name}' is null");
            }
            else
            {
                entries.Add(ParseEntry(property.Name, property.Value, dataLength));
            }
        }

        entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.Length.CompareTo(b.Length));
        CheckCover(entries, dataLength);
        return new SafetensorsHeader(entries, metadata, dataStart);
    }

    private static SafetensorsEntry ParseEntry(string name, JsonElement entry, long dataLength)
    {
        string typeName = Member(entry, name, "dtype").GetString() ?? "null";
        SafetensorsType type = SafetensorsType.Named(typeName) ?? throw new InvalidDataException($"tensor '{name}' has dtype {typeName}; want one of {SafetensorsType.Names}");
        long[] shape = Numbers(Member(entry, name, "shape"), name, "shape", MaxDimensions);
        long[] offsets = Numbers(Member(entry, name, "data_offsets"), name, "data_offsets", 2);
        if (offsets.Length != 2) throw new InvalidDataException($"tensor '{name}': data_offsets wants 2 numbers, got {offsets.Length}");
        if (offsets[1] < offsets[0] || offsets[1] > dataLength)
            throw new InvalidDataException($"tensor '{name}' lies at {offsets[0]} to {offsets[1]} of {dataLength} data bytes");

        long length = offsets[1] - offsets[0];
        if (Bytes(type, shape) != length)
            throw new InvalidDataException($"tensor '{name}' of shape [{string.Join(", ", shape)}] and dtype {typeName} has {length} bytes");
        return new SafetensorsEntry(name, type, shape, offsets[0], length);
    }

    // Null when the sizes overflow, even if a zero among them makes the product small.
    private static long? Bytes(SafetensorsType type, long[] shape)
    {
        try
        {
            long bytes = type.Bytes;
            foreach (long size in shape) bytes = checked(bytes * Math.Max(size, 1));
            return shape.Contains(0) ? 0 : bytes;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static void CheckCover(List<SafetensorsEntry> entries, long dataLength)
    {
        long position = 0;
        foreach (SafetensorsEntry entry in entries)
        {
            if (entry.Begin < position) throw new InvalidDataException($"tensor '{entry.Name}' overlaps the one before it");
            if (entry.Begin > position) throw new InvalidDataException($"{entry.Begin - position} bytes before tensor '{entry.Name}' belong to no tensor");
            position += entry.Length;
        }

        if (position != dataLength) throw new InvalidDataException($"{dataLength - position} bytes at the end belong to no tensor");
    }

    private static JsonElement Member(JsonElement entry, string name, string member) =>
        entry.TryGetProperty(member, out JsonElement value) ? value : throw new InvalidDataException($"tensor '{name}' lacks {member}");

    private static long[] Numbers(JsonElement array, string name, string member, int most)
    {
        if (array.GetArrayLength() > most) throw new InvalidDataException($"tensor '{name}': {member} has {array.GetArrayLength()} numbers");
        return [.. array.EnumerateArray().Select(number => number.TryGetInt64(out long value) && value >= 0
            ? value
            : throw new InvalidDataException($"tensor '{name}': {member} wants whole numbers from 0, got {number.GetRawText()}"))];
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
