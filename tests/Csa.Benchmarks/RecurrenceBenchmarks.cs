using BenchmarkDotNet.Attributes;
using Csa.Attention;
using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Benchmarks;

/// <summary>The CSA layer and its recurrence at the sizes of Fig. 9, beside the matrix product; ratios within one run.</summary>
/// <remarks>dotnet run -c Release --project tests/Csa.Benchmarks -- --filter *</remarks>
[MemoryDiagnoser]
public class RecurrenceBenchmarks
{
    private Tensor features = null!;
    private Tensor queries = null!;
    private Tensor keys = null!;
    private HoleMask hole = null!;
    private double[] own = null!;
    private double[] best = null!;
    private int[] predecessors = null!;

    /// <summary>H = W of the feature grid; a quarter of it is hole.</summary>
    [Params(16, 32, 64)]
    public int Side { get; set; }

    [Params(256)]
    public int Channels { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        manual_seed(0);
        hole = MaskShapes.Centre(Side);
        int holes = hole.HoleCount(0);
        features = randn(1, Channels, Side, Side).DetachFromDisposeScope();
        queries = randn(holes, Channels).DetachFromDisposeScope();
        keys = randn(Channels, (Side * Side) - holes).DetachFromDisposeScope();
        var random = new Random(0);
        own = [.. Enumerable.Range(0, holes * Channels).Select(_ => random.NextDouble() - 0.5)];
        best = [.. own.Reverse()];
        predecessors = [.. Enumerable.Range(ScanPath.None, holes)];
    }

    [Benchmark(Baseline = true)]
    public void Matmul() => queries.matmul(keys).Dispose();

    [Benchmark]
    public void Layer() => CsaLayer.Fill(features, hole).Dispose();

    [Benchmark]
    public CsaRecurrence Recurrence() => CsaRecurrence.Run(own, best, Channels, predecessors);

    [Benchmark]
    public CsaRecurrenceGradient RecurrenceBackward() => CsaRecurrence.Run(own, best, Channels, predecessors).Backward(own);
}
