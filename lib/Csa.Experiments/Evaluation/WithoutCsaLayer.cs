using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Evaluation;

/// <summary>A CSA model whose CSA layer passes every feature through unchanged, to see what the same weights do without it.</summary>
/// <remarks>
/// It tells how much trained weights rely on the layer. It is not the paper's ablation (Fig. 8), which trains a separate
/// network without the layer that can make up for it.
/// </remarks>
public sealed class WithoutCsaLayer : IInpaintingSystem
{
    private readonly TwoStageGenerator generator;

    /// <summary>The networks of a model, with the layer switched off while this system fills holes.</summary>
    /// <param name="generator">E.g. <see cref="TrainedGenerator.Of"/>; used, not disposed.</param>
    public WithoutCsaLayer(TwoStageGenerator generator) => this.generator = generator;

    /// <summary>"csa without its layer".</summary>
    public string Name => "csa without its layer";

    /// <inheritdoc/>
    /// <remarks>Images whose sides are not multiples of 2^Depth are padded, with their holes, and cropped back.</remarks>
    public InpaintingResult Inpaint(Tensor image, HoleMask hole)
    {
        using IDisposable noGradients = no_grad();
        using var scope = NewDisposeScope();
        int multiple = generator.Options.SideMultiple;
        Tensor whole = GridPadding.Pad(image.to(generator.parameters().First().device), multiple);

        // An empty hole is the identity of the layer; the networks' inputs, and so all else, are those of the true hole.
        HoleMask empty = HoleMask.Empty((int)whole.shape[2], (int)whole.shape[3]).Repeat(hole.Count);
        Action switchOn = generator.Refinement.register_forward_pre_hook((_, pair, _) => (pair, empty)).remove;
        try
        {
            using TwoStageOutput made = generator.forward(whole, GridPadding.Pad(hole, multiple));
            Tensor rough = GridPadding.Crop(made.Rough, image.shape[2], image.shape[3]).to(image.device);
            return new(GridPadding.Crop(made.Refined, image.shape[2], image.shape[3]).clamp_(-1, 1).to(image.device), rough);
        }
        finally
        {
            switchOn();
        }
    }

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
    }
}
