using System.Buffers.Binary;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Csa.Tensors.Weights;

/// <summary>How one dtype of the format is stored, and as which dtype of torch it is read.</summary>
/// <param name="Name">As the header writes it.</param>
/// <param name="Bytes">Bytes per element in the file.</param>
/// <param name="Tensor">The dtype of the tensor: the same, or for those that torch lacks the next one that holds every value.</param>
/// <param name="Widen">Converts the file's bytes to the tensor's; null where they are the same.</param>
internal sealed record SafetensorsType(string Name, int Bytes, ScalarType Tensor, SafetensorsType.Widening? Widen = null)
{
    private static readonly SafetensorsType[] All =
    [
        new("F64", 8, ScalarType.Float64), new("F32", 4, ScalarType.Float32), new("F16", 2, ScalarType.Float16), new("BF16", 2, ScalarType.BFloat16),
        new("I64", 8, ScalarType.Int64), new("I32", 4, ScalarType.Int32), new("I16", 2, ScalarType.Int16), new("I8", 1, ScalarType.Int8),
        new("U8", 1, ScalarType.Byte), new("BOOL", 1, ScalarType.Bool), new("C64", 8, ScalarType.ComplexFloat32),
        new("U16", 2, ScalarType.Int32, Each<int>(2, stored => BinaryPrimitives.ReadUInt16LittleEndian(stored))),
        new("U32", 4, ScalarType.Int64, Each<long>(4, stored => BinaryPrimitives.ReadUInt32LittleEndian(stored))),
        new("U64", 8, ScalarType.Int64, Each<long>(8, stored => Signed(BinaryPrimitives.ReadUInt64LittleEndian(stored)))),
        // Five bits of exponent and two of fraction: the upper byte of a half.
        new("F8_E5M2", 1, ScalarType.Float32, Each<float>(1, stored => (float)BitConverter.UInt16BitsToHalf((ushort)(stored[0] << 8)))),
        new("F8_E4M3", 1, ScalarType.Float32, Each<float>(1, stored => Float8(stored[0]))),
    ];

    private static readonly Dictionary<string, SafetensorsType> ByName = All.ToDictionary(type => type.Name);
    private static readonly Dictionary<ScalarType, SafetensorsType> ByTensor = All.Where(type => type.Widen is null).ToDictionary(type => type.Tensor);

    /// <summary>Converts the file's bytes to the tensor's.</summary>
    public delegate void Widening(ReadOnlySpan<byte> stored, Span<byte> tensor);

    private delegate T Decode<T>(ReadOnlySpan<byte> stored);

    /// <summary>Every dtype's name, for messages.</summary>
    public static string Names => string.Join(", ", ByName.Keys);

    /// <summary>A dtype by its name in a header, or null: not one of the format's, or smaller than a byte.</summary>
    public static SafetensorsType? Named(string name) => ByName.GetValueOrDefault(name);

    /// <summary>How a dtype of torch is written, or null for one that the format lacks.</summary>
    public static SafetensorsType? Of(ScalarType type) => ByTensor.GetValueOrDefault(type);

    private static Widening Each<T>(int bytes, Decode<T> decode)
        where T : unmanaged => (stored, tensor) =>
        {
            Span<T> values = MemoryMarshal.Cast<byte, T>(tensor);
            for (int i = 0; i < values.Length; i++) values[i] = decode(stored.Slice(i * bytes, bytes));
        };

    private static long Signed(ulong value) => value <= long.MaxValue
        ? (long)value
        : throw new InvalidDataException($"the value {value} is too large for torch, whose largest whole number is {long.MaxValue}");

    // Four bits of exponent, three of fraction, no infinity: only all ones is not a number.
    private static float Float8(byte bits)
    {
        int exponent = (bits >> 3) & 15, fraction = bits & 7;
        float size = (exponent, fraction) switch
        {
            (15, 7) => float.NaN,
            (0, _) => MathF.ScaleB(fraction, -9),
            _ => MathF.ScaleB(8 + fraction, exponent - 10),
        };
        return (bits & 0x80) == 0 ? size : -size;
    }
}
