using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>The rough network followed by the refinement network (paper Fig. 2), differentiable end to end.</summary>
public sealed class TwoStageGenerator : nn.Module<Tensor, HoleMask, TwoStageOutput>, IInpaintingNetwork
{
    /// <summary>The published code's, of the rough network's input.</summary>
    internal static IReadOnlyList<byte> OfficialColour { get; } = [123, 104, 117];

    private readonly RoughNetwork rough;
    private readonly RefinementNetwork refinement;
    private readonly NetworkOptions options;

    /// <summary>Two networks, initialised as <see cref="Initialisation.Normal"/> does, on the CPU.</summary>
    /// <param name="options">Their shape.</param>
    /// <param name="generator">The draw's generator; torch's global one when not set.</param>
    public TwoStageGenerator(NetworkOptions options, Generator? generator = null)
        : this(options)
    {
        Initialisation.Normal(this, generator, refinement.Attention);
    }

    private TwoStageGenerator(NetworkOptions options)
        : base(nameof(TwoStageGenerator))
    {
        this.options = options.Validated();
        rough = new(options);
        refinement = new(options);
        RegisterComponents();
    }

    /// <summary>Two networks whose weights are about to be overwritten, so no time is spent on initialising them.</summary>
    internal static TwoStageGenerator Uninitialised(NetworkOptions options) => new(options);

    /// <summary>The shape of both networks.</summary>
    public NetworkOptions Options => options;

    /// <inheritdoc/>
    public int SideMultiple => options.SideMultiple;

    /// <summary>The first network, from I_in to I_p.</summary>
    public RoughNetwork Rough => rough;

    /// <summary>The second network, from I_p and I_in to I_r.</summary>
    public RefinementNetwork Refinement => refinement;

    /// <summary>The rough and the refined prediction of a batch.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1]; pixels in the hole are ignored; sides are multiples of 2^Depth.</param>
    /// <param name="hole">On the pixel grid, N masks.</param>
    /// <returns>Both predictions, uncomposited; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">A side is not a multiple of 2^Depth, or the mask's size differs.</exception>
    public override TwoStageOutput forward(Tensor image, HoleMask hole)
    {
        NetworkInput.Require(image, hole, options.SideMultiple);
        using var scope = NewDisposeScope();
        Tensor m = hole.ToTensor(ScalarType.Bool, image.device);
        bool official = options.HoleFill == HoleFill.OfficialCode;
        Tensor iIn = NetworkInput.Paint(image, m, official ? OfficialColour : NetworkInput.MeanColour);
        Tensor iInSecond = official ? where(m, zeros_like(image), image) : iIn;
        Tensor[] mask = options.MaskChannel ? [m.to(image.dtype)] : [];

        Tensor iP = rough.call(cat([iIn, .. mask], 1));
        using Tensor? seen = options.DetachRough ? iP.detach() : null;
        return new(iP, refinement.call(cat([where(m, seen ?? iP, image), iInSecond, .. mask], 1), hole));
    }

    /// <inheritdoc/>
    public bool UseBFloat16()
    {
        refinement.UseBFloat16();
        return true;
    }

    /// <inheritdoc/>
    public InpaintingResult Fill(Tensor image, HoleMask hole)
    {
        using TwoStageOutput made = forward(image, hole);
        return new(made.Refined.alias(), made.Rough.alias(), made.Refinement.TakeTrace(), made.Refinement.HasTrace ? made.Refinement.FeatureHole : null);
    }
}

/// <summary>The output of both networks for a batch. Owns its tensors; they carry gradients.</summary>
public sealed class TwoStageOutput : IDisposable
{
    internal TwoStageOutput(Tensor rough, RefinementOutput refinement)
    {
        Rough = rough.DetachFromDisposeScope();
        Refinement = refinement;
    }

    /// <summary>I_p, [N, 3, H, W] in (-1, 1).</summary>
    public Tensor Rough { get; }

    /// <summary>I_r, [N, 3, H, W], linear: it may leave [-1, 1].</summary>
    public Tensor Refined => Refinement.Output;

    /// <summary>I_r with the features that the losses use.</summary>
    public RefinementOutput Refinement { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Rough.Dispose();
        Refinement.Dispose();
    }
}
