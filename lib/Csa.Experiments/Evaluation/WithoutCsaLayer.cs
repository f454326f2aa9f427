using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Evaluation;

/// <summary>A CSA model whose layer lets every feature through as it is: what the same weights fill without it.</summary>
/// <remarks>
/// Tells how much trained weights lean on the layer. It is not the paper's ablation (Fig. 8), which trains a network of its
/// own without the layer and could so make up for it.
/// </remarks>
public sealed class WithoutCsaLayer : IInpaintingSystem
{
    private readonly TwoStageGenerator generator;

    /// <summary>The networks of a model with their layer switched off while this fills.</summary>
    /// <param name="generator">E.g. <see cref="TrainedGenerator.Of"/>; used, not disposed.</param>
    public WithoutCsaLayer(TwoStageGenerator generator) => this.generator = generator;

    /// <summary>"csa without its layer".</summary>
    public string Name => "csa without its layer";

    /// <inheritdoc/>
    /// <remarks>Image sides that are no multiple of 2^Depth are padded inside, image and hole alike, and cropped back.</remarks>
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
