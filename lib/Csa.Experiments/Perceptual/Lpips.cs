using Csa.Data;
using Csa.Networks;
using Csa.Tensors.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Perceptual;

/// <summary>LPIPS 0.1 (Zhang et al. 2018): the weighted squared distance of two images' normalised features.</summary>
/// <remarks>
/// As the authors' package: images in [-1, 1] at their own size, less (-.030, -.088, -.188), over (.458, .448, .450); each tap
/// divided by its norm over channels plus 1e-10; squared differences weighted by a 1x1 convolution, averaged over the map, and
/// added over the taps. On the CPU in float32, through <see cref="Convolution2d"/>.
/// </remarks>
public sealed class Lpips : IDisposable
{
    private const float Epsilon = 1e-10f;
    private static readonly float[] Shift = [-.030f, -.088f, -.188f], Scale = [.458f, .448f, .450f];

    private readonly LpipsTrunk trunk;
    private readonly Tensor[] linear;

    private Lpips(LpipsTrunk trunk, Tensor[] linear) => (this.trunk, this.linear) = (trunk, linear);

    /// <summary>Opens LPIPS from its two files.</summary>
    /// <param name="net">Which network.</param>
    /// <param name="trunkPath">torchvision's AlexNet or VGG-16, .pth or .safetensors.</param>
    /// <param name="linearPath">The authors' 1x1 weights, lin0.model.1.weight … lin4.model.1.weight.</param>
    /// <exception cref="BadInputException">No such file, a damaged one, or one of another network.</exception>
    public static Lpips Open(LpipsNet net, string trunkPath, string linearPath)
    {
        LpipsTrunk trunk = LpipsTrunk.Open(net, trunkPath);
        try
        {
            using var scope = NewDisposeScope();
            FrozenWeights weights = FrozenWeights.Read(linearPath, (net == LpipsNet.Alex ? PublishedWeights.LpipsAlex : PublishedWeights.LpipsVgg).Network);
            Tensor[] linear = [.. trunk.Channels.Select((channels, tap) => weights.Take($"lin{tap}.model.1.weight", 1, channels, 1, 1))];
            return new Lpips(trunk, [.. linear.Select(weight => weight.to(ScalarType.Float32).DetachFromDisposeScope())]);
        }
        catch
        {
            trunk.Dispose();
            throw;
        }
    }

    /// <summary>The least height and width of an image: 31 for AlexNet, 16 for VGG-16.</summary>
    public int SmallestSide => trunk.SmallestSide;

    /// <summary>The normalised features of images, to be compared more than once.</summary>
    /// <param name="images">[N, 3, H, W] float32 in [-1, 1].</param>
    /// <exception cref="ArgumentException">A side is below <see cref="SmallestSide"/>.</exception>
    public LpipsFeatures Features(Tensor images)
    {
        Layers.RequireSides(images, SmallestSide, nameof(images), "enlarge them, or use another measure");
        using var scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        Tensor x = (images - tensor(Shift).view(1, 3, 1, 1)) / tensor(Scale).view(1, 3, 1, 1);
        return new LpipsFeatures([.. trunk.Taps(x).Select(tap => tap / (tap.square().sum(1, keepdim: true).sqrt() + Epsilon))]);
    }

    /// <summary>The distance of each image of one batch from the image at its place in another.</summary>
    /// <param name="a">Of N images.</param>
    /// <param name="b">Of N images of the same size.</param>
    /// <returns>N numbers from 0, which means the same features; smaller is better.</returns>
    public IReadOnlyList<double> Distances(LpipsFeatures a, LpipsFeatures b)
    {
        using var scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        IEnumerable<Tensor> perTap = linear.Select((weight, tap) => ((a.Taps[tap] - b.Taps[tap]).square() * weight).sum(1).mean([1, 2]).to(ScalarType.Float64));
        return perTap.Aggregate((sum, one) => sum + one).data<double>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        trunk.Dispose();
        foreach (Tensor weight in linear) weight.Dispose();
    }
}

/// <summary>The normalised features of a batch of images. Owns its tensors.</summary>
public sealed class LpipsFeatures : IDisposable
{
    internal LpipsFeatures(IReadOnlyList<Tensor> taps) => Taps = [.. taps.Select(tap => tap.DetachFromDisposeScope())];

    /// <summary>[N, C, h, w] for each of the five taps, of norm 1 over C or all zero.</summary>
    public IReadOnlyList<Tensor> Taps { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tap in Taps) tap.Dispose();
    }
}
