using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Graphs;
using Csa.Inpainting;
using Csa.Onnx;
using Csa.Systems;
using static TorchSharp.torch;

namespace Csa.Cli.Bench;

/// <summary>
/// One image with a centre hole, filled by the library and by the exported model in ONNX Runtime, with the same weights and threads.
/// </summary>
internal static class OnnxBench
{
    /// <summary>Both presets of CSA with one and with two threads; weights are random, which no time depends on.</summary>
    public static IEnumerable<Func<int, BenchRow>> Rows() =>
        from config in new[] { Presets.Quick(), Presets.Paper() } from threads in new[] { 1, 2 } select (Func<int, BenchRow>)(rounds => Against(config, threads, rounds));

    /// <summary>A system's exported model in ONNX Runtime; no file of it stays.</summary>
    /// <param name="config">Of the system, and the side that it works at.</param>
    /// <param name="system">Has its weights.</param>
    /// <param name="threads">ONNX Runtime's.</param>
    internal static OnnxInpainter Exported(RunConfig config, ITrainedSystem system, int threads)
    {
        string path = Path.Combine(Path.GetTempPath(), $"csa-bench-{Guid.NewGuid():N}{OnnxNames.Extension}");
        try
        {
            OnnxExport form = config.System.ToOnnx();
            var facts = new Dictionary<string, string> { [OnnxNames.System] = config.System.Model, [OnnxNames.Side] = $"{config.Training.Side}", [OnnxNames.SideMultiple] = $"{form.SideMultiple}" };
            OnnxModel.Of(config.System.Model, form, system.InferenceState()).Write(path, "bench", facts);
            return OnnxInpainter.Load(path, threads);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static BenchRow Against(RunConfig config, int threads, int rounds)
    {
        int side = config.Training.Side, before = get_num_threads();
        using ITrainedSystem system = config.System.CreateForInference(CPU);
        try
        {
            set_num_threads(threads);
            using OnnxInpainter onnx = Exported(config, system, threads);
            using var library = new Inpainter(system, new InpainterOptions { WorkingSide = side });
            RgbImage picture = ImageSources.Open("builtin:facades").Read(Split.Test, 0, side);
            HoleMask hole = MaskShapes.Centre(side);
            double[] seconds = Interleaved.MedianSeconds(rounds, () => library.Fill(picture, hole).Dispose(), () => onnx.Fill(picture, hole));
            string which = side == Presets.Paper().Training.Side ? "paper" : "quick";
            return new BenchRow($"csa {which} at {side}x{side}, {threads} thread{(threads > 1 ? "s" : "")}, library", seconds[0], "its ONNX model", seconds[1]);
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
