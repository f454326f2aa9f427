using Csa.Attention;
using Csa.Data.Masks;
using Csa.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Networks;

/// <summary>Inference in bfloat16: only behind the CSA layer, so that the same cells are copied.</summary>
public sealed class BFloat16Tests
{
    [Theory]
    [InlineData(CsaPosition.Second)]
    [InlineData(CsaPosition.Third)]
    public void The_layer_copies_the_same_cells_by_the_same_weights_and_the_result_is_close(CsaPosition position)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        NetworkOptions options = Small.Networks with { Depth = 5, CsaPosition = position };
        using var network = new TwoStageGenerator(options, new Generator(3));
        Tensor image = Small.Images(1);
        HoleMask hole = Small.Holes(1);
        using TwoStageOutput exact = network.forward(image, hole);
        string[] names = [.. network.state_dict().Keys];
        Assert.True(network.UseBFloat16());
        using TwoStageOutput rounded = network.forward(image, hole);

        Assert.Equal(names, network.state_dict().Keys);
        Assert.Equal(0, Small.Difference(exact.Rough, rounded.Rough));
        (CsaAttention want, CsaAttention got) = (exact.Refinement.Trace.Attention[0], rounded.Refinement.Trace.Attention[0]);
        Assert.Equal(want.BestMatches, got.BestMatches);
        Assert.Equal(want.PrimaryWeights, got.PrimaryWeights);

        double error = Small.Difference(exact.Refined, rounded.Refined) / Small.Size(exact.Refined);
        Assert.InRange(error, 1e-6, 0.1); // eight bits of mantissa, and not float32 in disguise
        Assert.Equal(ScalarType.Float32, rounded.Refined.dtype);
    }
}
