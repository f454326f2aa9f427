using Csa.Attention;
using Csa.Data.Masks;
using TorchSharp.Modules;
using static Csa.Networks.Layers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>
/// The refinement network (paper section 3.2, Fig. 2): a U-Net with the CSA layer in its encoder, from (I_p, I_in) to I_r.
/// </summary>
/// <remarks>
/// Layout of the published code: a 3x3 convolution, then per level a dilated 4x4 that halves and a 3x3 that doubles the
/// channels; the CSA layer stands right after its level's 3x3 convolution, before the norm. The output is linear: clamp
/// it before it is seen.
/// </remarks>
public sealed class RefinementNetwork : nn.Module<Tensor, HoleMask, RefinementOutput>
{
    private readonly Convolution2d input;
    private readonly ModuleList<RefinementLevel> levels;
    private readonly RefinementInnermost innermost;
    private readonly Convolution2d output;
    private readonly FeatureFill attention;
    private readonly NetworkOptions options;

    /// <summary>An untrained network; see <see cref="Initialisation.Normal"/>.</summary>
    /// <param name="options">Its shape.</param>
    public RefinementNetwork(NetworkOptions options)
        : base(nameof(RefinementNetwork))
    {
        this.options = options.Validated();
        int last = options.Depth - 1;
        input = Conv3x3(options.MaskChannel ? 7 : 6, options.Channels(0));
        levels = new([.. Enumerable.Range(1, last).Select(i => new RefinementLevel(options.Channels(i - 1), options.Channels(i)))]);
        innermost = new(options.Channels(last));
        output = Transposed3x3(2 * options.Channels(0), 3);
        attention = FeatureFill.Of(options);
        RegisterComponents();
    }

    /// <summary>What stands in the CSA layer's place, often the layer itself.</summary>
    internal FeatureFill Attention => attention;

    /// <summary>
    /// From now on convolves in bfloat16 wherever the layer's matches do not depend on it: behind the layer, in encoder and
    /// decoder. Before it such rounding would change which cells are copied, and cost most of the quality.
    /// </summary>
    internal void UseBFloat16()
    {
        for (int i = 0; i < levels.Count; i++) levels[i].UseBFloat16(encoder: i >= (int)options.CsaPosition);
        innermost.UseBFloat16();
        output.UseBFloat16();
    }

    /// <summary>Refines a rough prediction.</summary>
    /// <param name="pair">
    /// [N, 6 or 7, H, W] in [-1, 1]: the rough prediction in the hole and the image outside, then I_in, then the mask if
    /// <see cref="NetworkOptions.MaskChannel"/> is on; sides are multiples of 2^Depth.
    /// </param>
    /// <param name="hole">On the pixel grid, N masks.</param>
    /// <returns>I_r and the features that losses and figures use; the caller disposes it.</returns>
    public override RefinementOutput forward(Tensor pair, HoleMask hole)
    {
        using var scope = NewDisposeScope();
        int position = (int)options.CsaPosition;
        FeatureHole featureHole = FeatureMask.Reduce(hole, position);
        FilledFeatures? filled = null;

        // skips[i] is the encoder's output at 1/2^i of the side; levels[i] leads from there to skips[i + 1] and back.
        var skips = new List<Tensor> { input.call(pair) };
        for (int i = 0; i < levels.Count; i++)
        {
            Tensor x = levels[i].Halve(skips[i]);
            if (i + 1 == position) x = (filled = attention.call(x, featureHole.Mask)).Output;
            skips.Add(levels[i].Normalise(x));
        }

        Tensor decoded = innermost.call(skips[^1]);
        Tensor? atCsa = null;
        for (int i = levels.Count; i > 0; i--)
        {
            if (i == position) atCsa = decoded;
            decoded = levels[i - 1].Decode(cat([decoded, Skip(i)], 1));
        }

        return new(output.call(Relu(cat([decoded, Skip(0)], 1))), filled!, atCsa!, featureHole);

        // Behind the CSA layer no more is told of the hole than the layer has filled in, if the finer skips are masked.
        Tensor Skip(int level)
        {
            if (!options.MaskedSkips || level >= position) return skips[level];
            HoleMask missing = level == 0 ? hole : FeatureMask.Reduce(hole, level).Mask;
            return skips[level].masked_fill(missing.ToTensor(ScalarType.Bool, pair.device), 0);
        }
    }
}

/// <summary>The output of the refinement network for a batch. Owns its tensors; they carry gradients.</summary>
public sealed class RefinementOutput : IDisposable
{
    private readonly FilledFeatures filled;
    private bool ownsTrace = true;

    internal RefinementOutput(Tensor output, FilledFeatures filled, Tensor decoderFeatures, FeatureHole featureHole)
    {
        Output = output.DetachFromDisposeScope();
        this.filled = filled;
        DecoderFeatures = decoderFeatures.DetachFromDisposeScope();
        FeatureHole = featureHole;
    }

    /// <summary>I_r, [N, 3, H, W], linear: it may leave [-1, 1].</summary>
    public Tensor Output { get; }

    /// <summary>CSA(I_ip) of Eq. 4: the features after the CSA layer or what stands in its place, [N, C, h, w].</summary>
    public Tensor CsaFeatures => filled.Output;

    /// <summary>CSA_d(I_ip) of Eq. 4: the decoder's features of the same shape, before they are joined with the encoder's.</summary>
    public Tensor DecoderFeatures { get; }

    /// <summary>The CSA layer's output, attention and hole on the feature grid.</summary>
    /// <exception cref="InvalidOperationException">Neither the CSA layer nor its recurrence has filled the hole.</exception>
    public CsaTrace Trace => filled.Trace ?? throw new InvalidOperationException("want a refinement network with the CSA layer's recurrence, this one has no attention to show; see HasTrace");

    /// <summary>True if there is a <see cref="Trace"/>: the hole was filled by the CSA layer or by its recurrence.</summary>
    public bool HasTrace => filled.Trace is not null;

    /// <summary>The hole on the feature grid, and what that grid is too coarse to show.</summary>
    public FeatureHole FeatureHole { get; }

    /// <summary>Throws if the CSA layer's backward pass failed; see <see cref="CsaTrace.ThrowIfBackwardFailed"/>.</summary>
    /// <exception cref="InvalidOperationException">It failed; the cause is the inner exception.</exception>
    public void ThrowIfBackwardFailed() => filled.Trace?.ThrowIfBackwardFailed();

    /// <summary>Transfers ownership of the trace to the caller, who disposes it.</summary>
    /// <returns><see cref="Trace"/>, or null if there is none: then nothing is transferred.</returns>
    public CsaTrace? TakeTrace()
    {
        ownsTrace = !HasTrace;
        return filled.Trace;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Output.Dispose();
        DecoderFeatures.Dispose();
        if (ownsTrace) filled.Dispose();
    }
}

/// <summary>One resolution of the refinement network: a layer of the encoder and the matching one of the decoder.</summary>
internal sealed class RefinementLevel : nn.Module
{
    private readonly Convolution2d down;
    private readonly InstanceNorm2d downNorm;
    private readonly Convolution2d conv;
    private readonly InstanceNorm2d norm;
    private readonly Convolution2d upConv;
    private readonly InstanceNorm2d upConvNorm;
    private readonly Convolution2d up;
    private readonly InstanceNorm2d upNorm;

    internal RefinementLevel(int outer, int inner)
        : base(nameof(RefinementLevel))
    {
        down = Dilated4x4(outer);
        downNorm = Norm(outer);
        conv = Conv3x3(outer, inner);
        norm = Norm(inner);
        upConv = Transposed3x3(2 * inner, outer);
        upConvNorm = Norm(outer);
        up = Up4x4(outer, outer);
        upNorm = Norm(outer);
        RegisterComponents();
    }

    internal void UseBFloat16(bool encoder)
    {
        foreach (Convolution2d convolution in (Convolution2d[])[.. encoder ? [down, conv] : Array.Empty<Convolution2d>(), upConv, up]) convolution.UseBFloat16();
    }

    /// <summary>[N, outer, 2h, 2w] -> [N, inner, h, w], not yet normalised: the CSA layer may follow.</summary>
    internal Tensor Halve(Tensor x) => conv.call(LeakyRelu(downNorm.call(DilatedDown(down, x))));

    /// <summary>[N, inner, h, w].</summary>
    internal Tensor Normalise(Tensor x) => norm.call(x);

    /// <summary>[N, 2 inner, h, w] -> [N, outer, 2h, 2w].</summary>
    internal Tensor Decode(Tensor x) => upNorm.call(up.call(Relu(upConvNorm.call(upConv.call(Relu(x))))));
}

/// <summary>The bottleneck of the refinement network: no norm in the middle, where a sample may be 1x1.</summary>
internal sealed class RefinementInnermost : nn.Module<Tensor, Tensor>
{
    private readonly Convolution2d down;
    private readonly Convolution2d up;
    private readonly InstanceNorm2d upNorm;

    internal RefinementInnermost(int channels)
        : base(nameof(RefinementInnermost))
    {
        down = Dilated4x4(channels);
        up = Up4x4(channels, channels);
        upNorm = Norm(channels);
        RegisterComponents();
    }

    internal void UseBFloat16()
    {
        down.UseBFloat16();
        up.UseBFloat16();
    }

    public override Tensor forward(Tensor x) => upNorm.call(up.call(Relu(DilatedDown(down, x))));
}
