using Csa.Data;
using Csa.Networks;
using Csa.Tensors.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Perceptual;

/// <summary>The Inception-v3 of FID up to its last pooling: 2048 numbers for an image.</summary>
/// <remarks>
/// As pytorch-fid, which repeats TensorFlow's network of 2015: images are resized to 299 pixels bilinearly, without aligned
/// corners and without antialiasing; average poolings leave out the padding; the last block pools by the maximum. Batch norms
/// (epsilon 0.001) are folded into their convolutions. On the CPU in float32, through <see cref="Convolution2d"/>.
/// </remarks>
public sealed class InceptionFeatures : IDisposable
{
    /// <summary>The number of features of an image: 2048.</summary>
    public const int Count = 2048;

    private const long Side = 299;
    private const double NormEpsilon = 0.001;

    private readonly List<FrozenConvolution> convolutions = [];
    private readonly IReadOnlyList<Func<Tensor, Tensor>> blocks;

    private InceptionFeatures(FrozenWeights weights)
    {
        Func<Tensor, Tensor> stem1 = Valid("Conv2d_1a_3x3", 3, 32, 3, 2), stem2 = Valid("Conv2d_2a_3x3", 32, 32, 3), stem3 = Same("Conv2d_2b_3x3", 32, 64, 3, 3);
        Func<Tensor, Tensor> stem4 = Same("Conv2d_3b_1x1", 64, 80), stem5 = Valid("Conv2d_4a_3x3", 80, 192, 3);
        blocks =
        [
            stem1, stem2, stem3, MaxHalved, stem4, stem5, MaxHalved,
            Grid35("Mixed_5b", 192, 32), Grid35("Mixed_5c", 256, 64), Grid35("Mixed_5d", 288, 64), To17("Mixed_6a"),
            Grid17("Mixed_6b", 128), Grid17("Mixed_6c", 160), Grid17("Mixed_6d", 160), Grid17("Mixed_6e", 192), To8("Mixed_7a"),
            Grid8("Mixed_7b", 1280, Average), Grid8("Mixed_7c", 2048, x => nn.functional.max_pool2d(x, 3, 1, 1)),
            x => x.mean([2, 3]),
        ];

        Func<Tensor, Tensor> Grid35(string name, int from, int pooled) => Joined(
            Same($"{name}.branch1x1", from, 64),
            Chain(Same($"{name}.branch5x5_1", from, 48), Same($"{name}.branch5x5_2", 48, 64, 5, 5)),
            Chain(Same($"{name}.branch3x3dbl_1", from, 64), Same($"{name}.branch3x3dbl_2", 64, 96, 3, 3), Same($"{name}.branch3x3dbl_3", 96, 96, 3, 3)),
            Chain(Average, Same($"{name}.branch_pool", from, pooled)));

        Func<Tensor, Tensor> To17(string name) => Joined(
            Valid($"{name}.branch3x3", 288, 384, 3, 2),
            Chain(Same($"{name}.branch3x3dbl_1", 288, 64), Same($"{name}.branch3x3dbl_2", 64, 96, 3, 3), Valid($"{name}.branch3x3dbl_3", 96, 96, 3, 2)),
            MaxHalved);

        Func<Tensor, Tensor> Grid17(string name, int inner) => Joined(
            Same($"{name}.branch1x1", 768, 192),
            Chain(Same($"{name}.branch7x7_1", 768, inner), Same($"{name}.branch7x7_2", inner, inner, 1, 7), Same($"{name}.branch7x7_3", inner, 192, 7, 1)),
            Chain(
                Same($"{name}.branch7x7dbl_1", 768, inner), Same($"{name}.branch7x7dbl_2", inner, inner, 7, 1), Same($"{name}.branch7x7dbl_3", inner, inner, 1, 7),
                Same($"{name}.branch7x7dbl_4", inner, inner, 7, 1), Same($"{name}.branch7x7dbl_5", inner, 192, 1, 7)),
            Chain(Average, Same($"{name}.branch_pool", 768, 192)));

        Func<Tensor, Tensor> To8(string name) => Joined(
            Chain(Same($"{name}.branch3x3_1", 768, 192), Valid($"{name}.branch3x3_2", 192, 320, 3, 2)),
            Chain(
                Same($"{name}.branch7x7x3_1", 768, 192), Same($"{name}.branch7x7x3_2", 192, 192, 1, 7), Same($"{name}.branch7x7x3_3", 192, 192, 7, 1),
                Valid($"{name}.branch7x7x3_4", 192, 192, 3, 2)),
            MaxHalved);

        Func<Tensor, Tensor> Grid8(string name, int from, Func<Tensor, Tensor> pool) => Joined(
            Same($"{name}.branch1x1", from, 320),
            Chain(Same($"{name}.branch3x3_1", from, 384), Joined(Same($"{name}.branch3x3_2a", 384, 384, 1, 3), Same($"{name}.branch3x3_2b", 384, 384, 3, 1))),
            Chain(
                Same($"{name}.branch3x3dbl_1", from, 448), Same($"{name}.branch3x3dbl_2", 448, 384, 3, 3),
                Joined(Same($"{name}.branch3x3dbl_3a", 384, 384, 1, 3), Same($"{name}.branch3x3dbl_3b", 384, 384, 3, 1))),
            Chain(pool, Same($"{name}.branch_pool", from, 192)));

        Func<Tensor, Tensor> Same(string name, int from, int to, int height = 1, int width = 1) =>
            Unit(name, from, to, height, width, new() { PaddingY = height / 2, PaddingX = width / 2 });

        Func<Tensor, Tensor> Valid(string name, int from, int to, int kernel, int stride = 1) => Unit(name, from, to, kernel, kernel, new() { Stride = stride });

        // y = gamma (conv(x) - mean) / sqrt(variance + epsilon) + beta is a convolution itself.
        Func<Tensor, Tensor> Unit(string name, int from, int to, int height, int width, ConvolutionGeometry geometry)
        {
            Tensor scale = Norm("weight") / (Norm("running_var") + NormEpsilon).sqrt();
            Tensor weight = weights.Take($"{name}.conv.weight", to, from, height, width).to(ScalarType.Float64) * scale.view(to, 1, 1, 1);
            convolutions.Add(new FrozenConvolution(weight, Norm("bias") - (Norm("running_mean") * scale), geometry));
            return convolutions[^1].Apply;

            Tensor Norm(string part) => weights.Take($"{name}.bn.{part}", to).to(ScalarType.Float64);
        }
    }

    /// <summary>Reads the network.</summary>
    /// <param name="path">pytorch-fid's pt_inception-2015-12-05-6726825d.pth; its classifier is not used.</param>
    /// <exception cref="BadInputException">No such file, a damaged one, or one of another network.</exception>
    public static InceptionFeatures Open(string path)
    {
        using var scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        return new InceptionFeatures(FrozenWeights.Read(path, PublishedWeights.Inception.Network));
    }

    /// <summary>The features of images.</summary>
    /// <param name="images">[N, 3, H, W] float32 in [-1, 1], of any size.</param>
    /// <returns>[N, 2048] float32, not negative.</returns>
    public Tensor Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        Tensor x = nn.functional.interpolate(images, [Side, Side], mode: InterpolationMode.Bilinear, align_corners: false);
        foreach (Func<Tensor, Tensor> block in blocks)
        {
            using var inner = NewDisposeScope(); // a whole network's maps are a gigabyte for a batch
            Tensor next = block(x).MoveToOuterDisposeScope();
            x.Dispose();
            x = next;
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FrozenConvolution convolution in convolutions) convolution.Dispose();
    }

    private static Tensor MaxHalved(Tensor x) => nn.functional.max_pool2d(x, 3, 2);

    private static Tensor Average(Tensor x) => nn.functional.avg_pool2d(x, [3, 3], [1, 1], [1, 1], count_include_pad: false);

    private static Func<Tensor, Tensor> Chain(params Func<Tensor, Tensor>[] steps) => x => steps.Aggregate(x, (made, step) => step(made));

    private static Func<Tensor, Tensor> Joined(params Func<Tensor, Tensor>[] branches) => x => cat([.. branches.Select(branch => branch(x))], 1);
}
