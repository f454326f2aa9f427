using Csa.Data.Masks;
using Csa.Networks;
using TorchSharp.Modules;
using static Csa.Networks.Layers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.ShiftNet;

/// <summary>Shift-Net: pix2pix's U-Net with a shift layer in its decoder, which takes known features into the hole.</summary>
public sealed class ShiftNetwork : nn.Module<Tensor, HoleMask, ShiftOutput>, IInpaintingNetwork
{
    private readonly Convolution2d input;
    private readonly ModuleList<UNetLevel> levels;
    private readonly UNetInnermost innermost;
    private readonly Convolution2d output;
    private readonly ShiftNetworkOptions options;

    /// <summary>An untrained network; see <see cref="Initialisation.Normal"/>.</summary>
    /// <param name="options">Its shape.</param>
    public ShiftNetwork(ShiftNetworkOptions options)
        : base(nameof(ShiftNetwork))
    {
        this.options = options.Validated();
        NetworkOptions blocks = options.Blocks;
        int last = options.Depth - 1;
        input = Down4x4(options.MaskChannel ? 4 : 3, blocks.Channels(0));
        levels = new([.. Enumerable.Range(1, last - 1).Select(i => new UNetLevel(blocks.Channels(i - 1), blocks.Channels(i), joined: i == ShiftLevel ? 3 : 2))]);
        innermost = new(blocks.Channels(last - 1), blocks.Channels(last));
        output = Up4x4(2 * blocks.Channels(0), 3);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public int SideMultiple => options.Blocks.SideMultiple;

    /// <summary>Predicts the image.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1]; pixels in the hole are ignored; sides are multiples of 2^Depth.</param>
    /// <param name="hole">On the pixel grid, N masks.</param>
    /// <returns>The image and the features that the guidance loss uses; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">A side is not a multiple of 2^Depth, or the mask's size differs.</exception>
    public override ShiftOutput forward(Tensor image, HoleMask hole)
    {
        NetworkInput.Require(image, hole, SideMultiple);
        using var scope = NewDisposeScope();
        FeatureHole featureHole = FeatureMask.Reduce(hole, options.ShiftPosition);
        Tensor m = hole.ToTensor(ScalarType.Bool, image.device);

        // skips[i] is the encoder's output at 1/2^(i + 1) of the side; levels[i - 1] leads from skips[i - 1] there and back.
        var skips = new List<Tensor> { input.call(Input(image, m, m)) };
        foreach (UNetLevel level in levels) skips.Add(level.Encode(skips[^1]));

        Tensor x = innermost.call(skips[^1]);
        Tensor? predicted = null;
        for (int i = levels.Count; i > 0; i--)
        {
            Tensor joined = cat([x, skips[i]], 1);
            if (i == ShiftLevel)
            {
                Tensor[] halves = Relu(joined).chunk(2, 1);
                predicted = halves[0];
                joined = cat([.. halves, ShiftLayer.Shift(halves[0], halves[1], featureHole.Mask)], 1);
            }

            x = levels[i - 1].Decode(joined);
        }

        return new(output.call(Relu(cat([x, skips[0]], 1))).tanh_(), predicted!, featureHole.Mask);
    }

    /// <summary>The encoder's features of an image without a hole, at the shift layer: the target of the guidance loss.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1]: I_gt.</param>
    /// <param name="hole">On the pixel grid; fills the mask channel, as in <see cref="forward"/>.</param>
    /// <returns>[N, C, h, w] after a ReLU.</returns>
    public Tensor EncoderFeatures(Tensor image, HoleMask hole)
    {
        NetworkInput.Require(image, hole, SideMultiple);
        using var scope = NewDisposeScope();
        Tensor m = hole.ToTensor(ScalarType.Bool, image.device);
        Tensor x = input.call(Input(image, zeros_like(m), m));
        foreach (UNetLevel level in levels.Take(ShiftLevel)) x = level.Encode(x);
        return Relu(x).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public InpaintingResult Fill(Tensor image, HoleMask hole)
    {
        using ShiftOutput made = forward(image, hole);
        return new(made.Output.alias());
    }

    // levels[ShiftLevel - 1] halves for the ShiftPosition-th time: the input convolution was the first.
    private int ShiftLevel => options.ShiftPosition - 1;

    private Tensor Input(Tensor image, Tensor painted, Tensor m) => options.MaskChannel
        ? cat([where(painted, zeros_like(image), image), m.logical_not().to(image.dtype)], 1)
        : NetworkInput.Paint(image, painted, NetworkInput.MeanColour);
}

/// <summary>The output of Shift-Net for a batch. Owns its tensors; they carry gradients.</summary>
public sealed class ShiftOutput : IDisposable
{
    internal ShiftOutput(Tensor output, Tensor decoderFeatures, HoleMask hole)
    {
        Output = output.DetachFromDisposeScope();
        DecoderFeatures = decoderFeatures.DetachFromDisposeScope();
        Hole = hole;
    }

    /// <summary>The predicted image, [N, 3, H, W] in (-1, 1).</summary>
    public Tensor Output { get; }

    /// <summary>F_d: the decoder's features at the shift layer, after a ReLU, [N, C, h, w].</summary>
    public Tensor DecoderFeatures { get; }

    /// <summary>The hole on the grid of these features.</summary>
    public HoleMask Hole { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Output.Dispose();
        DecoderFeatures.Dispose();
    }
}
