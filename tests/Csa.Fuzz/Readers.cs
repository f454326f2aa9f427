using System.IO.Compression;
using System.Text;
using Csa.Baselines;
using Csa.Book.Documents;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Figures;
using Csa.Systems;
using Csa.Tensors.Weights;
using Csa.Tests.Images.Corpus;
using Csa.Tests.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Fuzz;

/// <summary>A reader of foreign files.</summary>
/// <param name="Read">Reads a file whole.</param>
/// <param name="Seeds">Sound files, small ones of every kind.</param>
internal sealed record Reader(Action<string> Read, Func<IEnumerable<byte[]>> Seeds);

/// <summary>The readers by name.</summary>
internal static class Readers
{
    // Pictures of up to 100 megapixels may be said in a few bytes; everything else is in proportion to its file.
    private const long LargestAllocation = 3L << 30;
    private const int LargestSeed = 20_000;
    private const int MaxWritten = 3 * 64 * 64;

    // In memory, so that a disk is not worn.
    private static readonly string Place = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"csa-fuzz-{Environment.ProcessId}");

    public static IReadOnlyDictionary<string, Reader> All { get; } = new Dictionary<string, Reader>
    {
        ["safetensors"] = new(ReadSafetensors, () => [Safe(ones(2, 3)), Safe(zeros(0, 4), arange(5)), Safe(tensor(2.5), ones(3, ScalarType.BFloat16), ones(2, ScalarType.Bool))]),
        ["pth"] = new(
            path => Release(PyTorchFile.Read(path)),
            () => [Pth(true, false), Pth(false, false), Pth(true, true), Pth(false, true), DeflatedPth()]),
        ["config"] = new(path => RunRecord.Read(path, ComparedSystems.Catalog), Configs),
        ["image"] = new(path => ReadImage(path), () => Small([.. ImageCorpus.Good, .. ImageCorpus.Bad])),
        ["mask"] = new(path => MaskFile.Open(path), () => Small(MaskCorpus.Files)),
        ["notebook"] = new(path => ReadNotebook(path, ".ipynb"), () => [Notebook()]),
        ["dib"] = new(path => ReadNotebook(path, ".dib"), () => [.. new[] { "#!meta\n{}\n#!markdown\n# a\n#!csharp\n1\n#!fsharp\n2\n#!pwsh\nls\n" }.Select(Encoding.UTF8.GetBytes)]),
        ["log"] = new(path => LossLog.Read(path), () => [.. new[] { "{\"step\":5,\"terms\":{\"a\":1.5,\"b\":null}}\n{\"step\":10,\"holePsnr\":{\"rough\":9}}\n" }.Select(Encoding.UTF8.GetBytes)]),
    };

    /// <summary>Lets a reader read bytes.</summary>
    /// <returns>The refusal, or null where they were read.</returns>
    public static string? Feed(Reader reader, byte[] bytes)
    {
        File.WriteAllBytes(Place, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? refusal = null;
        try
        {
            using var scope = NewDisposeScope();
            reader.Read(Place);
        }
        catch (BadInputException fault)
        {
            refusal = fault.Message;
            if (refusal.Contains('\n')) throw new InvalidOperationException($"more than one line: {refusal}");
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated < LargestAllocation ? refusal : throw new InvalidOperationException($"allocates {allocated >> 20} MB for {bytes.Length} bytes");
    }

    private static void ReadSafetensors(string path)
    {
        using SafetensorsFile file = Safetensors.Read(path);
        Release(file.Load());
    }

    private static void Release(IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach (Tensor tensor in tensors.Values)
        {
            // Reads every element: one outside its storage would end the process.
            if (tensor.numel() < 1 << 24) _ = tensor.to(ScalarType.Float64).sum().item<double>();
            tensor.Dispose();
        }
    }

    // What the file says beside its pixels goes into results of every kind, which must be sound.
    private static void ReadImage(string path)
    {
        try
        {
            ImageFile.ReadSize(path);
        }
        catch (BadInputException)
        {
            // Refused here, it must be refused below.
        }

        DecodedImage image = ImageFile.Open(path);
        if (image.Image.Pixels.Length > MaxWritten) return;
        foreach (string kind in new[] { ".png", ".jpg", ".webp", ".tif" })
        {
            ImageFile.Write(path + kind, image.Image, image);
            if (ImageFile.Read(path + kind).Size != image.Image.Size) throw new InvalidOperationException($"comes back from {kind} in another size");
        }
    }

    // Whatever could be read is written, and that is read again to the same.
    private static void ReadNotebook(string path, string ending)
    {
        string text = Encoding.UTF8.GetString(File.ReadAllBytes(path));
        NotebookDocument notebook = ending == ".dib" ? DibReader(text) : NotebookReader.Parse(text, "notebook");
        NotebookCheck.Of(notebook);
        string written = NotebookWriter.Write(notebook);
        if (NotebookWriter.Write(NotebookReader.Parse(written, "written")) != written) throw new InvalidOperationException("is written another way than it is read");
    }

    private static NotebookDocument DibReader(string text)
    {
        File.WriteAllText(Place + ".dib", text);
        return NotebookReader.Load(Place + ".dib");
    }

    private static byte[] Safe(params Tensor[] tensors) => Written(path =>
        Safetensors.Write(path, tensors.Index().ToDictionary(each => $"t{each.Index}", each => each.Item), new Dictionary<string, string> { ["record"] = "{}" }));

    private static byte[] Pth(bool zip, bool wrapped) => Written(path =>
    {
        SavedStorage floats = SavedStorage.Floats("0", 1, 2, 3, 4, 5, 6);
        var state = new Dictionary<string, object?> { ["a"] = new SavedTensor(floats, 1, [2, 2], [2, 1]), ["b"] = new SavedTensor(floats, 0, [6], [1]) };
        TorchSave.Write(path, zip, wrapped ? new Dictionary<string, object?> { ["epoch"] = 3, ["state_dict"] = state } : state, floats);
    });

    private static byte[] DeflatedPth() => Written(path =>
    {
        SavedStorage fresh = SavedStorage.Floats("0", new float[1000]);
        TorchSave.Zip(path, PickleWriter.Pickle(new Dictionary<string, object?> { ["a"] = new SavedTensor(fresh, 0, [1000], [1]) }), [fresh], level: CompressionLevel.Optimal);
    });

    private static IEnumerable<byte[]> Configs() => ComparedSystems.Catalog.Models.Select(model =>
        Encoding.UTF8.GetBytes(new RunRecord { Config = ComparedSystems.Catalog.Presets(model).Quick, Plans = [new SchedulePlan(0, 0, 9)] }.ToJson()));

    private static IEnumerable<byte[]> Small(IEnumerable<CorpusFile> files) => files.Select(file => file.Make()).Where(bytes => bytes.Length < LargestSeed);

    private static byte[] Notebook() => Encoding.UTF8.GetBytes("""
        {"nbformat":4,"nbformat_minor":5,"metadata":{"kernelspec":{"name":".net-csharp","language":"C#","display_name":"x"}},"cells":[
        {"id":"a","cell_type":"markdown","source":["# A\n","b"],"metadata":{},"attachments":{"p.png":{"image/png":"AA=="}}},
        {"id":"b","cell_type":"code","source":"#!fsharp\n1","metadata":{"tags":["x"]},"execution_count":1,"outputs":[
        {"output_type":"stream","name":"stdout","text":["x\n"]},{"output_type":"error","ename":"E","evalue":"v","traceback":["t"]},
        {"output_type":"execute_result","execution_count":1,"metadata":{},"data":{"text/plain":"1","application/json":{"a":[1,2.5,null]}}}]}]}
        """);

    private static byte[] Written(Action<string> write)
    {
        write(Place);
        return File.ReadAllBytes(Place);
    }
}
