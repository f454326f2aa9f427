using Csa.Data;
using Csa.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>VGG-16 for a system's losses, opened when first needed: inference needs neither it nor the file of its weights.</summary>
public sealed class LazyFeatures : IDisposable
{
    private readonly Lazy<Vgg16Features> features;

    /// <summary>Features that <paramref name="open"/> will open.</summary>
    /// <param name="open">Opens them; torch's generator is left as it was, so that a run does not depend on when this happens.</param>
    /// <param name="device">The device to move them to.</param>
    public LazyFeatures(Func<Vgg16Features> open, Device device)
    {
        features = new(() =>
        {
            using Tensor state = random.get_rng_state();
            Vgg16Features opened = open();
            if (device.type != DeviceType.CPU) opened = opened.to(device); // made there
            random.set_rng_state(state);
            return opened;
        });
    }

    /// <summary>The network, opened at first use.</summary>
    /// <exception cref="BadInputException">The file of weights is absent, damaged or of another network or width.</exception>
    public Vgg16Features Value => features.Value;

    /// <summary>The target of CSA's losses: both taps of the ground truth, without gradients.</summary>
    /// <param name="iGt">I_gt, [N, 3, H, W].</param>
    public Vgg16Taps GroundTruthTaps(Tensor iGt)
    {
        using var _ = no_grad();
        return Value.forward(iGt);
    }

    /// <summary>The target of a loss: the features of the ground truth after pool1, pool2 and pool3, without gradients.</summary>
    /// <param name="iGt">I_gt, [N, 3, H, W].</param>
    public IReadOnlyList<Tensor> GroundTruthPools(Tensor iGt)
    {
        using var _ = no_grad();
        return Value.Pools(iGt);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (features.IsValueCreated) features.Value.Dispose();
    }
}
