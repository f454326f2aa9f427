using Csa.Data.Masks;
using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.DeepFill;

/// <summary>DeepFill's coarse stage followed by its refinement stage, differentiable end to end.</summary>
/// <remarks>At the published widths 3,601,542 parameters as CA, 4,052,478 as GC.</remarks>
public sealed class DeepFillGenerator : nn.Module<Tensor, HoleMask, DeepFillOutput>, IInpaintingNetwork
{
    /// <summary>Pixels along a side of a cell of the grid on which the attention works.</summary>
    internal const int FeatureFactor = 4;

    private readonly LayerChain coarse;
    private readonly LayerChain dilated;
    private readonly LayerChain beforeAttention;
    private readonly LayerChain afterAttention;
    private readonly LayerChain joint;
    private readonly DeepFillNetworkOptions options;
    private readonly TwoStageDesign design;

    /// <summary>An untrained generator on the CPU.</summary>
    /// <param name="options">Its shape.</param>
    /// <param name="design">Which of the two versions.</param>
    /// <param name="draw">Draws its weights (Glorot); null for weights that are about to be overwritten.</param>
    internal DeepFillGenerator(DeepFillNetworkOptions options, TwoStageDesign design, Generator? draw)
        : base(nameof(DeepFillGenerator))
    {
        this.options = options.Validated();
        this.design = design;
        int c = options.BaseChannels, second = design.SecondStageSeesHole ? 5 : 3;
        coarse = new(5, TwoStageLayout.Coarse(c), design);
        dilated = new(second, TwoStageLayout.DilatedBranch(c), design);
        beforeAttention = new(second, TwoStageLayout.BeforeAttention(c), design);
        afterAttention = new(beforeAttention.OutputChannels, TwoStageLayout.AfterAttention(c), design);
        joint = new(dilated.OutputChannels + afterAttention.OutputChannels, TwoStageLayout.Joint(c), design);
        RegisterComponents();
        if (draw is null) return;
        Initialisation.Glorot(this, draw);
        foreach (LayerChain chain in new[] { coarse, dilated, beforeAttention, afterAttention, joint }) chain.Scale(options.InitialGain);
    }

    /// <inheritdoc/>
    public int SideMultiple => options.SideMultiple;

    /// <summary>The coarse and the refined prediction of a batch.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1]; pixels in the hole are ignored; sides are multiples of
    /// <see cref="SideMultiple"/>.</param>
    /// <param name="hole">On the pixel grid, N masks.</param>
    /// <returns>Both predictions, uncomposited, in [-1, 1]; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">A side is not such a multiple, or the mask's size differs.</exception>
    public override DeepFillOutput forward(Tensor image, HoleMask hole)
    {
        NetworkInput.Require(image, hole, SideMultiple);
        using var scope = NewDisposeScope();
        Tensor m = hole.ToTensor(ScalarType.Bool, image.device);
        Tensor grey = zeros_like(image);
        // Ones tell a convolution the image's inside from its padding.
        Tensor[] place = [ones_like(image.narrow(1, 0, 1)), m.to(image.dtype)];

        Tensor rough = design.Bound(coarse.call(cat([where(m, grey, image), .. place], 1)));
        Tensor seen = cat([where(m, rough, image), .. design.SecondStageSeesHole ? place : []], 1);
        Tensor attended = ContextualAttentionLayer.Fill(beforeAttention.call(seen), AlignedSampling.Reduce(hole, FeatureFactor), options.Attention);
        Tensor both = cat([dilated.call(seen), afterAttention.call(attended)], 1);
        return new(rough, design.Bound(joint.call(both)));
    }

    /// <inheritdoc/>
    public InpaintingResult Fill(Tensor image, HoleMask hole)
    {
        using DeepFillOutput made = forward(image, hole);
        return new(made.Refined.alias(), made.Rough.alias());
    }
}

/// <summary>The output of both stages for a batch. Owns its tensors; they carry gradients.</summary>
public sealed class DeepFillOutput : IDisposable
{
    internal DeepFillOutput(Tensor rough, Tensor refined)
    {
        Rough = rough.DetachFromDisposeScope();
        Refined = refined.DetachFromDisposeScope();
    }

    /// <summary>The first stage's prediction, [N, 3, H, W] in [-1, 1].</summary>
    public Tensor Rough { get; }

    /// <summary>The second stage's prediction, [N, 3, H, W] in [-1, 1].</summary>
    public Tensor Refined { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Rough.Dispose();
        Refined.Dispose();
    }
}
