using System.Reflection;
using Csa.Baselines;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Graphs;
using Csa.Inpainting;
using Csa.Onnx;
using Csa.Programs;
using Csa.Systems;
using Csa.Tests.Cli;
using Xunit;

namespace Csa.Tests.Onnx;

/// <summary>Photographs filled by an exported model, without TorchSharp, as the library fills them.</summary>
public sealed class OnnxInpainterTests : IDisposable
{
    private static readonly string Weights = Path.Combine(Repository.Root, "notebooks", "weights", "csa-portraits.safetensors");

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_photograph_with_holes_of_all_kinds_is_filled_as_the_library_fills_it()
    {
        RgbImage photo = ImageSources.Open("builtin:portraits").Read(Split.Test, 7, 200).Crop(0, 0, 200, 150);
        HoleMask hole = HoleMask.Create(150, 200, (y, x) =>
            (y is >= 20 and < 90 && x is >= 30 and < 110) || (Math.Abs(y - (x / 2)) < 2 && x > 120) || (y == 10 && x == 190));
        using Inpainter library = Inpainter.Load(Weights, DeviceChoice.Cpu);
        using OnnxInpainter onnx = OnnxInpainter.Load(Exported());
        using InpaintedImage want = library.Fill(photo, hole);
        FilledImage got = onnx.Fill(photo, hole);

        Assert.Equal(want.Notes, got.Notes);
        Assert.Contains(got.Notes, note => note.Contains("reduced by", StringComparison.Ordinal));
        Assert.Contains(got.Notes, note => note.Contains("too small for the grid", StringComparison.Ordinal));
        Assert.Equal(want.Regions.Select(region => (region.Hole, region.Crop, region.Content)), got.Regions.Select(region => (region.Hole, region.Crop, region.Content)));
        Assert.All(want.Image.Pixels.Zip(got.Image.Pixels), pair => Assert.InRange(pair.First - pair.Second, -1, 1)); // a value next to a half is rounded either way
        Assert.All(want.Rough!.Pixels.Zip(got.Rough!.Pixels), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Fact]
    public void What_a_model_is_goes_with_it()
    {
        using OnnxInpainter onnx = OnnxInpainter.Load(Exported());
        using TrainedModel model = TrainedModel.Load(Weights, ComparedSystems.Catalog, DeviceChoice.Cpu);
        Assert.Equal("csa", onnx.System);
        Assert.Contains("builtin:portraits", onnx.Training, StringComparison.Ordinal);
        Assert.Equal("64", onnx.Metadata[OnnxNames.Side]);
        Assert.Equal("csa-portraits.safetensors", onnx.Metadata[OnnxNames.Weights]);
        Assert.Equal(Digest.OfFile(Weights), onnx.Metadata[OnnxNames.WeightsDigest]);
        Assert.Contains(onnx.Metadata[OnnxNames.Preset], new[] { "quick", "own" });
        Assert.NotEmpty(onnx.Metadata[OnnxNames.Version]);
        Assert.Equal(model.Record.Config, RunRecord.FromJson(onnx.Metadata[OnnxNames.Record], ComparedSystems.Catalog, "model").Config);
    }

    [Fact]
    public void No_TorchSharp_comes_with_it()
    {
        var seen = new HashSet<string>();
        var open = new Stack<AssemblyName>([typeof(OnnxInpainter).Assembly.GetName()]);
        while (open.TryPop(out AssemblyName? name))
        {
            if (!seen.Add(name.Name!) || name.Name!.StartsWith("System.", StringComparison.Ordinal)) continue;
            foreach (AssemblyName reference in Assembly.Load(name).GetReferencedAssemblies()) open.Push(reference);
        }

        Assert.Contains("Csa.Data", seen);
        Assert.DoesNotContain("TorchSharp", seen);
    }

    [Fact]
    public void What_is_no_such_model_is_refused_in_one_line()
    {
        string absent = folder.At("absent.onnx"), text = folder.At("text.onnx"), foreign = folder.At("foreign.onnx");
        File.WriteAllText(text, "not a model");
        var graph = new OnnxGraph("another program's");
        graph.Output(graph.Identity(graph.Input("x", OnnxType.Float, 1), "y"), OnnxType.Float, 1);
        graph.Write(foreign, "1", []);
        foreach (string path in new[] { absent, text, foreign })
        {
            string message = Assert.Throws<BadInputException>(() => OnnxInpainter.Load(path)).Message;
            Assert.StartsWith($"{path}: want an ONNX model", message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void The_commands_write_a_model_and_fill_by_it()
    {
        string model = folder.At("model.onnx"), filled = folder.At("filled.png");
        ImageFile.Write(folder.At("photo.png"), ImageSources.Open("builtin:portraits").Read(Split.Test, 1, 64));
        MaskFile.Write(folder.At("mask.png"), MaskShapes.Centre(64));
        CommandTests.Outcome exported = CommandTests.Csa("export", "--run", Weights, "--onnx", model);
        Assert.True(exported.Code == ExitCode.Done, exported.Errors);
        string[] inpaint = ["inpaint", "--run", model, "--image", folder.At("photo.png"), "--mask", folder.At("mask.png"), "--out", filled];

        CommandTests.Outcome refused = CommandTests.Csa([.. inpaint, "--attention", "32,32"]);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("does not say where content comes from", refused.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(filled));

        CommandTests.Outcome done = CommandTests.Csa(inpaint);
        Assert.True(done.Code == ExitCode.Done, done.Errors);
        Assert.Contains("csa from", done.Errors + done.Output, StringComparison.Ordinal);
        using Inpainter library = Inpainter.Load(Weights, DeviceChoice.Cpu);
        using InpaintedImage want = library.Fill(ImageFile.Read(folder.At("photo.png")), MaskShapes.Centre(64));
        Assert.All(want.Image.Pixels.Zip(ImageFile.Read(filled).Pixels), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Fact]
    public void The_commands_say_what_a_model_must_be_called_and_that_one_must_be_wanted()
    {
        Assert.Equal(ExitCode.BadUsage, CommandTests.Csa("export", "--run", Weights).Code);
        Assert.Equal(ExitCode.BadUsage, CommandTests.Csa("export", "--run", Weights, "--onnx", folder.At("model.bin")).Code);
    }

    public void Dispose() => folder.Dispose();

    private string Exported()
    {
        string path = folder.At("model.onnx");
        using TrainedModel model = TrainedModel.Load(Weights, ComparedSystems.Catalog, DeviceChoice.Cpu);
        model.ExportOnnx(path, ComparedSystems.Catalog);
        return path;
    }
}
