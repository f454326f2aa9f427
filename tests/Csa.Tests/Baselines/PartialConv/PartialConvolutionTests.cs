using Csa.Baselines.PartialConv;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines.PartialConv;

public class PartialConvolutionTests
{
    private const int Height = 6, Width = 7;

    // Two runs of channels with masks of their own, as where a skip connection joins; borders, strides and windows without a valid value included.
    [Theory]
    [InlineData(3, 1, true)]
    [InlineData(3, 2, false)]
    [InlineData(5, 2, true)]
    public void The_layer_equals_the_authors_formula_in_plain_loops(int kernel, int stride, bool withBias)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor features = randn([2, 5, Height, Width], generator: generator), weight = randn([4, 5, kernel, kernel], generator: generator);
        Tensor? bias = withBias ? randn([4], generator: generator) : null;
        Tensor first = (rand([2, 1, Height, Width], generator: generator) > 0.6).to(ScalarType.Float32), second = zeros_like(first);
        second[1, 0, 0, 0] = 1;
        first[0] = 0;
        first[0, 0, 5, 6] = 1;
        ValidMask valid = ValidMask.Join(ValidMask.Of(first, 2), ValidMask.Of(second, 3));
        (Tensor made, Tensor remaining) = PartialConvolution.Apply(features, valid, weight, bias, stride, kernel / 2);

        Tensor perChannel = cat([first.expand(-1, 2, -1, -1), second.expand(-1, 3, -1, -1)], 1);
        (float[,,,] expected, float[,,,] expectedMask) = Reference(features, perChannel, weight, bias, stride);
        Assert.InRange(Small.Difference(made, tensor(expected)), 0, 1e-4);
        Assert.Equal(0, Small.Difference(remaining, tensor(expectedMask)));
        Assert.Contains(remaining.data<float>(), value => value == 0);
        Assert.Contains(remaining.data<float>(), value => value == 1);
    }

    [Fact]
    public void What_is_not_valid_changes_nothing_not_even_when_it_is_not_finite_after_painting()
    {
        using var scope = NewDisposeScope();
        Tensor features = rand(1, 2, Height, Width), valid = ones(1, 1, Height, Width), weight = rand(3, 2, 3, 3);
        valid[0, 0, 2, 3] = 0;
        Tensor other = features.clone();
        other[0, .., 2, 3] = 1e6;
        Tensor a = PartialConvolution.Apply(features, ValidMask.Of(valid, 2), weight, null, 1, 1).Features;
        Tensor b = PartialConvolution.Apply(other, ValidMask.Of(valid, 2), weight, null, 1, 1).Features;
        Assert.Equal(0, Small.Difference(a, b));
    }

    // The paper's point: where everything known is one colour, so is what is made, up to the very rim.
    [Fact]
    public void A_constant_image_stays_constant_beside_holes_and_at_the_border()
    {
        using var scope = NewDisposeScope();
        Tensor features = full(1, 1, Height, Width, 3f), valid = ones(1, 1, Height, Width);
        valid[0, 0, 2, 3] = 0;
        valid[0, 0, 3, 3] = 0;
        Tensor made = PartialConvolution.Apply(features, ValidMask.Of(valid, 1), full(1, 1, 3, 3, 1 / 9f), null, 1, 1).Features;
        Assert.InRange(Small.Difference(made, full_like(made, 3)), 0, 1e-5);
    }

    [Fact]
    public void The_bias_is_not_rescaled_and_vanishes_where_nothing_is_valid()
    {
        using var scope = NewDisposeScope();
        Tensor valid = zeros(1, 1, Height, Width);
        valid[0, 0, 0, 0] = 1;
        Tensor made = PartialConvolution.Apply(zeros(1, 1, Height, Width), ValidMask.Of(valid, 1), rand(1, 1, 3, 3), full(1, 2f), 1, 1).Features;
        Assert.Equal(2, made[0, 0, 1, 1].item<float>());
        Assert.Equal(0, made[0, 0, 2, 2].item<float>());
    }

    [Fact]
    public void Gradients_reach_valid_features_and_weights_and_no_others()
    {
        using var scope = NewDisposeScope();
        Tensor features = rand([1, 1, Height, Width], requires_grad: true), weight = rand([1, 1, 3, 3], requires_grad: true), valid = ones(1, 1, Height, Width);
        valid[0, 0, 4, 4] = 0;
        PartialConvolution.Apply(features, ValidMask.Of(valid, 1), weight, null, 1, 1).Features.sum().backward();
        Assert.Equal(0, features.grad![0, 0, 4, 4].item<float>());
        Assert.Equal(1, (features.grad == 0).sum().item<long>());
        Assert.True(Small.Size(weight.grad!) > 0);
    }

    [Fact]
    public void A_mask_of_other_channels_is_named()
    {
        using var scope = NewDisposeScope();
        ValidMask valid = ValidMask.Of(ones(1, 1, Height, Width), 2);
        Assert.Contains("2 channels", Assert.Throws<ArgumentException>(() => valid.Clear(rand(1, 3, Height, Width))).Message);
    }

    // y = ((raw - b) * ratio + b) * M', ratio = C k k / m, raw the biased convolution of X M, m the valid values; zeros beyond the border in both.
    private static (float[,,,] Made, float[,,,] Mask) Reference(Tensor features, Tensor valid, Tensor weight, Tensor? bias, int stride)
    {
        (int n, int c, int d, int k) = ((int)features.shape[0], (int)features.shape[1], (int)weight.shape[0], (int)weight.shape[2]);
        (int h, int w) = (((Height - 1) / stride) + 1, ((Width - 1) / stride) + 1);
        var made = new float[n, d, h, w];
        var mask = new float[n, 1, h, w];
        for (int s = 0; s < n; s++)
        {
            for (int y = 0; y < h; y++)
            {
                for (int x = 0; x < w; x++)
                {
                    double m = 0;
                    var raw = new double[d];
                    for (int o = 0; o < d; o++) raw[o] = bias?[o].item<float>() ?? 0;
                    for (int ch = 0; ch < c; ch++)
                    {
                        for (int dy = 0; dy < k; dy++)
                        {
                            for (int dx = 0; dx < k; dx++)
                            {
                                (int py, int px) = ((y * stride) + dy - (k / 2), (x * stride) + dx - (k / 2));
                                if (py < 0 || py >= Height || px < 0 || px >= Width) continue;
                                double v = valid[s, ch, py, px].item<float>();
                                m += v;
                                for (int o = 0; o < d; o++) raw[o] += v * features[s, ch, py, px].item<float>() * weight[o, ch, dy, dx].item<float>();
                            }
                        }
                    }

                    double updated = Math.Min(m, 1), ratio = updated * c * k * k / (m + 1e-8);
                    mask[s, 0, y, x] = (float)updated;
                    for (int o = 0; o < d; o++)
                    {
                        double b = bias?[o].item<float>() ?? 0;
                        made[s, o, y, x] = (float)((((raw[o] - b) * ratio) + b) * updated);
                    }
                }
            }
        }

        return (made, mask);
    }
}
