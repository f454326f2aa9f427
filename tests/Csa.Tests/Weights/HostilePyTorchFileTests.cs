using System.Diagnostics;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using Csa.Data;
using Csa.Tensors.Weights;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Weights;

/// <summary>Files that are damaged or made to harm: each is refused in one line that names file and fault, and nothing runs.</summary>
public sealed class HostilePyTorchFileTests : IDisposable
{
    private static readonly SavedStorage Weights = SavedStorage.Floats("0", 1, 2, 3, 4, 5, 6);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torch", "load")]
    [InlineData("torch._utils", "_rebuild_parameter_with_state")]
    [InlineData("collections", "defaultdict")]
    public void A_foreign_global_is_refused_by_name_and_not_called(string module, string name)
    {
        string trace = folder.At("ran");
        AssertRefused(PickleWriter.Pickle(new PickleCall(module, name, $"touch {trace}")), $"the global {module}.{name} is refused");
        Assert.False(File.Exists(trace));
    }

    public static TheoryData<string, byte[]> Pickles => new()
    {
        { "opcode Inst", [.. "(ios\nsystem\n."u8] },
        { "opcode NewObj", new PickleWriter().Global("collections", "OrderedDict").Raw((byte)')', 0x81, (byte)'.').Bytes },
        { "opcode Obj", new PickleWriter().Raw((byte)'(').Global("collections", "OrderedDict").Raw((byte)'o', (byte)'.').Bytes },
        { "opcode StackGlobal", new PickleWriter().Value("os").Value("system").Raw(0x93, (byte)'.').Bytes },
        { "opcode Ext1", [0x82, 1, (byte)'.'] },
        { "opcode ReadonlyBuffer", [0x98, (byte)'.'] },
        { "opcode BinBytes8", [0x8e, 255, 255, 255, 255, 255, 255, 255, 127] },
        { "is no pickle opcode", [0xff, (byte)'.'] },
        { "no known name", new PickleWriter().Value("eval").Value(new object?[] { "1" }).Raw((byte)'R', (byte)'.').Bytes },
        { "calls torch.FloatStorage", PickleWriter.Pickle(new PickleCall("torch", "FloatStorage", 1L << 40)) },
        { "no OrderedDict", new PickleWriter().Value(1).Value(2).Raw((byte)'b', (byte)'.').Bytes },
        { "is no storage", new PickleWriter().Value(new object?[] { "module", "x" }).Raw((byte)'Q', (byte)'.').Bytes },
        { "is no storage", new PickleWriter().Value("x").Raw((byte)'Q', (byte)'.').Bytes },
        { "never gave", [(byte)'.'] },
        { "never gave", [(byte)'K', 1, (byte)'(', (byte)'.'] },
        { "never gave", [(byte)'K', 1, (byte)'(', 0x85, (byte)'.'] },
        { "never opened", [(byte)'t', (byte)'.'] },
        { "never kept", [(byte)'h', 3, (byte)'.'] },
        { "belong to no dictionary", new PickleWriter().Raw((byte)'}', (byte)'(').Value(1).Raw((byte)'u', (byte)'.').Bytes },
        { "belong to no list", new PickleWriter().Raw((byte)'}').Value(1).Raw((byte)'a', (byte)'.').Bytes },
        { "'a' twice", new PickleWriter().Raw((byte)'}', (byte)'(').Value("a").Value(1).Value("a").Value(2).Raw((byte)'u', (byte)'.').Bytes },
        { "neither text nor number", new PickleWriter().Raw((byte)'}', (byte)'(').Value(new List<object?>()).Value(1).Raw((byte)'u', (byte)'.').Bytes },
        { "in the middle of a pickle", [(byte)'X', 255, 255, 255, 255, (byte)'a'] },
        { "in the middle of a pickle", [(byte)'U', 255, (byte)'a'] },
        { "in the middle of a pickle", [0x8a, 255, 1] },
        { "longer than 256", [(byte)'c', .. Enumerable.Repeat((byte)'a', 300)] },
        { "not UTF-8", [(byte)'X', 1, 0, 0, 0, 0xff, (byte)'.'] },
        { "want a dictionary of tensors, it holds a list", PickleWriter.Pickle(new List<object?>()) },
        { "it holds one tensor", PickleWriter.Pickle(new SavedTensor(Weights, 0, [1], [1])) },
        { "holds no tensor", PickleWriter.Pickle(new Dictionary<string, object?> { ["a"] = 1 }) },
    };

    [Theory]
    [MemberData(nameof(Pickles))]
    public void A_pickle_that_no_state_dict_is_is_refused(string fault, byte[] pickle) => AssertRefused(pickle, fault);

    [Fact]
    public void A_pickle_without_end_is_refused() => AssertRefused([.. Enumerable.Repeat((byte)'N', 1_000_001)], "more than 1,000,000 steps");

    [Fact]
    public void What_is_recalled_is_not_made_anew_without_end()
    {
        // A list of 100,000 pairs, and 500 dictionaries of it: gigabytes from some hundred kilobytes.
        var dictionaries = new PickleWriter().Raw((byte)'(', (byte)']', (byte)'(');
        for (int i = 0; i < 100_000; i++) dictionaries.Value(70_000 + i).Raw((byte)'N', 0x86);
        dictionaries.Raw((byte)'e', (byte)'q', 0).Global("collections", "OrderedDict").Raw((byte)'q', 1);
        for (int i = 0; i < 500; i++) dictionaries.Raw((byte)'h', 1, (byte)'h', 0, 0x85, (byte)'R');
        AssertRefused(dictionaries.Raw((byte)'t', (byte)'.').Bytes, "more than 1,000,000 steps");

        // A name of a million characters before 50,000 others.
        var names = new PickleWriter().Raw((byte)'}', (byte)'(').Value("w").Value(new SavedTensor(Weights, 0, [1], [1])).Raw((byte)'q', 9);
        names.Value(new string('n', 1_000_000)).Raw((byte)'}', (byte)'(');
        for (int i = 0; i < 50_000; i++) names.Value($"{i}").Raw((byte)'h', 9);
        AssertRefused(names.Raw((byte)'u', (byte)'u', (byte)'.').Bytes, "more than 10000000 characters");
    }

    [Theory]
    [InlineData(7, new long[0], new long[0])]
    [InlineData(0, new long[] { 7 }, new long[] { 1 })]
    [InlineData(1, new long[] { 6 }, new long[] { 1 })]
    [InlineData(0, new long[] { 2, 3 }, new long[] { 4, 1 })]
    [InlineData(-1, new long[] { 2 }, new long[] { 1 })]
    [InlineData(0, new[] { long.MaxValue, long.MaxValue }, new long[] { 1, 1 })]
    [InlineData(0, new[] { long.MaxValue }, new[] { long.MaxValue })]
    [InlineData(0, new[] { 1L << 40 }, new long[] { 0 })]
    [InlineData(7, new long[] { 0 }, new long[] { 1 })]
    public void A_tensor_beyond_its_storage_is_refused(long offset, long[] size, long[] stride) =>
        AssertRefused(new SavedTensor(Weights, offset, size, stride), "reaches beyond its storage '0' of 6 elements");

    [Fact]
    public void Sizes_that_are_no_sizes_are_refused()
    {
        AssertRefused(new SavedTensor(Weights, 0, [-2], [1]), "whole numbers from 0");
        AssertRefused(new SavedTensor(Weights, 0, [2], [-1]), "whole numbers from 0");
        AssertRefused(new SavedTensor(Weights, 0, [2, 2], [1]), "2 sizes and 1 strides");
        AssertRefused(new SavedTensor(Weights, 0, [.. Enumerable.Repeat(1L, 65)], [.. Enumerable.Repeat(1L, 65)]), "65 sizes");
        AssertRefused(new SavedTensor(Weights with { View = (4, 3) }, 0, [1], [1]), "leaves storage '0'");
        AssertRefused(new SavedTensor(Weights with { View = (2, long.MaxValue) }, 0, [1], [1]), "leaves storage '0'");
        AssertRefused(new SavedTensor(Weights with { View = (2, 2) }, 0, [3], [1]), "of 2 elements");
        AssertRefused(new PickleCall("torch._utils", "_rebuild_tensor_v2", "x", 0, 0, 0), "a tensor's storage");
    }

    [Theory]
    [InlineData(1L << 62)]
    [InlineData(long.MaxValue)]
    [InlineData(100_000_000)]
    [InlineData(-1)]
    public void A_declared_size_is_not_believed(long count)
    {
        SavedStorage huge = Weights with { Count = count };
        long before = Process.GetCurrentProcess().PrivateMemorySize64;
        AssertRefused(new SavedTensor(huge, 0, [1], [1]), "do not fit in");
        Assert.True(Process.GetCurrentProcess().PrivateMemorySize64 - before < 100_000_000);
    }

    [Fact]
    public void Many_storages_together_are_no_larger_than_the_file()
    {
        // Each would fit alone.
        var state = new Dictionary<string, object?>();
        for (int i = 0; i < 500; i++) state[$"{i}"] = new SavedTensor(new SavedStorage($"{i}", "Byte", 10_000, []), 0, [1], [1]);
        AssertRefused(state, "and those before it do not fit");
    }

    [Fact]
    public void A_storage_has_one_size_and_the_files()
    {
        var first = new SavedTensor(Weights, 0, [1], [1]);
        AssertRefused(new Dictionary<string, object?> { ["a"] = first, ["b"] = first with { Storage = Weights with { Type = "Int" } } }, "storage '0' is 6 x Int32 here and 6 x Float32 there");

        byte[] pickle = PickleWriter.Pickle(new Dictionary<string, object?> { ["a"] = new SavedTensor(Weights with { Count = 5 }, 0, [1], [1]) });
        TorchSave.Zip(folder.At("zip"), pickle, [Weights]);
        AssertRefusedFile("zip", "has 24 bytes, its pickle says 5 x Float32");
        TorchSave.Legacy(folder.At("legacy"), pickle, [Weights]);
        AssertRefusedFile("legacy", "has 6 elements, its pickle says 5");
        TorchSave.Legacy(folder.At("unused"), pickle, [Weights with { Key = "1" }]);
        AssertRefusedFile("unused", "'1' that no tensor uses");
        TorchSave.Legacy(folder.At("missing"), pickle, []);
        AssertRefusedFile("missing", "storage '0' is missing");
    }

    [Fact]
    public void Containers_within_containers_end()
    {
        // A dictionary that contains itself; one nested 10,000 deep; and 30 that each contain the one before twice.
        AssertRefused(new PickleWriter().Raw((byte)'}', (byte)'q', 0).Value("a").Raw((byte)'h', 0, (byte)'s', (byte)'.').Bytes, "nested deeper");
        var deep = new PickleWriter();
        for (int i = 0; i < 10_000; i++) deep.Raw((byte)'}').Value("a");
        deep.Raw((byte)'N').Raw([.. Enumerable.Repeat((byte)'s', 10_000)]).Raw((byte)'.');
        AssertRefused(deep.Bytes, "nested deeper");
        var laughs = new PickleWriter().Raw((byte)'}', (byte)'q', 0);
        for (byte i = 0; i < 30; i++)
            laughs.Raw((byte)'}', (byte)'(').Value("a").Raw((byte)'h', i).Value("b").Raw((byte)'h', i, (byte)'u', (byte)'q', (byte)(i + 1));
        AssertRefused(laughs.Raw((byte)'.').Bytes, "more than 100000 entries");
        var lists = new PickleWriter().Raw([.. Enumerable.Repeat((byte)']', 10_000)]).Raw([.. Enumerable.Repeat((byte)'a', 9_999)]).Raw((byte)'.');
        AssertRefused(lists.Bytes, "it holds a list");
    }

    [Theory]
    [InlineData(50_000, "has 50000000 bytes, its pickle says 50000 x Byte")]
    [InlineData(50_000_000, null)]
    public void What_inflates_is_what_the_pickle_says(int count, string? fault)
    {
        var zeros = new SavedStorage("0", "Byte", count, new byte[50_000_000]);
        TorchSave.Zip(folder.At("zeros"), PickleOf(zeros), [zeros], level: CompressionLevel.SmallestSize);
        if (fault is not null)
        {
            AssertRefusedFile("zeros", fault);
            return;
        }

        using var scope = NewDisposeScope();
        Assert.Equal(50_000_000, PyTorchFile.Read(folder.At("zeros"))["w"].numel());
    }

    [Theory]
    [InlineData(70 << 20)]
    [InlineData(uint.MaxValue - 1)]
    public void A_bomb_is_refused_before_it_is_inflated(long bytes)
    {
        // A hundred thousand bytes that say what they inflate to, truly or not: by a thousand, as zeros do, or by more.
        var zeros = new SavedStorage("0", "Byte", 70 << 20, new byte[70 << 20]);
        TorchSave.Zip(folder.At("bomb"), PickleOf(zeros with { Count = bytes }), [zeros], level: CompressionLevel.SmallestSize);
        Replace("bomb", BitConverter.GetBytes(70 << 20), BitConverter.GetBytes((uint)bytes));
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefusedFile("bomb", "inflate to more than 65 MB");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);

        // A pickle that is one itself.
        TorchSave.Zip(folder.At("pickle"), new byte[65 << 20], [], level: CompressionLevel.SmallestSize);
        AssertRefusedFile("pickle", "archive/data.pkl has 65 MB");
    }

    [Theory]
    [InlineData(CompressionLevel.SmallestSize)]
    [InlineData(CompressionLevel.NoCompression)]
    public void Sizes_that_lie_are_refused(CompressionLevel level)
    {
        var numbers = new SavedStorage("0", "Byte", 5_000, [.. Enumerable.Range(0, 5_000).Select(i => (byte)(i * i / 7))]);
        foreach (int told in new[] { 4_999, 5_001, 60_000 })
        {
            TorchSave.Zip(folder.At("lie"), PickleOf(numbers with { Count = told }), [numbers], level: level);
            Replace("lie", BitConverter.GetBytes(5_000), BitConverter.GetBytes(told));
            AssertRefusedFile("lie", told == 60_000 && level == CompressionLevel.NoCompression ? "overlap" : "archive/data/0 is damaged: it");
        }
    }

    [Fact]
    public void Entries_that_overlap_are_refused()
    {
        // Thirty entries of the directory, all of the one content that the file has.
        byte[] noise = new byte[5_000];
        new Random(3).NextBytes(noise);
        SavedStorage[] storages = [.. Enumerable.Range(10, 30).Select(i => new SavedStorage($"{i}", "Byte", noise.Length, noise))];
        var state = storages.ToDictionary(storage => storage.Key, storage => (object?)new SavedTensor(storage, 0, [1], [1]));
        TorchSave.Zip(folder.At("apart"), PickleWriter.Pickle(state), storages);
        byte[] whole = File.ReadAllBytes(folder.At("apart"));
        int directory = whole.AsSpan().IndexOf("PK\x1\x2"u8), second = whole.AsSpan().IndexOf("archive/data/11"u8) - 30, version = whole.AsSpan().IndexOf("archive/version"u8) - 30;
        byte[] overlapping = [.. whole[..second], .. whole[version..]];
        BitConverter.GetBytes(directory - (version - second)).CopyTo(overlapping, overlapping.Length - 6);
        File.WriteAllBytes(folder.At("overlapping"), overlapping);
        AssertRefusedFile("overlapping", "its entries overlap");
    }

    [Fact]
    public void An_archive_that_torch_did_not_write_is_refused()
    {
        using (ZipArchive archive = ZipFile.Open(folder.At("none"), ZipArchiveMode.Create)) archive.CreateEntry("readme.txt");
        AssertRefusedFile("none", "0 data.pkl");
        using (ZipArchive archive = ZipFile.Open(folder.At("two"), ZipArchiveMode.Create))
        {
            archive.CreateEntry("a/data.pkl");
            archive.CreateEntry("b/data.pkl");
        }

        AssertRefusedFile("two", "2 data.pkl");
        using (ZipArchive archive = ZipFile.Open(folder.At("twice"), ZipArchiveMode.Create))
        {
            archive.CreateEntry("a/data.pkl");
            archive.CreateEntry("a/data.pkl");
        }

        AssertRefusedFile("twice", "a/data.pkl twice");
        TorchSave.Zip(folder.At("big-endian"), PickleOf(Weights), []);
        string bytes = Encoding.Latin1.GetString(File.ReadAllBytes(folder.At("big-endian")));
        File.WriteAllBytes(folder.At("big-endian"), Encoding.Latin1.GetBytes(bytes.Replace("little", "bigbig")));
        AssertRefusedFile("big-endian", "big-endian");
    }

    [Fact]
    public void Damaged_numbers_are_seen_by_their_checksum_where_there_is_one()
    {
        TorchSave.Write(folder.At("zip"), true, new Dictionary<string, object?> { ["w"] = new SavedTensor(Weights, 0, [6], [1]) }, Weights);
        byte[] whole = File.ReadAllBytes(folder.At("zip"));
        byte[] damaged = [.. whole];
        damaged[whole.AsSpan().IndexOf(Weights.Bytes) + 3] ^= 0x40;
        File.WriteAllBytes(folder.At("zip"), damaged);
        AssertRefusedFile("zip", "archive/data/0 is damaged: its checksum is wrong");

        // PyTorch can be told not to compute it: then 0 stands in its place, in the entry's header and in the directory.
        byte[] sum = BitConverter.GetBytes(Crc32.HashToUInt32(Weights.Bytes));
        for (int at = whole.AsSpan().IndexOf(sum); at >= 0; at = whole.AsSpan().IndexOf(sum)) whole.AsSpan(at, 4).Clear();
        File.WriteAllBytes(folder.At("zip"), whole);
        using var scope = NewDisposeScope();
        Assert.Equal(21, PyTorchFile.Read(folder.At("zip"))["w"].sum().item<float>());
    }

    [Fact]
    public void A_pickle_is_short_whatever_the_file_could_hold()
    {
        // Sparse: none of these takes place on the disk. A text of 3 GB, and a pickle of 3 GB stored in an archive.
        using (FileStream file = File.Create(folder.At("text")))
        {
            file.Write([.. TorchSave.Magic, (byte)'X', 0, 0, 0, 0xC0]);
            file.SetLength(5L << 30);
        }

        AssertRefusedFile("text", "more than 64 MB of text");
        TorchSave.Zip(folder.At("stored"), new byte[65 << 20], []);
        AssertRefusedFile("stored", "archive/data.pkl has 65 MB");
    }

    [SkippableFact]
    public void What_is_no_file_is_not_waited_for()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "knows /dev/zero");
        Assert.Contains("a device or a pipe", Assert.Throws<BadInputException>(() => PyTorchFile.Read("/dev/zero")).Message);
        Assert.Contains("a device or a pipe", Assert.Throws<BadInputException>(() => WeightFile.Read("/dev/zero")).Message);
    }

    [Fact]
    public void Other_beginnings_are_named()
    {
        File.WriteAllText(folder.At("page"), "<html>not found</html>");
        AssertRefusedFile("page", "neither as a zip archive nor with PyTorch's magic number");
        File.WriteAllBytes(folder.At("nothing"), []);
        AssertRefusedFile("nothing", "neither as a zip archive");
        File.WriteAllBytes(folder.At("pickle"), PickleWriter.Pickle(new Dictionary<string, object?>()));
        AssertRefusedFile("pickle", "not of PyTorch's magic number");
        byte[] tar = new byte[1024];
        "ustar"u8.CopyTo(tar.AsSpan(257));
        File.WriteAllBytes(folder.At("tar"), tar);
        AssertRefusedFile("tar", "tar archive");
        File.WriteAllBytes(folder.At("version"), [.. TorchSave.Magic, .. PickleWriter.Pickle(1000)]);
        AssertRefusedFile("version", "want version 1001");
        byte[] machine = PickleWriter.Pickle(new Dictionary<string, object?> { ["little_endian"] = false });
        File.WriteAllBytes(folder.At("endian"), [.. TorchSave.Magic, .. PickleWriter.Pickle(1001), .. machine]);
        AssertRefusedFile("endian", "little-endian");
    }

    [Theory]
    [InlineData(true, CompressionLevel.NoCompression)]
    [InlineData(true, CompressionLevel.Optimal)]
    [InlineData(false, CompressionLevel.NoCompression)]
    public void A_truncated_file_is_refused_wherever_it_ends(bool zip, CompressionLevel level)
    {
        byte[] whole = Sound(zip, level);
        for (int length = 0; length < whole.Length; length += 3)
        {
            File.WriteAllBytes(folder.At("cut"), whole[..length]);
            Assert.Throws<BadInputException>(() => PyTorchFile.Read(folder.At("cut")));
        }
    }

    [Theory]
    [InlineData(true, CompressionLevel.NoCompression)]
    [InlineData(true, CompressionLevel.Optimal)]
    [InlineData(false, CompressionLevel.NoCompression)]
    public void Damaged_bytes_give_weights_or_one_line_but_never_a_crash(bool zip, CompressionLevel level)
    {
        byte[] whole = Sound(zip, level);
        var random = new Random(5);
        int refused = 0;
        for (int round = 0; round < 1000; round++)
        {
            byte[] damaged = [.. whole];
            for (int i = random.Next(1, 4); i > 0; i--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(folder.At("damaged"), damaged);
            using var scope = NewDisposeScope();
            try
            {
                foreach (Tensor tensor in PyTorchFile.Read(folder.At("damaged")).Values) _ = tensor.to(ScalarType.Float64).sum().item<double>();
            }
            catch (BadInputException fault)
            {
                Assert.Contains("damaged", fault.Message);
                refused++;
            }
        }

        Assert.InRange(refused, 100, 999);
    }

    private byte[] Sound(bool zip, CompressionLevel level)
    {
        byte[] pickle = PickleWriter.Pickle(new Dictionary<string, object?> { ["a"] = new SavedTensor(Weights, 1, [2, 2], [2, 1]), ["b"] = new SavedTensor(Weights, 0, [6], [1]) });
        if (zip) TorchSave.Zip(folder.At("sound"), pickle, [Weights], level: level);
        else TorchSave.Legacy(folder.At("sound"), pickle, [Weights]);
        using var scope = NewDisposeScope();
        Assert.Equal(2, PyTorchFile.Read(folder.At("sound")).Count);
        return File.ReadAllBytes(folder.At("sound"));
    }

    private static byte[] PickleOf(SavedStorage storage) => PickleWriter.Pickle(new Dictionary<string, object?> { ["w"] = new SavedTensor(storage, 0, [storage.Count], [1]) });

    // In entries' headers and in the directory.
    private void Replace(string name, byte[] what, byte[] by)
    {
        byte[] file = File.ReadAllBytes(folder.At(name));
        for (int at = file.AsSpan().IndexOf(what); at >= 0 && !what.SequenceEqual(by); at = file.AsSpan().IndexOf(what)) by.CopyTo(file, at);
        File.WriteAllBytes(folder.At(name), file);
    }

    private void AssertRefused(SavedTensor tensor, string fault) => AssertRefused(new Dictionary<string, object?> { ["w"] = tensor }, fault);

    private void AssertRefused(PickleCall call, string fault) => AssertRefused(PickleWriter.Pickle(call), fault);

    private void AssertRefused(Dictionary<string, object?> root, string fault) => AssertRefused(PickleWriter.Pickle(root), fault);

    // In both forms.
    private void AssertRefused(byte[] pickle, string fault)
    {
        TorchSave.Zip(folder.At("zip"), pickle, [Weights]);
        AssertRefusedFile("zip", fault);
        TorchSave.Legacy(folder.At("legacy"), pickle, [Weights]);
        AssertRefusedFile("legacy", fault);
    }

    private void AssertRefusedFile(string name, string fault)
    {
        var refused = Assert.Throws<BadInputException>(() => PyTorchFile.Read(folder.At(name)));
        Assert.Contains(folder.At(name), refused.Message);
        Assert.Contains(fault, refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }
}
