using Csa.Attention;
using Csa.Data.Masks;
using Csa.Networks;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Cli.Bench;

/// <summary>
/// The paper's networks at 256x256: the CSA layer's share of the time, and the cost of inference compared with its
/// convolutions alone.
/// </summary>
internal static class NetworkBench
{
    private const int Side = 256;

    /// <summary>The CSA layer at 32x32x512 with 256 hole cells against the whole refinement forward that contains it.</summary>
    public static BenchRow LayerAgainstRefinement(int rounds)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var refinement = new RefinementNetwork(new NetworkOptions());
        Tensor pair = randn(1, 6, Side, Side), features = randn(1, 512, 32, 32);
        HoleMask pixels = MaskShapes.Centre(Side), cells = MaskShapes.Centre(32);
        return BenchRow.Measure(
            rounds, "CSA layer, 32x32x512, 256 hole cells", () => CsaLayer.Fill(features, cells).Dispose(),
            "refinement forward at 256x256", () => refinement.forward(pair, pixels).Dispose());
    }

    /// <summary>Inference of both networks against the sum of its convolutions, each timed alone on a tensor of its shape.</summary>
    public static BenchRow InferenceAgainstConvolutions(int rounds) =>
        InferenceAgainst(rounds, "convolutions", module => module is Convolution2d, inferenceFirst: true);

    /// <summary>Inference in bfloat16 behind the layer against float32, with the same weights.</summary>
    public static BenchRow BFloat16AgainstFloat32(int rounds)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var exact = new TwoStageGenerator(new NetworkOptions());
        using var rounded = new TwoStageGenerator(new NetworkOptions());
        rounded.load_state_dict(exact.state_dict());
        rounded.UseBFloat16();
        Tensor image = rand(1, 3, Side, Side);
        HoleMask hole = MaskShapes.Centre(Side);
        return BenchRow.Measure(
            rounds, "paper inference at 256x256 with bfloat16", () => rounded.forward(image, hole).Dispose(),
            "in float32", () => exact.forward(image, hole).Dispose());
    }

    /// <summary>The instance norms of an inference, timed alone: the largest part of the rest.</summary>
    public static BenchRow NormsAgainstInference(int rounds) => InferenceAgainst(rounds, "instance norms", module => module is Modules.InstanceNorm2d, inferenceFirst: false);

    private sealed record ModuleCall(nn.Module<Tensor, Tensor> Module, Tensor Input);

    private static BenchRow InferenceAgainst(int rounds, string what, Func<nn.Module, bool> chosen, bool inferenceFirst)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var networks = new TwoStageGenerator(new NetworkOptions());
        Tensor image = rand(1, 3, Side, Side);
        HoleMask hole = MaskShapes.Centre(Side);
        ModuleCall[] calls = [.. networks.named_modules().Where(entry => chosen(entry.module))
            .Select(entry => new ModuleCall((nn.Module<Tensor, Tensor>)entry.module, InputOf(entry.name, entry.module)))];
        double[] seconds = Interleaved.MedianSeconds(rounds, () => networks.forward(image, hole).Dispose(), () => RunAll(calls));
        string inference = "paper inference at 256x256, both networks", parts = $"its {calls.Length} {what} alone";
        return inferenceFirst ? new BenchRow(inference, seconds[0], parts, seconds[1]) : new BenchRow(parts, seconds[1], inference, seconds[0]);
    }

    // A tensor of the shape that the network gives a module, from the module's name: level i works between 1/2^i and
    // 1/2^(i+1) of the side, and a halving convolution of the refinement sees every second pixel and three of padding.
    private static Tensor InputOf(string name, nn.Module module)
    {
        bool rough = name.StartsWith("rough", StringComparison.Ordinal);
        string[] parts = name.Split('.');
        string role = parts[^1];
        int depth = new NetworkOptions().Depth, offset = rough ? 1 : 0;
        int level = parts.Contains("levels") ? int.Parse(parts[^2], System.Globalization.CultureInfo.InvariantCulture) + offset
            : parts.Contains("innermost") ? depth - 1
            : 0;
        int outer = Side >> level, inner = outer / 2;
        int side = role switch
        {
            "input" => Side,
            "output" => rough ? Side / 2 : Side,
            "down" => rough ? outer : inner + 3,
            "upNorm" => outer,
            "downNorm" or "norm" or "conv" or "upConv" or "upConvNorm" or "up" => inner,
            _ => throw new InvalidOperationException($"no shape is known for {name}"),
        };
        long channels = module switch
        {
            Convolution2d convolution => convolution.Weight.shape[convolution.IsTransposed ? 0 : 1],
            Modules.InstanceNorm2d norm => norm.weight.shape[0],
            _ => throw new InvalidOperationException($"no shape is known for {name}"),
        };
        return randn(1, channels, side, side);
    }

    private static void RunAll(IEnumerable<ModuleCall> calls)
    {
        foreach (ModuleCall call in calls) call.Module.forward(call.Input).Dispose();
    }
}
