using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.FeatureLearning;

/// <summary>
/// Brings every ReLU's mean square to 1. The layers of a ReLU network can be scaled without changing what it computes, up to
/// the scale, and a consistency loss should not weigh more because some layer happened to learn large numbers.
/// </summary>
internal static class FeatureScale
{
    private const int ImagesPerSource = 64;

    /// <summary>The images over which the mean square is taken: the first training drawings.</summary>
    /// <param name="sources">Each gives equally many.</param>
    /// <param name="side">Height and width in pixels.</param>
    public static Tensor Images(IReadOnlyList<ILabelledSource> sources, int side) =>
        ImageTensor.FromImages([.. sources.SelectMany(source => Enumerable.Range(0, CountOf(source)).Select(i => source.Read(Split.Train, i, side)))]);

    /// <summary>Zeros in the shape of <see cref="Images"/>, without drawing anything.</summary>
    public static Tensor Blank(IReadOnlyList<ILabelledSource> sources, int side) => zeros(sources.Sum(CountOf), 3, side, side);

    /// <summary>Rescales convolutions in place.</summary>
    /// <param name="convolutions">Trained.</param>
    /// <param name="images">[N, 3, H, W] in [-1, 1].</param>
    public static void Normalise(Vgg16Convolutions convolutions, Tensor images)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Tensor x = Vgg16Convolutions.Normalise(images);
        double scale = 1; // what comes in, over what came in before rescaling
        foreach (IReadOnlyList<Convolution2d> block in convolutions.Blocks)
        {
            foreach (Convolution2d conv in block)
            {
                conv.Bias!.mul_(scale);
                Tensor y = nn.functional.relu(conv.forward(x));
                double rest = 1 / Math.Sqrt(y.square().mean().item<float>());
                conv.Weight.mul_(rest);
                conv.Bias!.mul_(rest);
                scale *= rest;
                x = y * rest;
            }

            x = Vgg16Convolutions.Pool(x);
        }
    }

    private static int CountOf(ILabelledSource source) => Math.Min(ImagesPerSource, source.Count(Split.Train));
}
