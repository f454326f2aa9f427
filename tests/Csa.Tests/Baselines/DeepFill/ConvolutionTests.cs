using Csa.Baselines.DeepFill;
using Csa.Data.Masks;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines.DeepFill;

/// <summary>TensorFlow's conventions, and cheaper forms against the forms they stand for.</summary>
public class ConvolutionTests
{
    [Theory]
    [InlineData(256, 3, 2, 1, 0, 1)] // an even size halved: nothing before
    [InlineData(256, 5, 2, 1, 1, 2)]
    [InlineData(255, 3, 2, 1, 1, 1)]
    [InlineData(64, 3, 1, 16, 16, 16)]
    [InlineData(64, 4, 2, 1, 1, 1)]
    [InlineData(64, 5, 1, 1, 2, 2)]
    [InlineData(1, 5, 2, 1, 2, 2)]
    public void Padding_is_TensorFlow_s_SAME(int cells, int kernel, int stride, int dilation, int before, int after) =>
        Assert.Equal((before, after), SamePadding.Of(cells, kernel, stride, dilation));

    [Theory]
    [InlineData(8, 8, 3, 1, 1)]
    [InlineData(8, 6, 3, 2, 1)]
    [InlineData(7, 9, 5, 2, 1)]
    [InlineData(8, 8, 5, 2, 1)]
    [InlineData(8, 9, 3, 1, 4)]
    [InlineData(8, 9, 3, 1, 8)]
    [InlineData(8, 8, 3, 1, 8)]
    [InlineData(4, 4, 3, 1, 16)]
    public void A_convolution_is_its_loops(int height, int width, int kernel, int stride, int dilation)
    {
        using var scope = NewDisposeScope();
        Tensor x = Random([1, 2, height, width], 1), weight = Random([3, 2, kernel, kernel], 2), bias = Random([3], 3);
        Tensor made = SamePadding.Convolve(x, weight, bias, stride, dilation);
        int rows = (height + stride - 1) / stride, columns = (width + stride - 1) / stride;
        Assert.Equal([1, 3, rows, columns], made.shape);
        int top = Before(height, kernel, stride, dilation), left = Before(width, kernel, stride, dilation);
        for (int d = 0; d < 3; d++)
            for (int y = 0; y < rows; y++)
                for (int column = 0; column < columns; column++)
                    Assert.Equal(Sum(d, (y * stride) - top, (column * stride) - left), made[0, d, y, column].item<double>(), 1e-9);

        double Sum(int d, int y, int column)
        {
            double sum = bias[d].item<double>();
            for (int c = 0; c < 2; c++)
                for (int i = 0; i < kernel; i++)
                    for (int j = 0; j < kernel; j++)
                    {
                        (int row, int at) = (y + (i * dilation), column + (j * dilation));
                        if (row >= 0 && row < height && at >= 0 && at < width) sum += weight[d, c, i, j].item<double>() * x[0, c, row, at].item<double>();
                    }

            return sum;
        }
    }

    [Theory]
    [InlineData(5, 7)]
    [InlineData(1, 4)]
    public void A_doubling_is_nearest_up_sampling_and_a_convolution_gradients_too(int height, int width)
    {
        using var scope = NewDisposeScope();
        Tensor x = Random([2, 3, height, width], 1), weight = Random([4, 3, 3, 3], 2), bias = Random([4], 3), ask = Random([2, 4, 2 * height, 2 * width], 4);
        Tensor[] cheap = WithGradients(() => UpsampledConvolution.Convolve(x, weight, bias));
        Tensor[] plain = WithGradients(() => nn.functional.conv2d(nn.functional.interpolate(x, scale_factor: [2, 2]), weight, bias, padding: [1, 1]));
        Assert.All(cheap.Zip(plain), pair => Assert.True(Small.Difference(pair.First, pair.Second) < 1e-12));

        Tensor[] WithGradients(Func<Tensor> convolve)
        {
            Tensor[] leaves = [x, weight, bias];
            foreach (Tensor leaf in leaves) leaf.requires_grad_(true).grad = null;
            Tensor made = convolve();
            (made * ask).sum().backward();
            return [made, .. leaves.Select(leaf => leaf.grad!.clone())];
        }
    }

    [Fact]
    public void Down_sampling_keeps_both_ends_and_is_the_same_for_features_and_holes()
    {
        Assert.Equal([0, 2, 4, 6, 9, 11, 13, 15], AlignedSampling.Indices(16, 8));
        Assert.Equal([0], AlignedSampling.Indices(4, 1));
        // What floor-nearest sampling would show is wrong at 16 of 32 and 53 of 64 places: baselines.md, derived from the published code.
        Assert.Equal(16, AlignedSampling.Indices(64, 32).Where((from, i) => from != 2 * i).Count());
        Assert.Equal(53, AlignedSampling.Indices(256, 64).Where((from, i) => from != 4 * i).Count());

        HoleMask hole = HoleMask.Create(16, 24, (y, x) => (y * 7 + x * 3) % 5 == 0);
        using var scope = NewDisposeScope();
        Assert.Equal(AlignedSampling.Reduce(hole, 4), HoleMask.FromTensor(AlignedSampling.Reduce(hole.ToTensor(), 4)));
    }

    private static int Before(int cells, int kernel, int stride, int dilation) =>
        Math.Max(((((cells + stride - 1) / stride) - 1) * stride) + ((kernel - 1) * dilation) + 1 - cells, 0) / 2;

    private static Tensor Random(long[] shape, ulong seed)
    {
        using var generator = new Generator(seed);
        return randn(shape, ScalarType.Float64, generator: generator);
    }
}
