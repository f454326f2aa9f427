using System.IO.Compression;
using Csa.Data;
using Csa.Tensors.Weights;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Weights;

public sealed class PyTorchFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Offsets_strides_and_shared_storages_are_honoured(bool zip)
    {
        SavedStorage twelve = SavedStorage.Floats("7", [.. Enumerable.Range(0, 12).Select(i => (float)i)]);
        SavedStorage one = SavedStorage.Floats("11", 5);
        IReadOnlyDictionary<string, Tensor> read = Save(zip, [twelve, one], new()
        {
            ["whole"] = new SavedTensor(twelve, 0, [3, 4], [4, 1]),
            ["transposed"] = new SavedTensor(twelve, 0, [4, 3], [1, 4]),
            ["column"] = new SavedTensor(twelve, 2, [3], [4]),
            ["last"] = new SavedTensor(twelve, 11, [1, 1], [7, 9]),
            ["scalar"] = new SavedTensor(one, 0, [], []),
            ["repeated"] = new SavedTensor(one, 0, [2, 3], [0, 0]),
            ["empty"] = new SavedTensor(twelve, 0, [0, 4], [4, 1]),
        });

        Assert.Equal(Enumerable.Range(0, 12).Select(i => (float)i), Values(read["whole"]));
        Assert.Equal([3, 4], read["whole"].shape);
        Assert.Equal([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11], Values(read["transposed"]));
        Assert.Equal([2, 6, 10], Values(read["column"]));
        Assert.Equal([11], Values(read["last"]));
        Assert.Empty(read["scalar"].shape);
        Assert.Equal(5, read["scalar"].item<float>());
        Assert.Equal([5, 5, 5, 5, 5, 5], Values(read["repeated"]));
        Assert.Equal([0, 4], read["empty"].shape);

        read["whole"][2, 2] = 100;
        Assert.Equal([2, 6, 100], Values(read["column"]));
    }

    [Theory]
    [InlineData("Double", ScalarType.Float64, 8)]
    [InlineData("Float", ScalarType.Float32, 4)]
    [InlineData("Half", ScalarType.Float16, 2)]
    [InlineData("BFloat16", ScalarType.BFloat16, 2)]
    [InlineData("Long", ScalarType.Int64, 8)]
    [InlineData("Int", ScalarType.Int32, 4)]
    [InlineData("Short", ScalarType.Int16, 2)]
    [InlineData("Char", ScalarType.Int8, 1)]
    [InlineData("Byte", ScalarType.Byte, 1)]
    [InlineData("Bool", ScalarType.Bool, 1)]
    public void Every_dtype_comes_bit_for_bit(string type, ScalarType expected, int size)
    {
        byte[] bytes = [.. Enumerable.Range(0, 3 * size).Select(i => (byte)(type == "Bool" ? i % 2 : 40 + i))];
        var storage = new SavedStorage("0", type, 3, bytes);
        foreach (bool zip in new[] { true, false })
        {
            using Tensor read = Save(zip, [storage], new() { ["x"] = new SavedTensor(storage, 0, [3], [1]) })["x"];
            Assert.Equal(expected, read.dtype);
            Assert.False(read.requires_grad);
            Assert.Equal(bytes, read.bytes.ToArray());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_training_checkpoint_gives_its_state_dict(bool zip)
    {
        SavedStorage weights = SavedStorage.Floats("0", 1, 2), moments = SavedStorage.Floats("1", 3, 4);
        var state = new Dictionary<string, object?> { ["a.weight"] = new SavedTensor(weights, 0, [2], [1]), ["version"] = 3, ["note"] = "Zürich" };
        var checkpoint = new Dictionary<string, object?>
        {
            ["epoch"] = 12,
            ["rate"] = 2e-4,
            ["moments"] = new SavedTensor(moments, 0, [2], [1]),
            ["state_dict"] = state,
        };
        Assert.Equal(["a.weight"], Save(zip, [weights, moments], checkpoint).Keys);
    }

    [Fact]
    public void Inner_dictionaries_give_dotted_names()
    {
        SavedStorage weights = SavedStorage.Floats("0", 1, 2);
        var tensor = new SavedTensor(weights, 0, [2], [1]);
        IReadOnlyDictionary<string, Tensor> read = Save(true, [weights], new()
        {
            ["model"] = new Dictionary<string, object?> { ["w"] = tensor },
            ["optimiser"] = new Dictionary<string, object?> { ["state"] = new Dictionary<int, object?> { [0] = tensor, [1] = null } },
            ["sizes"] = new List<object?> { 1L << 40, -7, true, null, tensor },
        });
        Assert.Equal(["model.w", "optimiser.state.0"], read.Keys.Order());
    }

    [Fact]
    public void What_older_PyTorch_and_Python_2_wrote_is_read()
    {
        SavedStorage whole = SavedStorage.Floats("root", 0, 1, 2, 3, 4, 5);
        var pairs = new List<object?>
        {
            new List<object?> { "v1", new SavedTensor(whole, 1, [2], [1]) { Function = "_rebuild_tensor" } },
            new List<object?> { "view", new SavedTensor(whole with { View = (2, 4) }, 1, [3], [1]) { Function = "_rebuild_tensor" } },
            new object?[] { "parameter", new PickleCall("torch._utils", "_rebuild_parameter", new SavedTensor(whole, 0, [1], [1]), true, null) },
            new object?[] { "size", new PickleCall("torch", "Size", new object?[] { new long[] { 3, 4 } }) },
        };
        TorchSave.Write(folder.At("old.pth"), zip: false, new PickleCall("collections", "OrderedDict", pairs), whole);
        IReadOnlyDictionary<string, Tensor> read = PyTorchFile.Read(folder.At("old.pth"));
        Assert.Equal([1, 2], Values(read["v1"]));
        Assert.Equal([3, 4, 5], Values(read["view"]));
        Assert.Equal([0], Values(read["parameter"]));
        Assert.Equal(3, read.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("archive/")]
    [InlineData("net P/latest/")]
    public void The_archives_folder_may_have_any_name(string name)
    {
        SavedStorage weights = SavedStorage.Floats("0", 1, 2);
        byte[] pickle = PickleWriter.Pickle(new Dictionary<string, object?> { ["w"] = new SavedTensor(weights, 0, [2], [1]) });
        TorchSave.Zip(folder.At("a"), pickle, [weights], name);
        Assert.Equal([1, 2], Values(PyTorchFile.Read(folder.At("a"))["w"]));
    }

    [Theory]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.SmallestSize)]
    [InlineData(CompressionLevel.Fastest)]
    public void Deflated_entries_are_read(CompressionLevel level)
    {
        // Half of it zeros, as a checkpoint with fresh moments, and much larger than its file.
        SavedStorage noise = SavedStorage.Floats("0", [.. Enumerable.Range(0, 10_000).Select(i => MathF.Sin(i * i))]), fresh = SavedStorage.Floats("1", new float[100_000]);
        byte[] pickle = PickleWriter.Pickle(new Dictionary<string, object?> { ["w"] = new SavedTensor(noise, 0, [100, 100], [100, 1]), ["b"] = new SavedTensor(fresh, 0, [100_000], [1]) });
        TorchSave.Zip(folder.At("a"), pickle, [noise, fresh], level: level);
        Assert.InRange(new FileInfo(folder.At("a")).Length, 1, 100_000);
        IReadOnlyDictionary<string, Tensor> read = PyTorchFile.Read(folder.At("a"));
        Assert.Equal(noise.Bytes, read["w"].bytes.ToArray());
        Assert.Equal(fresh.Bytes, read["b"].bytes.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_what_is_wanted_is_read(bool zip)
    {
        SavedStorage first = SavedStorage.Floats("0", 1, 2), second = SavedStorage.Floats("1", 3, 4);
        TorchSave.Write(folder.At("a"), zip, Two(first, second), first, second);
        IReadOnlyDictionary<string, Tensor> read = PyTorchFile.Read(folder.At("a"), name => name == "b");
        Assert.Equal([3, 4], Values(Assert.Single(read).Value));

        // An absent storage is missed only by those who want it.
        TorchSave.Write(folder.At("a"), true, Two(first, second), second);
        Assert.Single(PyTorchFile.Read(folder.At("a"), name => name == "b"));
        Assert.Contains("archive/data/0 is missing", Assert.Throws<BadInputException>(() => PyTorchFile.Read(folder.At("a"))).Message);

        static Dictionary<string, object?> Two(SavedStorage a, SavedStorage b) =>
            new() { ["a"] = new SavedTensor(a, 0, [2], [1]), ["b"] = new SavedTensor(b, 0, [2], [1]) };
    }

    [Fact]
    public void Weight_files_are_told_apart_by_content()
    {
        SavedStorage weights = SavedStorage.Floats("0", 1, 2);
        var root = new Dictionary<string, object?> { ["w"] = new SavedTensor(weights, 0, [2], [1]) };
        TorchSave.Write(folder.At("zip.safetensors"), true, root, weights);
        TorchSave.Write(folder.At("legacy.bin"), false, root, weights);
        Safetensors.Write(folder.At("safe.pth"), new Dictionary<string, Tensor> { ["w"] = tensor(new float[] { 1, 2 }), ["v"] = zeros(3) });
        foreach (string name in new[] { "zip.safetensors", "legacy.bin", "safe.pth" })
            Assert.Equal([1, 2], Values(Assert.Single(WeightFile.Read(folder.At(name), tensor => tensor == "w")).Value));
        Assert.Contains("there is none", Assert.Throws<BadInputException>(() => WeightFile.Read(folder.At("absent"))).Message);
        Assert.Contains("folder", Assert.Throws<BadInputException>(() => PyTorchFile.Read(folder.Path)).Message);
    }

    [Fact]
    public void Nothing_leaks()
    {
        SavedStorage weights = SavedStorage.Floats("0", 1, 2);
        TorchSave.Write(folder.At("a"), true, new Dictionary<string, object?> { ["w"] = new SavedTensor(weights, 0, [2], [1]) }, weights);
        long before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (NewDisposeScope()) _ = PyTorchFile.Read(folder.At("a"));
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private IReadOnlyDictionary<string, Tensor> Save(bool zip, SavedStorage[] storages, Dictionary<string, object?> root)
    {
        TorchSave.Write(folder.At("a"), zip, root, storages);
        return PyTorchFile.Read(folder.At("a"));
    }

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
