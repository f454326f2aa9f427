using Csa.Data;
using Csa.Tensors.Ranks;
using TorchSharp.Modules;
using static Csa.Networks.Layers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>SRFeat's feature discriminator (Park et al. 2018; Fig. 11 c of the paper): one logit from VGG-19's conv5_4.</summary>
/// <remarks>
/// As its published code: eight 3x3 convolutions with bias, strides 1 and 2 in turn, batch norm in all but the first, LeakyReLU,
/// then two dense layers: 5,508,609 parameters at 256 pixels and the paper's width. Its norm takes the statistics of the current batch,
/// so real images and fakes must go through in separate batches. At 256 pixels its last map is one cell, which at batch 1 the norm
/// turns into a constant, so that the logit no longer depends on the image. Such a training is refused: <see cref="RequireBatch"/>.
/// </remarks>
public sealed class SrFeatDiscriminator : nn.Module<Tensor, Tensor>
{
    // Of a channel, for a norm to take its statistics from.
    private const int FewestValues = 4;

    private readonly ModuleList<Convolution2d> convs;
    private readonly ModuleList<BatchStatisticsNorm> norms;
    private readonly Linear hidden;
    private readonly Linear output;
    private readonly int grid;
    private readonly int normed;

    /// <summary>An untrained network; see <see cref="Draw"/>.</summary>
    /// <param name="options">Gives its width.</param>
    /// <param name="srFeat">The images' side, which the dense layer fixes, and whether the last map is normalised.</param>
    public SrFeatDiscriminator(NetworkOptions options, SrFeatOptions srFeat)
        : base(nameof(SrFeatDiscriminator))
    {
        options.Validated();
        using var scope = NewDisposeScope(); // dense layers draw weights when they are made, and leave handles of them behind
        int[] channels = [.. Enumerable.Range(0, 8).Select(i => options.Channels(i / 2))];
        convs = new([.. channels.Select((made, i) => new Convolution2d(i == 0 ? options.Channels(4) : channels[i - 1], made, 3, new() { Padding = 1, Stride = 1 + (i % 2) }))]);
        grid = srFeat.ImageSide / Vgg19Features.Stride;
        int last = LastSide(srFeat);
        normed = last > 1 || srFeat.NormOfOneCell ? 8 : 1 + GridsOf(grid).TakeWhile(side => side > 1).Count();
        norms = new([.. channels[1..normed].Select(made => new BatchStatisticsNorm(made))]);
        hidden = nn.Linear((long)last * last * channels[^1], 16L * options.BaseChannels);
        output = nn.Linear(16L * options.BaseChannels, 1);
        RegisterComponents();
    }

    /// <summary>The share of the batch whose statistics the norms take.</summary>
    internal BatchShare Share
    {
        set
        {
            foreach (BatchStatisticsNorm norm in norms) norm.Share = value;
        }
    }

    /// <summary>Draws initial weights as its code does: N(0, 0.02), norms N(1, 0.02), biases zero.</summary>
    /// <param name="generator">The random generator.</param>
    public void Draw(Generator generator)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope(); // in-place operations return another handle of their tensor
        Initialisation.Normal(this, generator);
        foreach (BatchStatisticsNorm norm in norms) norm.Scale.normal_(1, 0.02, generator);
        foreach (Linear dense in new[] { hidden, output })
        {
            dense.weight!.normal_(0, 0.02, generator);
            dense.bias!.zero_();
        }
    }

    /// <summary>Throws if the norm of the last map would remove all, or nearly all, of what tells the images of a batch apart.</summary>
    /// <param name="srFeat">How the discriminator is built.</param>
    /// <param name="images">The number of images in a batch.</param>
    /// <exception cref="BadInputException">The batch is too small for the norm of the last map.</exception>
    public static void RequireBatch(SrFeatOptions srFeat, int images)
    {
        int side = LastSide(srFeat), values = images * side * side;
        if ((side == 1 && !srFeat.NormOfOneCell) || values >= FewestValues) return;
        throw new BadInputException(
            $"batchSize: the last norm of SRFeat's discriminator sees a map of one cell: it wants batches of at least {FewestValues}, got {images}: of a single "
            + "image it makes a constant, and the judge is blind; set batchSize=4 or more, or system.srFeat.normOfOneCell=false");
    }

    /// <summary>One logit for each image; its norms see the whole batch.</summary>
    /// <param name="conv5">[N, C, h, w]: VGG-19's features of either real images or fakes.</param>
    /// <returns>[N, 1].</returns>
    /// <exception cref="ArgumentException">The features come from images of another side.</exception>
    public override Tensor forward(Tensor conv5)
    {
        if (conv5.shape[2] != grid || conv5.shape[3] != grid)
            throw new ArgumentException($"conv5: want features of {grid}x{grid}, got {conv5.shape[2]}x{conv5.shape[3]}; set system.srFeat.imageSide", nameof(conv5));
        using var scope = NewDisposeScope();
        Tensor x = LeakyRelu(convs[0].call(conv5));
        for (int i = 1; i < convs.Count; i++)
        {
            x = convs[i].call(x);
            if (i < normed) x = norms[i - 1].call(x);
            x = LeakyRelu(x);
        }

        return output.call(LeakyRelu(hidden.call(x.flatten(1)))).MoveToOuterDisposeScope();
    }

    private static int LastSide(SrFeatOptions srFeat) => GridsOf(srFeat.ImageSide / Vgg19Features.Stride).Last();

    // The side of each map after the first.
    private static IEnumerable<int> GridsOf(int grid) => Enumerable.Range(1, 7).Select(i => Enumerable.Range(0, (i + 1) / 2).Aggregate(grid, (cells, _) => (cells + 1) / 2));
}

/// <summary>How SRFeat's discriminator is built.</summary>
public sealed record SrFeatOptions
{
    /// <summary>Height and width in pixels of the training images, which its dense layer fixes.</summary>
    public int ImageSide { get; init; } = 256;

    /// <summary>
    /// VGG-19's weights: "random", or a file of the authors' Caffe weights under torchvision's names (vgg19-d01eb7cb.pth). SRFeat:
    /// ImageNet's.
    /// </summary>
    public string Vgg19 { get; init; } = Vgg16Features.RandomName;

    /// <summary>
    /// Normalises maps of one cell too, as its code does, which needs batches of at least 4. False leaves those norms out.
    /// </summary>
    public bool NormOfOneCell { get; init; } = true;
}

/// <summary>Batch norm that always uses the statistics of the current batch, in training and in inference; it has no running statistics.</summary>
internal sealed class BatchStatisticsNorm : nn.Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-5;

    private readonly Parameter weight;
    private readonly Parameter bias;

    internal BatchStatisticsNorm(int channels)
        : base(nameof(BatchStatisticsNorm))
    {
        weight = new Parameter(ones(channels).DetachFromDisposeScope());
        bias = new Parameter(zeros(channels).DetachFromDisposeScope());
        RegisterComponents();
    }

    internal Parameter Scale => weight;

    internal BatchShare Share { get; set; } = BatchShare.Whole;

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor centred = x - Share.Mean(x.mean([0, 2, 3], keepdim: true));
        Tensor deviation = (Share.Mean(centred.square().mean([0, 2, 3], keepdim: true)) + Epsilon).sqrt();
        return ((centred / deviation * weight.view(1, -1, 1, 1)) + bias.view(1, -1, 1, 1)).MoveToOuterDisposeScope();
    }
}
