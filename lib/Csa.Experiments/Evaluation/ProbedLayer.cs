using Csa.Attention;
using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Evaluation;

/// <summary>What a probe puts into the hole of the features of a trained CSA model, in place of what the model was trained with.</summary>
public enum LayerProbe
{
    /// <summary>The features as they come from the encoder: the layer is switched off.</summary>
    Bypassed,

    /// <summary>For each cell its best match, without Eq. 3's recurrence (a = 0).</summary>
    NearestMatch,

    /// <summary>What the layer made of the next image of the batch: features of the right kind and of the wrong image.</summary>
    OtherImage,
}

/// <summary>A CSA model whose layer gives something else, to see how much the same weights rely on it.</summary>
/// <remarks>
/// It is not the paper's ablation (Fig. 8), which trains a separate network that can make up for the change. A probe costs more than the
/// layer is worth: the decoder has never seen such features.
/// </remarks>
public sealed class ProbedLayer : IInpaintingSystem
{
    private readonly TwoStageGenerator generator;
    private readonly LayerProbe probe;

    /// <summary>The networks of a model, whose layer is replaced while this system fills holes.</summary>
    /// <param name="generator">E.g. <see cref="TrainedGenerator.Of"/>; used, not disposed.</param>
    /// <param name="probe">What the layer gives.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such probe.</exception>
    public ProbedLayer(TwoStageGenerator generator, LayerProbe probe)
    {
        if (!Enum.IsDefined(probe)) throw new ArgumentOutOfRangeException(nameof(probe), probe, $"probe: want {string.Join(", ", Enum.GetNames<LayerProbe>())}");
        (this.generator, this.probe) = (generator, probe);
    }

    /// <summary>"csa bypassed", "csa nearest match" or "csa other image".</summary>
    public string Name => $"csa {Describe(probe)}";

    /// <summary>The probe in words.</summary>
    internal static string Describe(LayerProbe probe) => probe switch
    {
        LayerProbe.Bypassed => "bypassed",
        LayerProbe.NearestMatch => "nearest match",
        _ => "other image",
    };

    /// <inheritdoc/>
    /// <remarks>Images whose sides are not multiples of 2^Depth are padded, with their holes, and cropped back.</remarks>
    public InpaintingResult Inpaint(Tensor image, HoleMask hole)
    {
        using IDisposable noGradients = no_grad();
        using var scope = NewDisposeScope();
        int multiple = generator.Options.SideMultiple;
        Tensor whole = GridPadding.Pad(image.to(generator.parameters().First().device), multiple);
        Action asTrained = generator.Refinement.Attention.register_forward_hook((_, features, cells, filled) => Replaced(features, cells, filled)).remove;
        try
        {
            using TwoStageOutput made = generator.forward(whole, hole.PaddedTo(multiple));
            Tensor rough = GridPadding.Crop(made.Rough, image.shape[2], image.shape[3]).to(image.device);
            return new(GridPadding.Crop(made.Refined, image.shape[2], image.shape[3]).clamp_(-1, 1).to(image.device), rough);
        }
        finally
        {
            asTrained();
        }
    }

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
    }

    private FilledFeatures Replaced(Tensor features, HoleMask cells, FilledFeatures filled)
    {
        using (filled)
        {
            return probe switch
            {
                LayerProbe.Bypassed => new(features.alias()),
                LayerProbe.NearestMatch => new(CsaLayer.Fill(features, cells, generator.Options.Csa with { PredecessorWeight = 0, Candidates = 1 })),
                _ => new(where(cells.ToTensor(ScalarType.Bool, features.device), filled.Output.roll(-1, 0), features)),
            };
        }
    }
}
