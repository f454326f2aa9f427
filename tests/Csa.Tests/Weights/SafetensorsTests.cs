using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Csa.Data;
using Csa.Tensors.Weights;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Weights;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    [InlineData(ScalarType.ComplexFloat32)]
    public void Every_type_comes_back_bit_identical(ScalarType type)
    {
        using Tensor written = randint(0, 2, new long[] { 3, 5, 2 }, dtype: ScalarType.Float32).mul(7).to(type);
        Safetensors.Write(folder.At("a"), new Dictionary<string, Tensor> { ["x.weight"] = written });

        using SafetensorsFile file = Safetensors.Read(folder.At("a"));
        using Tensor read = file.Get("x.weight");
        Assert.Equal(type, read.dtype);
        Assert.Equal(written.shape, read.shape);
        Assert.True(written.bytes.SequenceEqual(read.bytes));
    }

    /// <summary>Values of dtypes that torch lacks here, by the definition of their bits.</summary>
    [Theory]
    [InlineData("U16", new byte[] { 0x34, 0x12, 0xFF, 0xFF }, ScalarType.Int32, new double[] { 0x1234, 65535 })]
    [InlineData("U32", new byte[] { 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF }, ScalarType.Int64, new double[] { 1, 4294967295 })]
    [InlineData("U64", new byte[] { 7, 0, 0, 0, 0, 0, 0, 0 }, ScalarType.Int64, new double[] { 7 })]
    [InlineData("F8_E5M2", new byte[] { 0x3C, 0xBE, 0x01, 0x7B, 0x7C, 0x80 }, ScalarType.Float32, new[] { 1, -1.5, 1.0 / 65536, 57344, double.PositiveInfinity, 0 })]
    [InlineData("F8_E4M3", new byte[] { 0x38, 0xBC, 0x01, 0x08, 0x7E, 0x7F, 0x80 }, ScalarType.Float32, new[] { 1, -1.5, 1.0 / 512, 1.0 / 64, 448, double.NaN, 0 })]
    public void A_type_that_torch_lacks_is_widened(string name, byte[] stored, ScalarType type, double[] values)
    {
        int size = stored.Length / values.Length;
        WriteRaw($"{{\"x\":{{\"dtype\":\"{name}\",\"shape\":[{values.Length}],\"data_offsets\":[0,{values.Length * size}]}}}}", stored);
        using SafetensorsFile file = Safetensors.Read(folder.At("a"));
        Tensor read = file.Get("x");
        Assert.Equal(type, read.dtype);
        Assert.Equal(values, read.to(ScalarType.Float64).data<double>().ToArray());
    }

    [Fact]
    public void A_number_too_large_for_torch_is_refused_and_named()
    {
        WriteRaw("""{"big":{"dtype":"U64","shape":[1],"data_offsets":[0,8]}}""", [0, 0, 0, 0, 0, 0, 0, 0x80]);
        using SafetensorsFile file = Safetensors.Read(folder.At("a"));
        Assert.Contains("'big'", Assert.Throws<BadInputException>(() => file.Get("big")).Message);
    }

    [Fact]
    public void Scalars_empty_tensors_views_and_metadata_come_back()
    {
        Tensor view = arange(12, ScalarType.Float32).reshape(3, 4).transpose(0, 1);
        var tensors = new Dictionary<string, Tensor>
        {
            ["scalar"] = tensor(4.5),
            ["empty"] = zeros(0, 3),
            ["view"] = view,
            ["flag"] = ones(3, ScalarType.Bool),
            ["parameter"] = zeros(2, requires_grad: true),
        };
        Safetensors.Write(folder.At("a"), tensors, new Dictionary<string, string> { ["note"] = "Zürich \"quoted\"\n", ["step"] = "7" });

        using SafetensorsFile file = Safetensors.Read(folder.At("a"));
        IReadOnlyDictionary<string, Tensor> read = file.Load();
        Assert.Equal(["empty", "flag", "parameter", "scalar", "view"], file.Names);
        Assert.Equal(4.5, read["scalar"].item<double>());
        Assert.Empty(read["scalar"].shape);
        Assert.Equal([0, 3], read["empty"].shape);
        Assert.Equal(view.contiguous().data<float>().ToArray(), read["view"].data<float>().ToArray());
        Assert.Equal("Zürich \"quoted\"\n", file.Metadata["note"]);
        Assert.Equal("7", file.Metadata["step"]);
    }

    [Fact]
    public void The_layout_is_the_formats()
    {
        Safetensors.Write(folder.At("a"), new Dictionary<string, Tensor> { ["b"] = ones(3, ScalarType.Byte), ["w"] = tensor(new[] { 1f, 2f }) });

        byte[] bytes = File.ReadAllBytes(folder.At("a"));
        long length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, (8 + length) % 8);
        Assert.Equal((byte)'{', bytes[8]);
        using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(8, (int)length));
        Assert.Equal("""{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", header.RootElement.GetProperty("w").GetRawText());
        Assert.Equal("""{"dtype":"U8","shape":[3],"data_offsets":[8,11]}""", header.RootElement.GetProperty("b").GetRawText());
        Assert.Equal(8 + length + 11, bytes.Length);
        Assert.Equal(2f, BitConverter.ToSingle(bytes, 8 + (int)length + 4));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        Safetensors.Write(folder.At("a"), new Dictionary<string, Tensor> { ["x"] = ones(3) });
        Tensor gone = ones(1000);
        var tensors = new Dictionary<string, Tensor> { ["x"] = zeros(3), ["y"] = gone };
        Assert.Throws<BadInputException>(() => Safetensors.Write(Path.Combine(folder.At("a"), "below-a-file"), tensors));
        Assert.Throws<ArgumentException>(() => Safetensors.Write(folder.At("a"), new Dictionary<string, Tensor> { ["z"] = zeros(2, ScalarType.ComplexFloat64) }));
        Assert.Throws<ArgumentException>(() => Safetensors.Write(folder.At("a"), new Dictionary<string, Tensor> { ["__metadata__"] = zeros(2) }));

        using SafetensorsFile file = Safetensors.Read(folder.At("a"));
        Assert.Equal(1f, file.Get("x").mean().item<float>());
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "of 4 data bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "lies at")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "has 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""", 8, "has 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,4,0],"data_offsets":[0,0]}}""", 0, "has 0 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}""", 8, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", 8, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", 8, "not the JSON")]
    [InlineData("""{"a":{"dtype":"F8","shape":[8],"data_offsets":[0,8]}}""", 8, "dtype F8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "lacks data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""", 8, "not the JSON")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"I32","shape":[2],"data_offsets":[0,8]}}""", 8, "not the JSON")]
    [InlineData("""{"a\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "not the JSON")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "not the JSON")]
    [InlineData("""[1]""", 0, "no JSON object")]
    [InlineData("""{"a":""", 0, "not the JSON")]
    [InlineData("{\"__metadata__\":t\"\n\r\u2028\"}", 0, "not the JSON")] // found by fuzzing: the fault quotes the file, line ends and all
    public void AHostileHeaderIsRefusedWithFileAndFault(string json, int dataBytes, string fault)
    {
        WriteRaw(json, new byte[dataBytes]);

        var refused = Assert.Throws<BadInputException>(() => Safetensors.Read(folder.At("a")));
        Assert.Contains(folder.At("a"), refused.Message);
        Assert.Contains(fault, refused.Message);
        Assert.DoesNotContain(refused.Message, symbol => symbol is '\n' or '\r' or '\u2028');
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(99_000_000UL)]
    [InlineData(3UL)]
    public void A_claimed_header_length_is_not_believed(ulong length)
    {
        WriteRaw(length, "{}"u8.ToArray(), []);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<BadInputException>(() => Safetensors.Read(folder.At("a")));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact]
    public void Truncated_absent_and_wrong_files_are_refused()
    {
        Safetensors.Write(folder.At("a"), new Dictionary<string, Tensor> { ["x"] = ones(300) });
        byte[] whole = File.ReadAllBytes(folder.At("a"));
        foreach (int length in new[] { 0, 7, 8, 20, whole.Length - 1 })
        {
            File.WriteAllBytes(folder.At("b"), whole[..length]);
            Assert.Throws<BadInputException>(() => Safetensors.Read(folder.At("b")));
        }

        Assert.Contains("there is none", Assert.Throws<BadInputException>(() => Safetensors.Read(folder.At("absent"))).Message);
        Assert.Contains("folder", Assert.Throws<BadInputException>(() => Safetensors.Read(folder.Path)).Message);
        using SafetensorsFile file = Safetensors.Read(folder.At("a"));
        Assert.Contains("'y'", Assert.Throws<BadInputException>(() => file.Get("y")).Message);
    }

    private void WriteRaw(string json, byte[] data)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        WriteRaw((ulong)header.Length, header, data);
    }

    private void WriteRaw(ulong claimedLength, byte[] header, byte[] data)
    {
        using FileStream stream = File.Create(folder.At("a"));
        stream.Write(BitConverter.GetBytes(claimedLength));
        stream.Write(header);
        stream.Write(data);
    }
}
