using Csa.Baselines.DeepFill;
using Csa.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.ContextualAttention;

/// <summary>A Wasserstein critic (Yu et al. 2018, section 3): 5x5 convolutions of stride 2, then one number for the whole image.</summary>
/// <remarks>Made for one size of image, as its dense layer is: 4,339,329 parameters for windows of 128 pixels locally, 2,733,441 for 256 globally.</remarks>
public sealed class Critic : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Convolution2d> convs;
    private readonly Linear dense;
    private readonly int side;

    /// <summary>An untrained critic; see <see cref="Networks.Initialisation.Glorot"/>.</summary>
    /// <param name="side">Height and width of what it judges, in pixels.</param>
    /// <param name="channels">What its convolutions make, one each.</param>
    public Critic(int side, IReadOnlyList<int> channels)
        : base(nameof(Critic))
    {
        this.side = side;
        using var scope = NewDisposeScope(); // the dense layer draws weights when it is made, and leaves handles of them behind
        convs = new([.. channels.Select((made, i) => new Convolution2d(i == 0 ? 3 : channels[i - 1], made, 5))]);
        int grid = channels.Aggregate(side, (cells, _) => (cells + 1) / 2);
        dense = nn.Linear((long)grid * grid * channels[^1], 1);
        RegisterComponents();
    }

    /// <summary>A score for each image: higher for what looks real.</summary>
    /// <param name="image">[N, 3, side, side] in [-1, 1].</param>
    /// <returns>[N, 1], unbounded: the higher, the more real.</returns>
    /// <exception cref="ArgumentException">Another size.</exception>
    public override Tensor forward(Tensor image)
    {
        if (image.shape[2] != side || image.shape[3] != side)
            throw new ArgumentException($"image: want {side}x{side}, which this critic was made for, got {image.shape[2]}x{image.shape[3]}", nameof(image));
        using var scope = NewDisposeScope();
        Tensor x = image;
        foreach (Convolution2d conv in convs) x = nn.functional.leaky_relu(SamePadding.Convolve(x, conv.Weight, conv.Bias, stride: 2), 0.2, inplace: true);
        return dense.call(x.flatten(1)).MoveToOuterDisposeScope();
    }
}
