using System.CommandLine;
using Csa.Baselines;
using Csa.Data.Files;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary><c>csa export</c>: writes a run's inference weights as one small file, or the whole system as an ONNX model.</summary>
internal static class ExportCommand
{
    public const string Name = "export", Summary = "Write what filling needs of a run (no optimiser, no discriminators): float16 safetensors, or an ONNX model.";

    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "A run folder, a checkpoint or a weights file", Required = true };
        var output = new Option<FileInfo?>("--out") { Description = "A .safetensors file: float16, with the run's record inside" };
        var onnx = new Option<FileInfo?>("--onnx") { Description = "An .onnx file: networks and attention as one graph (opset 17) in float32, for images of any size, with the run's record inside" };
        var command = new Command(Name, HelpText.WithExample(
            $"""
            {Summary}

            csa inpaint --run takes both. An ONNX model runs without TorchSharp, in 30 MB of native code: lib/Csa.Onnx loads it
            in programs of your own, and other runtimes can. Its inputs are image [1, 3, height, width] in [-1, 1] and
            mask [1, 1, height, width], more than 0.5 = missing; its outputs rough and refined, uncomposited.
            """,
            "csa export --run runs/mine --out mine.safetensors",
            "csa export --run runs/mine --onnx mine.onnx"))
        {
            run, output, onnx,
        };
        command.SetAction(parsed =>
        {
            (FileInfo? weights, FileInfo? graph) = (parsed.GetValue(output), parsed.GetValue(onnx));
            if (weights is null && graph is null) throw new BadUsageException("want --out FILE.safetensors or --onnx FILE.onnx, or both");
            if (graph is not null && !graph.Name.EndsWith(OnnxNames.Extension, StringComparison.OrdinalIgnoreCase))
                throw new BadUsageException($"--onnx: want a name that ends with {OnnxNames.Extension}, by which --run knows such a file, got {graph.Name}");
            using TrainedModel model = TrainedModel.Load(parsed.GetRequiredValue(run), ComparedSystems.Catalog, DeviceChoice.Cpu);
            if (weights is not null) Written(weights, model.ExportWeights);
            if (graph is not null) Written(graph, path => model.ExportOnnx(path, ComparedSystems.Catalog));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Written(FileInfo file, Action<string> write)
    {
        write(file.FullName);
        file.Refresh();
        Terminal.Line(FormattableString.Invariant($"{file}: {file.Length / 1e6:F1} MB; use it as --run {file}"));
    }
}
