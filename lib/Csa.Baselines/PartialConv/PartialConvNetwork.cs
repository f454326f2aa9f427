using Csa.Data.Masks;
using Csa.Networks;
using Csa.Tensors.Ranks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.PartialConv;

/// <summary>The U-Net of partial convolutions: masks accompany the features through every layer and skip connection.</summary>
/// <remarks>
/// Works on images with ImageNet's normalisation, 0 in the hole. Kernels are 7, 5, 5 and then 3 in the encoder and 3 in the
/// decoder, which up-samples by nearest neighbour.
/// </remarks>
public sealed class PartialConvNetwork : nn.Module<Tensor, HoleMask, Tensor>, IInpaintingNetwork
{
    private readonly ModuleList<PartialConvEncoder> encoder;
    private readonly ModuleList<PartialConvDecoder> decoder;
    private readonly PartialConvNetworkOptions options;

    /// <summary>An untrained network; see <see cref="Initialisation.He"/>.</summary>
    /// <param name="options">Its shape.</param>
    public PartialConvNetwork(PartialConvNetworkOptions options)
        : base(nameof(PartialConvNetwork))
    {
        this.options = options.Validated();
        int Channels(int level) => level == 0 ? 3 : options.Channels(level);
        IEnumerable<int> levels = Enumerable.Range(1, options.Levels);
        encoder = new([.. levels.Select(level => new PartialConvEncoder(Channels(level - 1), Channels(level), level))]);
        decoder = new([.. levels.Select(level => new PartialConvDecoder(Channels(level), Channels(level - 1), level))]);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public int SideMultiple => options.SideMultiple;

    /// <summary>The share of the batch whose statistics the norms take.</summary>
    internal BatchShare Share
    {
        set
        {
            foreach (PartialConvEncoder level in encoder) level.Share = value;
            foreach (PartialConvDecoder level in decoder) level.Share = value;
        }
    }

    /// <summary>Predicts the image.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1]; pixels in the hole are ignored; sides are multiples of 2^Levels.</param>
    /// <param name="hole">On the pixel grid, N masks.</param>
    /// <returns>[N, 3, H, W], linear: it may leave [-1, 1].</returns>
    /// <exception cref="ArgumentException">A side is not a multiple of 2^Levels, or the mask's size differs.</exception>
    public override Tensor forward(Tensor image, HoleMask hole)
    {
        NetworkInput.Require(image, hole, SideMultiple);
        using var scope = NewDisposeScope();
        Tensor known = 1 - hole.ToTensor(image.dtype, image.device);
        var skips = new List<(Tensor Features, ValidMask Valid)> { (Vgg16Convolutions.Normalise(image), ValidMask.Of(known, 3)) };
        foreach (PartialConvEncoder level in encoder) skips.Add(level.Encode(skips[^1].Features, skips[^1].Valid));

        (Tensor x, ValidMask valid) = skips[^1];
        for (int level = options.Levels; level > 0; level--)
            (x, valid) = decoder[level - 1].Decode(x, valid, skips[level - 1].Features, skips[level - 1].Valid);
        return Vgg16Convolutions.Denormalise(x).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public InpaintingResult Fill(Tensor image, HoleMask hole) => new(forward(image, hole));

    /// <summary>Sets the mode for a training step.</summary>
    /// <param name="fineTuning">
    /// True in the second phase, which freezes the statistics and weights of the encoder's norms, because holes distort the
    /// statistics of a batch.
    /// </param>
    public void SetTraining(bool fineTuning)
    {
        train();
        foreach (PartialConvEncoder level in encoder) level.FreezeNorm(fineTuning);
    }
}

/// <summary>One level of the encoder: partial convolution of stride 2, norm (except in the first level), ReLU.</summary>
internal sealed class PartialConvEncoder : nn.Module
{
    private readonly PartialConvolution conv;
    private readonly BatchNorm2d? norm;

    public PartialConvEncoder(int from, int to, int level)
        : base(nameof(PartialConvEncoder))
    {
        using var scope = NewDisposeScope();
        conv = new(from, to, Kernel(level), stride: 2);
        norm = level > 1 ? nn.BatchNorm2d(to) : null;
        RegisterComponents();
    }

    /// <summary>Of the batches whose statistics the norm takes.</summary>
    public BatchShare Share { get; set; } = BatchShare.Whole;

    /// <summary>Side of a level's kernel.</summary>
    internal static int Kernel(int level) => level switch { 1 => 7, 2 or 3 => 5, _ => 3 };

    /// <summary>[N, from, 2h, 2w] -> [N, to, h, w].</summary>
    public (Tensor Features, ValidMask Valid) Encode(Tensor x, ValidMask valid)
    {
        (Tensor made, ValidMask remaining) = conv.Convolve(x, valid);
        return (Layers.Relu(norm is null ? made : BatchNorm.Apply(norm, made, Share)), remaining);
    }

    public void FreezeNorm(bool frozen)
    {
        if (norm is null) return;
        norm.train(!frozen);
        foreach (Parameter weight in norm.parameters()) weight.requires_grad = !frozen;
    }
}

/// <summary>
/// One level of the decoder: up-sampling by 2, concatenation with the encoder's features or the image, partial convolution;
/// norm and leaky ReLU except in the last.
/// </summary>
internal sealed class PartialConvDecoder : nn.Module
{
    /// <summary>Side of every level's kernel.</summary>
    internal const int Kernel = 3;

    private readonly PartialConvolution conv;
    private readonly BatchNorm2d? norm;

    public PartialConvDecoder(int inner, int outer, int level)
        : base(nameof(PartialConvDecoder))
    {
        using var scope = NewDisposeScope();
        conv = new(inner + outer, outer, Kernel, stride: 1, bias: level == 1);
        norm = level > 1 ? nn.BatchNorm2d(outer) : null;
        RegisterComponents();
    }

    /// <summary>Of the batches whose statistics the norm takes.</summary>
    public BatchShare Share { get; set; } = BatchShare.Whole;

    /// <summary>[N, inner, h, w] and [N, outer, 2h, 2w] -> [N, outer, 2h, 2w].</summary>
    public (Tensor Features, ValidMask Valid) Decode(Tensor x, ValidMask valid, Tensor skip, ValidMask skipValid)
    {
        Tensor doubled = nn.functional.interpolate(x, scale_factor: [2, 2]);
        (Tensor made, ValidMask remaining) = conv.Convolve(cat([doubled, skip], 1), ValidMask.Join(valid.Doubled(), skipValid));
        return (norm is null ? made : Layers.LeakyRelu(BatchNorm.Apply(norm, made, Share)), remaining);
    }
}
