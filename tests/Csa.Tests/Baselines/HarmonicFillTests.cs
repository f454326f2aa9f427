using Csa.Baselines;
using Csa.Data;
using Csa.Data.Masks;
using Csa.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines;

public sealed class HarmonicFillTests
{
    private const double TwentiethOfAGreyLevel = 0.05 * 2 / 255;

    [Fact]
    public void A_linear_ramp_is_reproduced()
    {
        // Harmonic and affine: exact away from the image border, where Neumann would bend it.
        using var scope = NewDisposeScope();
        Tensor ramp = Affine(61, 83);
        HoleMask hole = HoleMask.Create(61, 83, (y, x) => (y is > 8 and < 50 && x is > 10 and < 30) || (y is > 3 and < 58 && x is > 50 and < 80 && (x + y) % 7 != 0));
        Assert.True(Largest(Fill(ramp, hole) - ramp) < TwentiethOfAGreyLevel);
    }

    [Fact]
    public void A_border_lets_nothing_through()
    {
        // A ramp along x with a hole that reaches the upper border: still exact, because nothing flows along y.
        using var scope = NewDisposeScope();
        Tensor ramp = linspace(-1, 1, 40).reshape(1, 1, 1, 40).expand(1, 3, 30, 40).contiguous();
        HoleMask hole = HoleMask.Create(30, 40, (y, x) => y < 17 && x is > 5 and < 33);
        Assert.True(Largest(Fill(ramp, hole) - ramp) < TwentiethOfAGreyLevel);
    }

    [Theory]
    [InlineData(0.3, 1)]
    [InlineData(0.7, 2)]
    [InlineData(0.95, 3)]
    public void Equals_a_dense_direct_solve(double share, int seed)
    {
        using var scope = NewDisposeScope();
        (int height, int width) = (11, 14);
        Random random = Seed.Generator((ulong)seed);
        HoleMask hole = HoleMask.Create(height, width, (_, _) => random.NextDouble() < share);
        Tensor image = Noise(1, height, width, seed);
        Assert.True(Largest(Fill(image, hole) - Dense(image, hole)) < TwentiethOfAGreyLevel);
    }

    [Fact]
    public void Holes_of_hard_shapes_equal_a_dense_direct_solve()
    {
        using var scope = NewDisposeScope();
        (int height, int width) = (24, 24);
        Tensor image = Noise(1, height, width, 7);
        foreach (Func<int, int, bool> shape in new Func<int, int, bool>[]
        {
            (y, x) => (y, x) != (3, 4), // one known pixel
            (y, x) => !((y, x) == (0, 0) || (y, x) == (23, 23)), // two, far apart
            (y, x) => y % 2 == 0 || x == (y % 4 == 1 ? 0 : 23), // a corridor of one pixel's width, there and back
            (y, x) => y > 0, // everything but a row
            (y, x) => (y + x) % 2 == 0, // no hole pixel touches another
        })
        {
            HoleMask hole = HoleMask.Create(height, width, shape);
            Assert.True(Largest(Fill(image, hole) - Dense(image, hole)) < TwentiethOfAGreyLevel);
        }
    }

    [Fact]
    public void Known_pixels_are_untouched_and_filled_ones_lie_within_their_range()
    {
        using var scope = NewDisposeScope();
        Tensor image = Noise(2, 33, 47, 5) * 0.4;
        HoleMask hole = HoleMask.Batch([
            HoleMask.Create(33, 47, (y, x) => y > 10 && x > 12),
            HoleMask.Create(33, 47, (y, x) => y < 20 && x % 9 != 0),
        ]);
        Tensor m = hole.ToTensor(ScalarType.Bool);
        Tensor poisoned = where(m, full_like(image, 9), image);
        Tensor filled = Fill(poisoned, hole);
        Assert.True(where(m, image, filled).eq(image).all().item<bool>());
        Assert.True(filled.max().item<float>() <= image.max().item<float>());
        Assert.True(filled.min().item<float>() >= image.min().item<float>());
    }

    [Fact]
    public void A_batch_is_filled_as_each_sample_alone()
    {
        using var scope = NewDisposeScope();
        Tensor image = Noise(2, 20, 20, 6);
        HoleMask first = HoleMask.Create(20, 20, (y, x) => y > 5 && x < 14), second = HoleMask.Empty(20, 20);
        Tensor both = Fill(image, HoleMask.Batch([first, second]));
        Assert.True(both[..1].eq(Fill(image[..1], first)).all().item<bool>());
        Assert.True(both[1..].eq(image[1..]).all().item<bool>());
    }

    [Fact]
    public void A_large_hole_is_solved_to_the_same_accuracy()
    {
        // Re(z²) is harmonic, on the grid too: the discrete Laplacian of x² - y² is exactly zero.
        using var scope = NewDisposeScope();
        Tensor y = linspace(-0.9, 0.9, 400, ScalarType.Float32).reshape(1, 1, 400, 1), x = linspace(-0.9, 0.9, 400, ScalarType.Float32).reshape(1, 1, 1, 400);
        Tensor saddle = (x.square() - y.square()).expand(1, 3, 400, 400).contiguous();
        HoleMask hole = HoleMask.Create(400, 400, (i, j) => i is > 2 and < 397 && j is > 2 and < 397);
        Assert.True(Largest(Fill(saddle, hole) - saddle) < TwentiethOfAGreyLevel);
    }

    [Fact]
    public void A_sample_without_a_known_pixel_is_an_error()
    {
        using var fill = new HarmonicFill();
        using Tensor image = zeros(2, 3, 4, 4);
        HoleMask hole = HoleMask.Batch([HoleMask.Empty(4, 4), HoleMask.Create(4, 4, (_, _) => true)]);
        Assert.Contains("sample 1", Assert.Throws<ArgumentException>(() => fill.Inpaint(image, hole)).Message);
        Assert.Throws<ArgumentException>(() => fill.Inpaint(image, HoleMask.Empty(4, 4)));
    }

    private static Tensor Fill(Tensor image, HoleMask hole)
    {
        using var fill = new HarmonicFill();
        using InpaintingResult result = fill.Inpaint(image, hole);
        return result.Refined.clone();
    }

    private static Tensor Affine(int height, int width)
    {
        Tensor y = linspace(0, 1, height).reshape(1, 1, height, 1), x = linspace(0, 1, width).reshape(1, 1, 1, width);
        return cat([x + (0 * y), (0.5 * y) - (0.3 * x), (0.2 * x) + (0.7 * y) - 0.9], 1);
    }

    private static Tensor Noise(int count, int height, int width, int seed) =>
        (rand(count, 3, height, width, generator: new Generator((ulong)seed)) * 2) - 1;

    private static double Largest(Tensor difference) => difference.abs().max().item<float>();

    // The equations written out as a matrix, one row per pixel, and handed to LAPACK.
    private static Tensor Dense(Tensor image, HoleMask hole)
    {
        (int height, int width) = (hole.Height, hole.Width);
        var matrix = new double[height * width, height * width];
        for (int cell = 0; cell < height * width; cell++)
        {
            (int y, int x) = (cell / width, cell % width);
            if (!hole[0, y, x])
            {
                matrix[cell, cell] = 1;
                continue;
            }

            foreach ((int ny, int nx) in new[] { (y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1) })
            {
                if (ny < 0 || nx < 0 || ny >= height || nx >= width) continue;
                matrix[cell, cell]++;
                matrix[cell, (ny * width) + nx]--;
            }
        }

        Tensor known = image.masked_fill(hole.ToTensor(ScalarType.Bool), 0).to(ScalarType.Float64).reshape(3, -1).t();
        return linalg.solve(tensor(matrix), known).t().reshape(1, 3, height, width).to(ScalarType.Float32);
    }
}
