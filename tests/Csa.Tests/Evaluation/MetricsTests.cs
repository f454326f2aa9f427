using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Evaluation;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Evaluation;

public sealed class MetricsTests
{
    [Fact]
    public void Identical_images_have_infinite_psnr_and_ssim_one()
    {
        RgbImage image = Pictures.Noise(30, 20, seed: 1);
        OutputMetrics got = Metrics.Compare(image, image, HoleMask.Create(20, 30, (y, x) => y < 4 && x < 4));
        foreach (ImageMetrics part in new[] { got.Whole, got.Hole! })
        {
            Assert.Equal(0, part.L1Percent);
            Assert.Equal(0, part.L2Percent);
            Assert.Equal(double.PositiveInfinity, part.Psnr);
            Assert.Equal(1, part.Ssim, 1e-12);
            Assert.Equal(1, part.SsimLuma, 1e-12);
        }
    }

    [Fact]
    public void The_hole_is_measured_alone()
    {
        // Off by 51 = 255 / 5 in a hole of 1/4 of the image: 20 % there, 5 % over all.
        RgbImage truth = Pictures.Flat(32, 32, 100, 100, 100);
        HoleMask hole = HoleMask.Create(32, 32, (y, x) => y < 16 && x < 16);
        RgbImage output = Pictures.Paint(32, 32, (y, x) => hole[0, y, x] ? (151, 49, 151) : (100, 100, 100));
        OutputMetrics got = Metrics.Compare(output, truth, hole);
        Assert.Equal(20, got.Hole!.L1Percent, 1e-12);
        Assert.Equal(5, got.Whole.L1Percent, 1e-12);
        Assert.Equal(4, got.Hole.L2Percent, 1e-12);
        Assert.Equal(20 * Math.Log10(5), got.Hole.Psnr, 1e-12);
        Assert.True(got.Hole.Ssim < got.Whole.Ssim);
    }

    [Fact]
    public void Ssim_in_the_hole_is_the_mean_of_the_map_there()
    {
        // A hole that is exactly the interior: its mean must be the whole image's.
        RgbImage a = Pictures.Noise(19, 24, seed: 2), b = Pictures.Noise(19, 24, seed: 3);
        HoleMask interior = HoleMask.Create(24, 19, (y, x) => y is >= 5 and < 19 && x is >= 5 and < 14);
        OutputMetrics got = Metrics.Compare(a, b, interior);
        Assert.Equal(got.Whole.Ssim, got.Hole!.Ssim, 1e-12);
        Assert.Equal(got.Whole.SsimLuma, got.Hole.SsimLuma, 1e-12);
    }

    [Fact]
    public void Ssim_equals_its_definition_with_a_full_window()
    {
        (int height, int width) = (13, 15);
        double[] a = Values(4), b = Values(5);
        double[] map = Ssim.Map(a, b, height, width);
        for (int y = 5; y < height - 5; y++)
            for (int x = 5; x < width - 5; x++)
                Assert.Equal(Direct(y, x), map[(y * width) + x], 1e-10);

        double[] Values(int seed) => [.. Pictures.Noise(width, height, seed).Pixels.Take(height * width).Select(v => (double)v)];

        double Direct(int y, int x)
        {
            double w = 0, ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
            for (int dy = -5; dy <= 5; dy++)
            {
                for (int dx = -5; dx <= 5; dx++)
                {
                    double g = Math.Exp(-((dy * dy) + (dx * dx)) / 4.5);
                    double va = a[((y + dy) * width) + x + dx], vb = b[((y + dy) * width) + x + dx];
                    w += g;
                    ma += g * va;
                    mb += g * vb;
                    aa += g * va * va;
                    bb += g * vb * vb;
                    ab += g * va * vb;
                }
            }

            (ma, mb) = (ma / w, mb / w);
            double va2 = (aa / w) - (ma * ma), vb2 = (bb / w) - (mb * mb), cov = (ab / w) - (ma * mb);
            return ((2 * ma * mb) + 6.5025) * ((2 * cov) + 58.5225) / (((ma * ma) + (mb * mb) + 6.5025) * (va2 + vb2 + 58.5225));
        }
    }

    [Fact]
    public void Images_smaller_than_the_window_are_measured()
    {
        ImageMetrics got = Metrics.Compare(Pictures.Noise(2, 3, 6), Pictures.Noise(2, 3, 7)).Whole;
        Assert.InRange(got.Ssim, -1, 1);
        Assert.True(double.IsFinite(got.Psnr));
    }

    [Fact]
    public void No_hole_gives_no_hole_metrics() =>
        Assert.Null(Metrics.Compare(Pictures.Noise(12, 12, 8), Pictures.Noise(12, 12, 9), HoleMask.Empty(12, 12)).Hole);

    [Fact]
    public void Sizes_must_agree()
    {
        RgbImage image = Pictures.Noise(5, 4, 0);
        Assert.Contains("5x4", Assert.Throws<ArgumentException>(() => Metrics.Compare(Pictures.Noise(4, 5, 0), image)).Message);
        Assert.Throws<ArgumentException>(() => Metrics.Compare(image, image, HoleMask.Empty(5, 4)));
    }
}
