using Csa.Data;
using Csa.Data.Files;
using Csa.Tensors.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>
/// VGG-16 as a frozen feature extractor: pool3 for the feature patch discriminator, relu3_3, relu4_3 or relu5_3 for the
/// consistency loss.
/// </summary>
/// <remarks>
/// Its channels follow the generator's (<see cref="NetworkOptions.Channels"/>), so that the consistency tap has the CSA
/// layer's shape at any width: relu3_3, relu4_3 (paper) or relu5_3 for the second, third or fourth CSA position.
/// Differs from the published code: images are normalised as ImageNet's.
/// </remarks>
public sealed class Vgg16Features : nn.Module<Tensor, Vgg16Taps>
{
    /// <summary>The name of random weights in <see cref="Open"/> and <see cref="Weights"/>.</summary>
    public const string RandomName = "random";

    /// <summary>
    /// The name of the shipped weights, trained on attributes of the built-in drawings, in <see cref="Open"/> and
    /// <see cref="Weights"/>.
    /// </summary>
    public const string BuiltInName = "builtin";

    // The seed of "random" features: the same features in every run, which a resumed run relies on.
    private const ulong RandomSeed = 16;
    private const int Pool3Block = 3, DigestDigits = 8;

    private readonly Vgg16Convolutions convolutions;
    private readonly int tapBlock;

    private Vgg16Features(NetworkOptions options, string weights)
        : base(nameof(Vgg16Features))
    {
        options.Validated();
        Weights = weights;
        tapBlock = (int)options.CsaPosition + 1;
        convolutions = new Vgg16Convolutions(options, tapBlock);
        register_module(nameof(convolutions), convolutions);
    }

    /// <summary>Where the weights come from, printed beside every figure: "random", "builtin (sha256 …)", "imagenet (FILE)" …</summary>
    public string Weights { get; }

    /// <summary>Opens features by the name that options give them.</summary>
    /// <param name="source">"builtin", "random", or a file for <see cref="FromFile"/>.</param>
    /// <param name="options">The generator's shape.</param>
    /// <exception cref="BadInputException">No such file, a damaged one, one of another network, or a generator of another
    /// width.</exception>
    public static Vgg16Features Open(string source, NetworkOptions options) => source switch
    {
        RandomName => Random(options),
        BuiltInName => BuiltIn(options),
        _ when File.Exists(source) => FromFile(source, options),
        _ => throw new BadInputException(
            $"features: want {BuiltInName}, {RandomName} or a file of VGG-16 (vgg16-….pth, or .safetensors of csa train-features), got '{source}', which is no file"),
    };

    /// <summary>Features at the width of their own weights, up to pool3: for a loss that compares them only with each other.</summary>
    /// <param name="source">As <see cref="Open"/>'s.</param>
    /// <param name="randomWidth">The width to use for "random" features.</param>
    /// <exception cref="BadInputException">No such file, a damaged one, or one of another network.</exception>
    public static Vgg16Features OpenOwnWidth(string source, NetworkOptions randomWidth)
    {
        NetworkOptions width = source switch
        {
            RandomName => randomWidth,
            BuiltInName => BuiltInWidth(),
            _ when File.Exists(source) && WeightFile.IsSafetensors(source) => TrainedWidth(source) ?? new NetworkOptions(),
            _ => new NetworkOptions(),
        };
        return Open(source, new NetworkOptions { BaseChannels = width.BaseChannels, MaxChannelFactor = width.MaxChannelFactor, CsaPosition = CsaPosition.Second });
    }

    /// <summary>
    /// The shipped features: a narrow VGG-16 trained to predict the attributes of the built-in drawings (<c>csa
    /// train-features</c>).
    /// </summary>
    /// <param name="options">The generator's shape; its width must be that of the quick preset.</param>
    /// <exception cref="BadInputException">A generator of another width.</exception>
    public static Vgg16Features BuiltIn(NetworkOptions options)
    {
        using Stream resource = BuiltInStream();
        string digest = Digest.Of(resource)[..DigestDigits];
        resource.Position = 0;
        using SafetensorsFile file = Safetensors.Read(resource, "the built-in features");
        RequireWidth(file, BuiltInName, options);
        using var scope = NewDisposeScope();
        return Loaded(options, $"{BuiltInName} (sha256 {digest}…)", features =>
            OfficialWeights.LoadVgg16(features.convolutions, "the built-in features", file.Load()));
    }

    /// <summary>Features from a file: ImageNet's, as in the paper, or those that <c>csa train-features</c> wrote.</summary>
    /// <param name="path">torchvision's VGG-16 state_dict, .pth or .safetensors ("features.0.weight" …); its classifier is
    /// not read. Or a file of <c>csa train-features</c>.</param>
    /// <param name="options">The generator's shape; its width must be the file's.</param>
    /// <exception cref="BadInputException">No such file, a damaged one, one of another network, or a generator of another
    /// width.</exception>
    public static Vgg16Features FromFile(string path, NetworkOptions options)
    {
        bool trainedHere = false;
        if (WeightFile.IsSafetensors(path))
        {
            using SafetensorsFile file = Safetensors.Read(path);
            trainedHere = file.Metadata.ContainsKey(FeatureFile.BaseChannelsKey);
            if (trainedHere) RequireWidth(file, path, options);
        }

        if (!trainedHere) RequirePaperWidth(options);
        return Loaded(options, $"{(trainedHere ? "trained here" : "imagenet")} ({Path.GetFileName(path)})", features =>
            OfficialWeights.LoadVgg16(features.convolutions, path));
    }

    /// <summary>Features of random weights, the same in every run: they keep colours and edges but have no learned meaning.</summary>
    /// <param name="options">The generator's shape.</param>
    public static Vgg16Features Random(NetworkOptions options)
    {
        using var generator = new Generator(RandomSeed);
        return Loaded(options, RandomName, features => Initialisation.He(features, generator));
    }

    /// <summary>The features that both losses compare: after pool3 and at the consistency tap.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>The caller disposes it. Gradients reach the image, never the weights.</returns>
    public override Vgg16Taps forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        Tensor x = Vgg16Convolutions.Normalise(image);
        Tensor? tap = null, pool3 = null;
        for (int block = 1; block <= Math.Max(tapBlock, Pool3Block); block++)
        {
            x = convolutions.Block(x, block);
            if (block == tapBlock) tap = x;
            if (block < tapBlock || block == Pool3Block) x = Vgg16Convolutions.Pool(x);
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
        Tensor x = Vgg16Convolutions.Normalise(image);
        for (int block = 1; block <= Pool3Block; block++) x = Vgg16Convolutions.Pool(convolutions.Block(x, block));
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>The features after pool1, pool2 and pool3.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>[N, C, H/2, W/2], [N, 2C, H/4, W/4], [N, 4C, H/8, W/8]; gradients reach the image, never the weights.</returns>
    public IReadOnlyList<Tensor> Pools(Tensor image)
    {
        Tensor x = Vgg16Convolutions.Normalise(image);
        var pools = new List<Tensor>();
        for (int block = 1; block <= Pool3Block; block++)
        {
            x = Vgg16Convolutions.Pool(convolutions.Block(x, block));
            pools.Add(x);
        }

        return pools;
    }

    private static NetworkOptions BuiltInWidth()
    {
        using Stream resource = BuiltInStream();
        using SafetensorsFile file = Safetensors.Read(resource, "the built-in features");
        return FeatureFile.Width(file);
    }

    // Null for torchvision's, which has the paper's width.
    private static NetworkOptions? TrainedWidth(string path)
    {
        using SafetensorsFile file = Safetensors.Read(path);
        return file.Metadata.ContainsKey(FeatureFile.BaseChannelsKey) ? FeatureFile.Width(file) : null;
    }

    private static Stream BuiltInStream() => typeof(Vgg16Features).Assembly.GetManifestResourceStream("features-builtin.safetensors")!;

    private static Vgg16Features Loaded(NetworkOptions options, string weights, Action<Vgg16Features> load)
    {
        var features = new Vgg16Features(options, weights);
        try
        {
            load(features);
            return features.Frozen();
        }
        catch
        {
            features.Dispose();
            throw;
        }
    }

    private static void RequirePaperWidth(NetworkOptions options)
    {
        var paper = new NetworkOptions();
        if (options.BaseChannels != paper.BaseChannels || options.MaxChannelFactor != paper.MaxChannelFactor)
        {
            throw new BadInputException(
                $"features: ImageNet's VGG-16 has 64 to 512 channels: want BaseChannels {paper.BaseChannels} and MaxChannelFactor {paper.MaxChannelFactor}, "
                + $"got {options.BaseChannels} and {options.MaxChannelFactor}; set those, or {Cure(options)}");
        }
    }

    private static void RequireWidth(SafetensorsFile file, string name, NetworkOptions options)
    {
        NetworkOptions width = FeatureFile.Width(file);
        if (width.BaseChannels != options.BaseChannels || width.MaxChannelFactor != options.MaxChannelFactor)
        {
            throw new BadInputException(
                $"features {name}: were made for BaseChannels {width.BaseChannels} and MaxChannelFactor {width.MaxChannelFactor}, "
                + $"got {options.BaseChannels} and {options.MaxChannelFactor}; {Cure(options)}");
        }
    }

    private static string Cure(NetworkOptions options) =>
        $"train some of this width (csa train-features --set baseChannels={options.BaseChannels} maxChannelFactor={options.MaxChannelFactor} --out FILE) "
        + $"and set features=FILE, or set features={RandomName}";

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
}

/// <summary>The VGG-16 features of a batch. Owns its tensors.</summary>
public sealed class Vgg16Taps : IDisposable
{
    internal Vgg16Taps(Tensor consistency, Tensor pool3)
    {
        Consistency = consistency.DetachFromDisposeScope();
        Pool3 = pool3.DetachFromDisposeScope();
    }

    /// <summary>Phi_n of Eq. 4: the output of the ReLU whose shape equals the CSA layer's; relu4_3 in the paper.</summary>
    public Tensor Consistency { get; }

    /// <summary>The features after pool3, [N, C, H/8, W/8].</summary>
    public Tensor Pool3 { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Consistency.Dispose();
        Pool3.Dispose();
    }
}
