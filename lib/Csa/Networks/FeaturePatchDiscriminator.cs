using TorchSharp.Modules;
using static Csa.Networks.Layers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>The feature patch discriminator (paper section 3.4, Fig. 5): it maps VGG-16 features after pool3 to a map of logits.</summary>
/// <remarks>Differs from Fig. 5 by default as the published code does: strides 2, 2, 2; see <see cref="FeaturePatchStrides"/>.</remarks>
public sealed class FeaturePatchDiscriminator : nn.Module<Tensor, Tensor>
{
    private readonly Convolution2d input;
    private readonly Convolution2d conv;
    private readonly InstanceNorm2d norm;
    private readonly Convolution2d output;
    private readonly int smallestSide;

    /// <summary>An untrained network; see <see cref="Initialisation.Normal"/>.</summary>
    /// <param name="options">Its width and strides.</param>
    public FeaturePatchDiscriminator(NetworkOptions options)
        : base(nameof(FeaturePatchDiscriminator))
    {
        options.Validated();
        bool figure5 = options.FeaturePatchStrides == FeaturePatchStrides.Figure5;
        int stride = figure5 ? 1 : 2;
        smallestSide = figure5 ? 6 : 8;
        int width = options.Channels(3);
        input = Down4x4(options.Channels(2), width);
        conv = Down4x4(width, width, stride);
        norm = Norm(width, affine: false);
        output = Down4x4(width, width, stride);
        RegisterComponents();
    }

    /// <summary>A logit for each patch of a feature map.</summary>
    /// <param name="pool3">[N, C, H, W]: VGG-16 features after pool3.</param>
    /// <returns>C(x) of Eq. 5-6: each element is a logit, [N, C', h, w]; 512x4x4 at 256x256.</returns>
    /// <exception cref="ArgumentException">The features come from an image that is too small.</exception>
    public override Tensor forward(Tensor pool3)
    {
        RequireSides(pool3, smallestSide, "pool3", "train on larger images or set FeaturePatchDiscriminator to false");
        using var scope = NewDisposeScope();
        Tensor x = LeakyRelu(input.call(pool3));
        x = LeakyRelu(norm.call(conv.call(x)));
        return output.call(x).MoveToOuterDisposeScope();
    }
}
