using static Csa.Networks.Layers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>
/// VGG-16's convolutions, conv1_1 to conv5_3 or fewer blocks of them: frozen in <see cref="Vgg16Features"/>, trained by
/// <c>csa train-features</c>.
/// </summary>
/// <remarks>Its channels follow <see cref="NetworkOptions.Channels"/>: 64 to 512 at the paper's width.</remarks>
internal sealed class Vgg16Convolutions : nn.Module
{
    /// <summary>The number of blocks of a whole VGG-16.</summary>
    public const int AllBlocks = 5;

    /// <summary>The number of convolutions in each block from the third on: VGG-16's.</summary>
    public const int Deep = 3;

    /// <summary>The number of convolutions in each block from the third on: VGG-19's.</summary>
    public const int DeepOfVgg19 = 4;

    // ImageNet's mean and deviation of RGB in [0, 1], for images in [-1, 1].
    internal static readonly float[] Mean = [(2 * 0.485f) - 1, (2 * 0.456f) - 1, (2 * 0.406f) - 1];
    internal static readonly float[] Deviation = [2 * 0.229f, 2 * 0.224f, 2 * 0.225f];

    private readonly List<Convolution2d[]> blocks = [];

    /// <summary>Convolutions with torch's default weights.</summary>
    /// <param name="options">Gives the channels.</param>
    /// <param name="count">The number of blocks, 1 … <see cref="AllBlocks"/>.</param>
    /// <param name="deep">The number of convolutions in each block from the third on.</param>
    public Vgg16Convolutions(NetworkOptions options, int count, int deep = Deep)
        : base("VGG-16")
    {
        int from = 3;
        for (int block = 1; block <= count; block++)
        {
            int to = options.Channels(block - 1);
            blocks.Add([.. Enumerable.Range(1, block < 3 ? 2 : deep).Select(i => Conv3x3(i == 1 ? from : to, to))]);
            for (int i = 0; i < blocks[^1].Length; i++) register_module($"conv{block}_{i + 1}", blocks[^1][i]);
            from = to;
        }
    }

    /// <summary>How many blocks there are.</summary>
    public int BlockCount => blocks.Count;

    /// <summary>The convolutions from the input on, block by block.</summary>
    public IReadOnlyList<IReadOnlyList<Convolution2d>> Blocks => blocks;

    /// <summary>Normalises an image with ImageNet's mean and standard deviation.</summary>
    /// <param name="image">[N, 3, H, W] in [-1, 1].</param>
    public static Tensor Normalise(Tensor image) => (image - PerChannel(Mean, image)) / PerChannel(Deviation, image);

    /// <summary>The inverse of <see cref="Normalise"/>.</summary>
    /// <param name="normalised">[N, 3, H, W] with ImageNet's normalisation.</param>
    public static Tensor Denormalise(Tensor normalised) => (normalised * PerChannel(Deviation, normalised)) + PerChannel(Mean, normalised);

    /// <summary>Applies one block's convolutions, each followed by ReLU; the caller pools.</summary>
    /// <param name="x">The previous block's output, pooled.</param>
    /// <param name="block">From 1.</param>
    public Tensor Block(Tensor x, int block)
    {
        foreach (Convolution2d conv in blocks[block - 1]) x = Relu(conv.call(x));
        return x;
    }

    /// <summary>The 2x2 max pooling between blocks, which halves the sides.</summary>
    public static Tensor Pool(Tensor x) => nn.functional.max_pool2d(x, 2);

    private static Tensor PerChannel(float[] values, Tensor like) => tensor(values).view(1, 3, 1, 1).to(like.dtype, like.device);
}
