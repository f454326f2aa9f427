using Csa.Baselines.DeepFill;
using Csa.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.ContextualAttention;

/// <summary>A Wasserstein critic (Yu et al. 2018, section 3): 5x5 convolutions of stride 2, then one number for the whole image.</summary>
/// <remarks>
/// Its dense layer fixes the size of its input: 4,339,329 parameters as the local critic of 128x128 windows, 2,733,441 as
/// the global one of 256x256 images.
/// </remarks>
public sealed class Critic : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Convolution2d> convs;
    private readonly Linear dense;
    private readonly int side;

    /// <summary>An untrained critic; see <see cref="Networks.Initialisation.Glorot"/>.</summary>
    /// <param name="side">Height and width of its input in pixels.</param>
    /// <param name="channels">The output channels of each convolution.</param>
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

    /// <summary>Scores each image; real-looking ones score higher.</summary>
    /// <param name="image">[N, 3, side, side] in [-1, 1].</param>
    /// <returns>[N, 1], unbounded.</returns>
    /// <exception cref="ArgumentException">The images have another size.</exception>
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
