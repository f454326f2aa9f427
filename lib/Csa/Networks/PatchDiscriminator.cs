using TorchSharp.Modules;
using static Csa.Networks.Layers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>Pix2pix's patch discriminator (paper section 3.4): each output is a logit for a patch of 70x70 pixels.</summary>
public sealed class PatchDiscriminator : nn.Module<Tensor, Tensor>
{
    private readonly Convolution2d input;
    private readonly ModuleList<Convolution2d> convs;
    private readonly ModuleList<InstanceNorm2d> norms;
    private readonly Convolution2d output;
    private readonly int smallestSide;

    /// <summary>An untrained network; see <see cref="Initialisation.Normal"/>.</summary>
    /// <param name="options">Its width and number of halvings.</param>
    public PatchDiscriminator(NetworkOptions options)
        : base(nameof(PatchDiscriminator))
    {
        options.Validated();
        int halvings = options.PatchDiscriminatorLayers;
        input = Down4x4(3, options.Channels(0));
        convs = new([.. Enumerable.Range(1, halvings).Select(i => Down4x4(options.Channels(i - 1), options.Channels(i), i < halvings ? 2 : 1))]);
        norms = new([.. Enumerable.Range(1, halvings).Select(i => Norm(options.Channels(i)))]);
        output = Down4x4(options.Channels(halvings), 1, stride: 1);
        smallestSide = 3 << halvings;
        RegisterComponents();
    }

    /// <summary>A logit for each patch of an image.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>C(x) of Eq. 5-6: a logit per patch, [N, 1, h, w]; 30x30 at 256x256.</returns>
    /// <exception cref="ArgumentException">The image is too small for the number of halvings.</exception>
    public override Tensor forward(Tensor image)
    {
        RequireSides(image, smallestSide, "image", "set PatchDiscriminatorLayers lower");
        using var scope = NewDisposeScope();
        Tensor x = LeakyRelu(input.call(image));
        for (int i = 0; i < convs.Count; i++) x = LeakyRelu(norms[i].call(convs[i].call(x)));
        return output.call(x).MoveToOuterDisposeScope();
    }
}
