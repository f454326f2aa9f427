using Csa.Masks;
using Csa.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Training;

/// <summary>The paper's two networks to fill holes with: their weights and nothing that only training needs.</summary>
/// <remarks>Image sides that are no multiple of 2^Depth are padded inside, image and hole alike, and cropped back.</remarks>
public sealed class CsaFiller : ITrainedSystem
{
    private readonly TwoStageGenerator generator;
    private readonly NetworkOptions options;
    private readonly Device device;

    /// <summary>Networks whose weights are still to be loaded.</summary>
    /// <param name="options">Their shape.</param>
    /// <param name="device">Where they live; the CPU when not set.</param>
    /// <exception cref="BadInputException">An option is out of range.</exception>
    public CsaFiller(NetworkOptions options, Device? device = null)
    {
        this.options = options;
        this.device = device ?? CPU;
        generator = TwoStageGenerator.ToLoad(options).to(this.device);
    }

    /// <inheritdoc/>
    public string Name => "csa";

    /// <inheritdoc/>
    public InpaintingResult Inpaint(Tensor image, HoleMask hole) => Fill(generator, options, device, image, hole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> InferenceState() => StateOf(generator);

    /// <inheritdoc/>
    public void Dispose() => generator.Dispose();

    /// <summary>Fills with any generator of the options' shape.</summary>
    internal static InpaintingResult Fill(TwoStageGenerator generator, NetworkOptions options, Device device, Tensor image, HoleMask hole)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        int multiple = options.SideMultiple;
        using TwoStageOutput made = generator.forward(GridPadding.Pad(image.to(device), multiple), GridPadding.Pad(hole, multiple));
        Tensor refined = GridPadding.Crop(made.Refined, image.shape[2], image.shape[3]).clamp_(-1, 1).to(image.device);
        Tensor rough = GridPadding.Crop(made.Rough, image.shape[2], image.shape[3]).to(image.device);
        return new(refined, rough, made.Refinement.TakeTrace(), made.Refinement.FeatureHole);
    }

    /// <summary>A generator's weights under the names that are shipped.</summary>
    internal static IReadOnlyDictionary<string, Tensor> StateOf(TwoStageGenerator generator)
    {
        var state = new Dictionary<string, Tensor>();
        NamedTensors.AddWeights("", generator, state);
        return state;
    }
}
