using Csa.Attention;
using Csa.Data.Masks;
using Xunit;
using static Csa.Tests.Attention.AttentionScene;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Attention;

/// <summary>Samples of a batch, each with a mask of its own, know nothing of each other.</summary>
public class CsaLayerBatchTests
{
    private static readonly AttentionScene[] Scenes = [new(1), new(2), new(3, hole: (_, _) => false)];

    private static HoleMask Holes => HoleMask.Batch([.. Scenes.Select(scene => scene.Hole)]);

    [Fact]
    public void A_batch_is_each_sample_alone()
    {
        using var scope = NewDisposeScope();
        Tensor batch = cat([.. Scenes.Select(scene => scene.Tensor(ScalarType.Float32))], 0);
        using CsaTrace together = CsaLayer.Fill(batch, Holes);
        for (int n = 0; n < Scenes.Length; n++)
        {
            using CsaTrace alone = CsaLayer.Fill(Scenes[n].Tensor(ScalarType.Float32), Scenes[n].Hole);
            Assert.Equal(Values(alone.Output), Values(together.Output[n]));
            Assert.Equal(alone.Attention[0].RecurrentWeights, together.Attention[n].RecurrentWeights);
        }
    }

    [Theory]
    [InlineData(CsaGradient.ThroughWeights)]
    [InlineData(CsaGradient.AttentionConstant)]
    public void The_gradient_of_a_batch_is_that_of_each_sample_alone(CsaGradient gradient)
    {
        using var scope = NewDisposeScope();
        var options = new CsaOptions { Gradient = gradient };
        Tensor upstream = cat([.. Scenes.Select((_, n) => new AttentionScene(90 + n).Tensor())], 0);
        Tensor together = Gradient(cat([.. Scenes.Select(scene => scene.Tensor())], 0), Holes, upstream);
        for (int n = 0; n < Scenes.Length; n++)
        {
            Tensor alone = Gradient(Scenes[n].Tensor(), Scenes[n].Hole, upstream[n].unsqueeze(0));
            Assert.Equal(Values(alone[0]), Values(together[n]));
            Assert.Equal(Scenes[n].Hole.IsEmpty, Values(alone[0]).SequenceEqual(Values(upstream[n])));
        }

        Tensor Gradient(Tensor features, HoleMask hole, Tensor g)
        {
            features.requires_grad_();
            using CsaTrace trace = CsaLayer.Fill(features, hole, options);
            (trace.Output * g).sum().backward();
            return features.grad!;
        }
    }
}
