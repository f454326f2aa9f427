using Csa.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>VGG-19 to conv5_4 as SRFeat's discriminator sees it, frozen.</summary>
/// <remarks>
/// As its published code: (x + 1) / 2 clipped to [0, 1], times 255, blue first, less Caffe's means; the features after the ReLU,
/// before pool5, divided by 12.75. Its channels follow <see cref="NetworkOptions.Channels"/>.
/// </remarks>
public sealed class Vgg19Features : nn.Module<Tensor, Tensor>
{
    /// <summary>The stride of the features: 16 pixels of the image for each of their cells.</summary>
    internal const int Stride = 16;

    private const double FeatureUnit = 12.75;
    private const ulong RandomSeed = 19;

    // Of blue, green and red.
    private static readonly float[] Means = [103.939f, 116.779f, 123.68f];

    private readonly Vgg16Convolutions convolutions;

    private Vgg19Features(NetworkOptions options)
        : base(nameof(Vgg19Features))
    {
        convolutions = new(options.Validated(), Vgg16Convolutions.AllBlocks, Vgg16Convolutions.DeepOfVgg19);
        RegisterComponents();
    }

    /// <summary>The features that options name.</summary>
    /// <param name="source">See <see cref="SrFeatOptions.Vgg19"/>.</param>
    /// <param name="options">Gives their width; a file wants the paper's.</param>
    /// <exception cref="BadInputException">No such file, or one of another network or width.</exception>
    public static Vgg19Features Open(string source, NetworkOptions options)
    {
        var features = new Vgg19Features(options);
        try
        {
            if (source == Vgg16Features.RandomName)
            {
                using var generator = new Generator(RandomSeed);
                Initialisation.He(features, generator);
            }
            else if (File.Exists(source)) OfficialWeights.LoadVgg19(features.convolutions, source);
            else throw new BadInputException($"srFeat.vgg19: want {Vgg16Features.RandomName} or a file of VGG-19 (vgg19-d01eb7cb.pth), got '{source}', which is no file");
        }
        catch
        {
            features.Dispose();
            throw;
        }

        foreach (Parameter weight in features.parameters())
        {
            weight.requires_grad = false;
            weight.DetachFromDisposeScope();
        }

        return features;
    }

    /// <summary>The features of images.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1]; beyond it is clipped, and passes no gradient.</param>
    /// <returns>[N, C, H/16, W/16]; gradients reach the image, never the weights.</returns>
    public override Tensor forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        Tensor means = tensor(Means).view(1, 3, 1, 1).to(image.dtype, image.device);
        Tensor x = ((image + 1) / 2).clamp(0, 1).mul(255).flip(1) - means;
        for (int block = 1; block <= Vgg16Convolutions.AllBlocks; block++)
        {
            if (block > 1) x = Vgg16Convolutions.Pool(x);
            x = convolutions.Block(x, block);
        }

        return (x / FeatureUnit).MoveToOuterDisposeScope();
    }
}
