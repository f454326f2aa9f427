using Csa.Attention;
using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Cli.Bench;

/// <summary>The paper's networks at 256x256: the CSA layer's share, and what inference costs beside its convolutions.</summary>
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
        Csa.Masks.HoleMask pixels = AttentionBench.CentreHole(Side), cells = AttentionBench.CentreHole(32);
        double[] seconds = Interleaved.MedianSeconds(
            rounds, () => CsaLayer.Fill(features, cells).Dispose(), () => refinement.forward(pair, pixels).Dispose());
        return new BenchRow("CSA layer, 32x32x512, 256 hole cells", seconds[0], "refinement forward at 256x256", seconds[1]);
    }

    /// <summary>Inference of both networks against the sum of their convolutions, each timed alone on tensors of its shape.</summary>
    public static BenchRow InferenceAgainstConvolutions(int rounds)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var networks = new TwoStageGenerator(new NetworkOptions());
        Tensor image = rand(1, 3, Side, Side);
        Csa.Masks.HoleMask hole = AttentionBench.CentreHole(Side);
        ConvolutionCall[] calls = Record(networks, () => networks.forward(image, hole).Dispose());
        double[] seconds = Interleaved.MedianSeconds(rounds, () => networks.forward(image, hole).Dispose(), () => RunAll(calls));
        return new BenchRow("paper inference at 256x256, both networks", seconds[0], $"its {calls.Length} convolutions alone", seconds[1]);
    }

    private sealed record ConvolutionCall(nn.Module<Tensor, Tensor> Convolution, Tensor Input);

    private static ConvolutionCall[] Record(nn.Module network, Action run)
    {
        var calls = new List<ConvolutionCall>();
        var hooks = new List<IDisposable>();
        foreach (nn.Module module in network.modules())
        {
            if (module is not (TorchSharp.Modules.Conv2d or TorchSharp.Modules.ConvTranspose2d)) continue;
            var convolution = (nn.Module<Tensor, Tensor>)module;
            convolution.register_forward_hook((_, input, output) =>
            {
                if (calls.All(call => call.Convolution != convolution)) calls.Add(new ConvolutionCall(convolution, randn(input.shape).DetachFromDisposeScope()));
                return output;
            });
        }

        run();
        return [.. calls];
    }

    private static void RunAll(IEnumerable<ConvolutionCall> calls)
    {
        foreach (ConvolutionCall call in calls) call.Convolution.forward(call.Input).Dispose();
    }
}
