using Csa.Data.Masks;
using Csa.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>A system's network to fill holes with: its weights and nothing that only training needs.</summary>
/// <remarks>Image sides that are no multiple of the network's are padded inside, image and hole alike, and cropped back.</remarks>
/// <typeparam name="TNetwork">The kind of network.</typeparam>
public sealed class NetworkFiller<TNetwork> : ITrainedSystem
    where TNetwork : nn.Module, IFillingNetwork
{
    private readonly TNetwork network;
    private readonly Device device;

    /// <summary>Takes ownership of a network whose weights are still to be loaded.</summary>
    /// <param name="name">The system's.</param>
    /// <param name="network">Moved to the device.</param>
    /// <param name="device">Where it shall live.</param>
    public NetworkFiller(string name, TNetwork network, Device device)
    {
        Name = name;
        this.network = network.to(device);
        this.device = device;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public InpaintingResult Inpaint(Tensor image, HoleMask hole) => Fill(network, device, image, hole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> InferenceState() => StateOf(network);

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    /// <summary>Fills with a network in evaluation mode, and leaves it in the mode it was in.</summary>
    internal static InpaintingResult Fill(TNetwork network, Device device, Tensor image, HoleMask hole)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        bool training = network.training;
        network.eval();
        try
        {
            InpaintingResult made = network.Fill(GridPadding.Pad(image.to(device), network.SideMultiple), GridPadding.Pad(hole, network.SideMultiple));
            using Tensor wholeRefined = made.Refined;
            using Tensor? wholeRough = made.Rough;
            return new(Seen(wholeRefined), wholeRough is null ? null : Seen(wholeRough), made.Trace, made.FeatureHole);
        }
        finally
        {
            network.train(training);
        }

        Tensor Seen(Tensor whole) => GridPadding.Crop(whole, image.shape[2], image.shape[3]).clamp_(-1, 1).to(image.device);
    }

    /// <summary>A network's weights under the names that are shipped.</summary>
    internal static IReadOnlyDictionary<string, Tensor> StateOf(TNetwork network)
    {
        var state = new Dictionary<string, Tensor>();
        NamedTensors.AddWeights("", network, state);
        return state;
    }
}
