using Csa.Weights;
using TorchSharp.Modules;
using static Csa.Networks.Layers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>VGG-16 as a frozen judge: pool3 for the feature patch discriminator, a deeper or equal ReLU for the consistency loss.</summary>
/// <remarks>
/// Its channels follow the generator's (<see cref="NetworkOptions.Channels"/>), so that the consistency tap has the CSA
/// layer's shape at any width: relu3_3, relu4_3 (paper) or relu5_3 for the second, third or fourth CSA position.
/// Differs from the published code: images are normalised as ImageNet's.
/// </remarks>
public sealed class Vgg16Features : nn.Module<Tensor, Vgg16Taps>
{
    /// <summary>What <see cref="Open"/> and <see cref="Weights"/> call random weights.</summary>
    public const string RandomName = "random";

    // The seed of "random" features: the same features in every run, which a resumed run relies on.
    private const ulong RandomSeed = 16;
    private const int Pool3Block = 3;

    // ImageNet's mean and deviation of RGB in [0, 1], for images in [-1, 1].
    private static readonly float[] Mean = [(2 * 0.485f) - 1, (2 * 0.456f) - 1, (2 * 0.406f) - 1];
    private static readonly float[] Deviation = [2 * 0.229f, 2 * 0.224f, 2 * 0.225f];

    private readonly List<Conv2d[]> blocks = [];
    private readonly int tapBlock;

    private Vgg16Features(NetworkOptions options, string weights)
        : base(nameof(Vgg16Features))
    {
        options.Validated();
        Weights = weights;
        tapBlock = (int)options.CsaPosition + 1;
        int from = 3;
        for (int block = 1; block <= tapBlock; block++)
        {
            int to = options.Channels(block - 1);
            blocks.Add([.. Enumerable.Range(1, block < 3 ? 2 : 3).Select(i => Conv3x3(i == 1 ? from : to, to))]);
            for (int i = 0; i < blocks[^1].Length; i++) register_module($"conv{block}_{i + 1}", blocks[^1][i]);
            from = to;
        }
    }

    /// <summary>Where the weights come from, printed beside every figure: "random" or "imagenet (FILE)".</summary>
    public string Weights { get; }

    /// <summary>Features by what options call them.</summary>
    /// <param name="source">"random", or a file for <see cref="FromFile"/>.</param>
    /// <param name="options">The generator's shape.</param>
    /// <exception cref="BadInputException">No such file, a damaged one, one of another network, or a generator of another width.</exception>
    public static Vgg16Features Open(string source, NetworkOptions options)
    {
        if (source == RandomName) return Random(options);
        return File.Exists(source)
            ? FromFile(source, options)
            : throw new BadInputException(
                $"features: want {RandomName} or a file of torchvision's VGG-16 (vgg16-….pth or .safetensors), got '{source}', which is no file");
    }

    /// <summary>ImageNet's features, as the paper uses them.</summary>
    /// <param name="path">torchvision's VGG-16 state_dict, .pth or .safetensors ("features.0.weight" …); its classifier is not read.</param>
    /// <param name="options">The generator's shape; its width must be the paper's.</param>
    /// <exception cref="BadInputException">No such file, a damaged one, one of another network, or a generator of another width.</exception>
    public static Vgg16Features FromFile(string path, NetworkOptions options)
    {
        var paper = new NetworkOptions();
        if (options.BaseChannels != paper.BaseChannels || options.MaxChannelFactor != paper.MaxChannelFactor)
        {
            throw new BadInputException(
                $"features: ImageNet's VGG-16 has 64 to 512 channels: want BaseChannels {paper.BaseChannels} and MaxChannelFactor {paper.MaxChannelFactor}, "
                + $"got {options.BaseChannels} and {options.MaxChannelFactor}; set those, or features={RandomName}");
        }

        var features = new Vgg16Features(options, $"imagenet ({Path.GetFileName(path)})");
        try
        {
            OfficialWeights.LoadVgg16(features, features.blocks.Count, path);
            return features.Frozen();
        }
        catch
        {
            features.Dispose();
            throw;
        }
    }

    /// <summary>Features of random weights, the same in every run: they keep colour and edges, and mean nothing.</summary>
    /// <param name="options">The generator's shape.</param>
    public static Vgg16Features Random(NetworkOptions options)
    {
        using var generator = new Generator(RandomSeed);
        var features = new Vgg16Features(options, RandomName);
        Initialisation.He(features, generator);
        return features.Frozen();
    }

    /// <summary>Both taps.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>The caller disposes it. Gradients reach the image, never the weights.</returns>
    public override Vgg16Taps forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        Tensor x = Normalise(image);
        Tensor? tap = null, pool3 = null;
        for (int block = 1; block <= Math.Max(tapBlock, Pool3Block); block++)
        {
            x = Convolve(x, block);
            if (block == tapBlock) tap = x;
            if (block < tapBlock || block == Pool3Block) x = nn.functional.max_pool2d(x, 2);
            if (block == Pool3Block) pool3 = x;
        }

        return new(tap!, pool3!);
    }

    /// <summary>The features after pool3 alone, which cost less than both taps.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>[N, C, H/8, W/8]; gradients reach the image, never the weights.</returns>
    public Tensor Pool3(Tensor image)
    {
        using var scope = NewDisposeScope();
        Tensor x = Normalise(image);
        for (int block = 1; block <= Pool3Block; block++) x = nn.functional.max_pool2d(Convolve(x, block), 2);
        return x.MoveToOuterDisposeScope();
    }

    private static Tensor Normalise(Tensor image) => (image - PerChannel(Mean, image)) / PerChannel(Deviation, image);

    private static Tensor PerChannel(float[] values, Tensor like) => tensor(values).view(1, 3, 1, 1).to(like.dtype, like.device);

    // For good, and for longer than the dispose scope that they were made in: a system makes its features when a step needs them.
    private Vgg16Features Frozen()
    {
        foreach (Parameter weight in parameters())
        {
            weight.requires_grad = false;
            weight.DetachFromDisposeScope();
        }

        return this;
    }

    private Tensor Convolve(Tensor x, int block)
    {
        foreach (Conv2d conv in blocks[block - 1]) x = Relu(conv.forward(x));
        return x;
    }
}

/// <summary>VGG-16 features of a batch. Owns its tensors.</summary>
public sealed class Vgg16Taps : IDisposable
{
    internal Vgg16Taps(Tensor consistency, Tensor pool3)
    {
        Consistency = consistency.DetachFromDisposeScope();
        Pool3 = pool3.DetachFromDisposeScope();
    }

    /// <summary>Phi_n of Eq. 4: the ReLU whose shape is the CSA layer's; relu4_3 in the paper.</summary>
    public Tensor Consistency { get; }

    /// <summary>After pool3: [N, C, H/8, W/8].</summary>
    public Tensor Pool3 { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Consistency.Dispose();
        Pool3.Dispose();
    }
}
