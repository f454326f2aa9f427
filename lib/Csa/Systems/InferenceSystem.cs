using Csa.Data.Masks;
using Csa.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>A trained system for inference: a network with its weights, and nothing that only training needs.</summary>
/// <remarks>Images whose sides are not multiples of the network's are padded, with their holes, and cropped back.</remarks>
/// <typeparam name="TNetwork">The kind of network.</typeparam>
public sealed class InferenceSystem<TNetwork> : ITrainedSystem
    where TNetwork : nn.Module, IInpaintingNetwork
{
    private readonly TNetwork network;
    private readonly Device device;

    /// <summary>Takes ownership of a network whose weights are still to be loaded.</summary>
    /// <param name="name">The system's.</param>
    /// <param name="network">Moved to the device.</param>
    /// <param name="device">The device to move it to.</param>
    public InferenceSystem(string name, TNetwork network, Device device)
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
    public bool UseBFloat16() => network.UseBFloat16();

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    /// <summary>Fills holes with a network in evaluation mode, and restores its mode.</summary>
    internal static InpaintingResult Fill(TNetwork network, Device device, Tensor image, HoleMask hole)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        bool training = network.training;
        network.eval();
        try
        {
            InpaintingResult made = network.Fill(GridPadding.Pad(image.to(device), network.SideMultiple), hole.PaddedTo(network.SideMultiple));
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

    /// <summary>A network's weights under the names of exported files.</summary>
    internal static IReadOnlyDictionary<string, Tensor> StateOf(TNetwork network)
    {
        var state = new Dictionary<string, Tensor>();
        NamedTensors.AddWeights("", network, state);
        return state;
    }
}
