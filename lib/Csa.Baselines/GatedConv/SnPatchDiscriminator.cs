using Csa.Baselines.DeepFill;
using Csa.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.GatedConv;

/// <summary>
/// SN-PatchGAN's discriminator (Yu et al. 2019, section 3.2): from an image and its mask to a feature map, each element of
/// which is a logit.
/// </summary>
/// <remarks>5,946,816 parameters at the defaults; 4x4x256 logits for a 256x256 image.</remarks>
public sealed class SnPatchDiscriminator : nn.Module<Tensor, Tensor>
{
    private const int InputChannels = 4;

    private readonly ModuleList<Convolution2d> convs;

    /// <summary>An untrained discriminator.</summary>
    /// <param name="baseChannels">Channels of the first convolution; later ones have two and four times as many. Published: 64.</param>
    /// <param name="layers">Halvings, at least 1. Published: 6.</param>
    /// <param name="draw">Draws weights and singular vectors.</param>
    public SnPatchDiscriminator(int baseChannels, int layers, Generator draw)
        : base(nameof(SnPatchDiscriminator))
    {
        int[] channels = [InputChannels, .. Enumerable.Range(0, layers).Select(i => baseChannels << Math.Min(i, 2))];
        convs = new([.. Enumerable.Range(0, layers).Select(i => new Convolution2d(channels[i], channels[i + 1], 5))]);
        // Buffers move between devices and into checkpoints with the weights.
        for (int i = 0; i < layers; i++) register_buffer(SingularVector(i), randn([channels[i + 1]], generator: draw).DetachFromDisposeScope());
        RegisterComponents();
        Networks.Initialisation.Glorot(this, draw);
    }

    /// <summary>A logit for each patch and channel of images with their masks.</summary>
    /// <param name="seen">[N, 4, H, W]: an image in [-1, 1], then its hole, 1 = missing.</param>
    /// <returns>[N, C, h, w]: a logit per feature and place.</returns>
    /// <remarks>Each call is one step of power iteration, in the generator's turn too, as published.</remarks>
    public override Tensor forward(Tensor seen)
    {
        using var scope = NewDisposeScope();
        Tensor x = seen;
        for (int i = 0; i < convs.Count; i++)
        {
            Tensor weight = SpectralNorm.Normalise(convs[i].Weight, get_buffer(SingularVector(i))!);
            x = nn.functional.leaky_relu(SamePadding.Convolve(x, weight, convs[i].Bias, stride: 2), 0.2, inplace: true);
        }

        return x.MoveToOuterDisposeScope();
    }

    private static string SingularVector(int layer) => $"singularVector{layer}";
}
