using Csa.Data.Images;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>
/// The receptive field of one logit of a discriminator (paper section 3.4): the pixels at which its gradient is not zero.
/// </summary>
/// <remarks>
/// Instance norm takes a mean and a deviation over the whole grid, so that strictly every logit depends on every pixel as
/// soon as a norm lies between. With these statistics held constant, the pixels that convolutions and pooling carry to the logit are
/// left, which the literature calls its receptive field.
/// </remarks>
public sealed class ReceptiveField
{
    private ReceptiveField(float[,] strength)
    {
        Strength = strength;
        (int height, int width) = (strength.GetLength(0), strength.GetLength(1));
        (int left, int top, int right, int bottom, int count) = (width, height, 0, 0, 0);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (strength[y, x] == 0) continue;
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
                count++;
            }
        }

        Box = count == 0 ? default : new PixelRectangle(left, top, right - left, bottom - top);
        Share = (double)count / strength.Length;
    }

    /// <summary>[H, W]: the absolute gradient of the logit with respect to each pixel, colours and images added up.</summary>
    public float[,] Strength { get; }

    /// <summary>The bounding box of all pixels in the field; empty if there is none.</summary>
    public PixelRectangle Box { get; }

    /// <summary>The fraction of the image's pixels in the field, 0 … 1.</summary>
    public double Share { get; }

    /// <summary>The receptive field of a logit of the patch discriminator.</summary>
    /// <param name="discriminator">Trained or not.</param>
    /// <param name="images">[N, 3, H, W] in [-1, 1]: where the gradient is taken.</param>
    /// <param name="y">The logit's row on the output grid.</param>
    /// <param name="x">Its column.</param>
    /// <param name="statistics">Whether the norms' statistics carry gradient.</param>
    /// <exception cref="ArgumentException">No such logit, or the images are too small.</exception>
    public static ReceptiveField Of(PatchDiscriminator discriminator, Tensor images, int y, int x, NormStatistics statistics = NormStatistics.Held) =>
        Measure(discriminator, discriminator.forward, images, y, x, statistics);

    /// <summary>The receptive field of a logit of the feature patch discriminator, through VGG-16, in its first channel.</summary>
    /// <param name="discriminator">Trained or not.</param>
    /// <param name="features">VGG-16 of the same width.</param>
    /// <param name="images">[N, 3, H, W] in [-1, 1]; several, because pooling and ReLU let through only a part of the pixels
    /// of one.</param>
    /// <param name="y">The logit's row on the output grid.</param>
    /// <param name="x">Its column.</param>
    /// <param name="statistics">Whether the norms' statistics carry gradient.</param>
    /// <exception cref="ArgumentException">No such logit, or the images are too small.</exception>
    public static ReceptiveField Of(
        FeaturePatchDiscriminator discriminator, Vgg16Features features, Tensor images, int y, int x, NormStatistics statistics = NormStatistics.Held) =>
        Measure(discriminator, batch => discriminator.forward(features.Pool3(batch)), images, y, x, statistics);

    private static ReceptiveField Measure(nn.Module discriminator, Func<Tensor, Tensor> judge, Tensor images, int y, int x, NormStatistics statistics)
    {
        using var scope = NewDisposeScope();
        using var held = new HeldNorms(statistics == NormStatistics.Held ? discriminator : null);
        Tensor pixels = images.detach().clone().requires_grad_();
        Tensor logits = judge(pixels);
        (long rows, long columns) = (logits.shape[2], logits.shape[3]);
        if (y < 0 || y >= rows || x < 0 || x >= columns)
            throw new ArgumentException($"logit ({y}, {x}): want one of the {rows}x{columns} that these images give");

        // The images of a batch do not see each other, so one backward pass serves all.
        Tensor gradient = autograd.grad([logits[.., 0, y, x].sum()], [pixels])[0];
        float[] sums = gradient.abs().sum([0L, 1L]).to(CPU).contiguous().data<float>().ToArray();
        var strength = new float[images.shape[2], images.shape[3]];
        Buffer.BlockCopy(sums, 0, strength, 0, sums.Length * sizeof(float));
        return new ReceptiveField(strength);
    }

    /// <summary>
    /// Makes the norms of a network treat their statistics as constants until it is disposed: values stay the same,
    /// gradients do not pass through them.
    /// </summary>
    private sealed class HeldNorms : IDisposable
    {
        private readonly List<Action> removals = [];

        public HeldNorms(nn.Module? network)
        {
            foreach (InstanceNorm2d norm in network?.modules().OfType<InstanceNorm2d>() ?? [])
                removals.Add(norm.register_forward_hook((_, input, _) => Normalise(norm, input)).remove);
        }

        public void Dispose() => removals.ForEach(remove => remove());

        private static Tensor Normalise(InstanceNorm2d norm, Tensor x)
        {
            Tensor mean = x.detach().mean([2L, 3L], keepdim: true);
            Tensor deviation = (x.detach() - mean).square().mean([2L, 3L], keepdim: true).add(norm.eps).sqrt();
            Tensor normal = (x - mean) / deviation;
            return norm.weight is null ? normal : (normal * norm.weight.view(1, -1, 1, 1)) + norm.bias!.view(1, -1, 1, 1);
        }
    }
}

/// <summary>Whether the mean and the deviation that instance norms take over the whole grid carry gradient.</summary>
public enum NormStatistics
{
    /// <summary>No, they are constants: the receptive field of convolutions and pooling alone.</summary>
    Held,

    /// <summary>Yes, as in training: through them every pixel affects every logit.</summary>
    Differentiated,
}
