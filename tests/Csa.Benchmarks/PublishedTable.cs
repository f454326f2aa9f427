using System.Diagnostics;
using System.Globalization;
using Csa.Attention;
using Csa.Cli.Bench;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Networks;
using Csa.Onnx;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Benchmarks;

/// <summary>The table of ratios: the published code's time over ours, piece by piece, in turns, medians.</summary>
/// <remarks>
/// git clone https://github.com/KumapowerLIU/CSA-inpainting
/// dotnet run -c Release --project tests/Csa.Benchmarks -- published CSA-inpainting [THREADS] [ROUNDS] [PYTHON]
/// </remarks>
internal static class PublishedTable
{
    /// <param name="arguments">The clone; then, if not 2, 7 and /usr/bin/python3, threads, rounds and a Python with torch.</param>
    public static void Write(string[] arguments)
    {
        string folder = arguments.ElementAtOrDefault(0) is { } clone && Directory.Exists(Path.Combine(clone, "models"))
            ? clone : throw new ArgumentException("published: want a clone of https://github.com/KumapowerLIU/CSA-inpainting");
        int threads = int.Parse(arguments.ElementAtOrDefault(1) ?? "2", CultureInfo.InvariantCulture), rounds = int.Parse(arguments.ElementAtOrDefault(2) ?? "7", CultureInfo.InvariantCulture);
        set_num_threads(threads);
        manual_seed(0);
        using var published = new PublishedCode(folder, arguments.ElementAtOrDefault(3) ?? "/usr/bin/python3", threads);
        Console.WriteLine($"{Processor.Here.Name}, {threads} threads, medians of {rounds}");
        Console.WriteLine("| | published, ms | ours, ms | published / ours |\n|---|---:|---:|---:|");
        foreach (Piece piece in Pieces(threads))
        {
            Func<double> ours = piece.Prepare(), theirs = () => published.Seconds(piece.Published, piece.Side, piece.Channels);
            (double own, double other) = Medians(piece.Side > 256 ? Math.Min(rounds, 3) : rounds, ours, theirs);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {piece.Name} | {1e3 * other:F1} | {1e3 * own:F1} | {other / own:F1} |"));
        }
    }

    private sealed record Piece(string Name, string Published, int Side, int Channels, Func<Func<double>> Prepare);

    private static IEnumerable<Piece> Pieces(int threads)
    {
        foreach ((int side, int channels) in new[] { (32, 512), (64, 256) })
        {
            yield return new($"CSA layer {side}x{side}x{channels}, forward", "layer_forward", side, channels, () => Forward(side, channels));
            yield return new($"CSA layer {side}x{side}x{channels}, backward", "layer_backward", side, channels, () => Backward(side, channels));
        }

        foreach (int side in new[] { 256, 512, 1024 })
            yield return new($"both networks, {side}x{side}", "inference", side, 0, () => Inference(side));
        foreach (int side in new[] { 256, 512 })
            yield return new($"the same as an ONNX model, {side}x{side}", "inference", side, 0, () => OnnxInference(side, threads));
        yield return new("training step, 256x256", "step", 256, 0, Step);
    }

    private static Func<double> Forward(int side, int channels)
    {
        Tensor features = rand(1, channels, side, side);
        HoleMask hole = MaskShapes.Centre(side);
        return () =>
        {
            using IDisposable noGradients = no_grad();
            return Seconds(() => CsaLayer.Fill(features, hole).Dispose());
        };
    }

    private static Func<double> Backward(int side, int channels)
    {
        Tensor features = rand(1, channels, side, side, requires_grad: true);
        HoleMask hole = MaskShapes.Centre(side);
        return () =>
        {
            using var scope = NewDisposeScope();
            Tensor loss = CsaLayer.Fill(features, hole).Output.sum();
            return Seconds(() => loss.backward());
        };
    }

    private static Func<double> Inference(int side)
    {
        var networks = new TwoStageGenerator(new NetworkOptions());
        Tensor image = rand(1, 3, side, side);
        HoleMask hole = MaskShapes.Centre(side);
        return () =>
        {
            using IDisposable noGradients = no_grad();
            return Seconds(() => networks.forward(image, hole).Dispose());
        };
    }

    private static Func<double> OnnxInference(int side, int threads)
    {
        RunConfig paper = Presets.Paper();
        using ITrainedSystem system = paper.System.CreateForInference(CPU);
        OnnxInpainter model = OnnxBench.Exported(paper with { Training = paper.Training with { Side = side } }, system, threads);
        RgbImage picture = ImageSources.Open("builtin:facades").Read(Split.Test, 0, side);
        HoleMask hole = MaskShapes.Centre(side);
        return () => Seconds(() => model.Fill(picture, hole));
    }

    private static Func<double> Step()
    {
        RunConfig config = Presets.Paper();
        TrainingOptions training = config.Training;
        ITrainableSystem system = config.System.Create(training.Seed, CPU);
        var batches = new Batches(ImageSources.Open(training.Data), MaskSources.Open(training.Masks), new BatchOptions { Side = 256, BatchSize = 1, Seed = training.Seed });
        TrainingBatch batch = batches.At(0);
        return () => Seconds(() => system.Step(batch, new TrainingProgress(0, 1)));
    }

    private static (double Own, double Other) Medians(int rounds, Func<double> own, Func<double> other)
    {
        // Until the just-in-time compiler is done with ours; theirs has none.
        for (double warm = 0; warm < 2; warm += own()) { }
        other();
        var seconds = new (double Own, double Other)[rounds];
        for (int i = 0; i < rounds; i++) seconds[i] = (own(), other());
        return (Median(seconds.Select(pair => pair.Own)), Median(seconds.Select(pair => pair.Other)));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static double Seconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
