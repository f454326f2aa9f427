using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Evaluation;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Evaluation;

public sealed class SharpnessTests
{
    [Fact]
    public void It_is_the_mean_step_between_missing_neighbours()
    {
        // Columns of 0, 10, 30 and rows that do not change: two of the three columns are missing.
        RgbImage steps = Pictures.Paint(3, 2, (_, x) => x == 0 ? (0, 0, 0) : x == 1 ? (10, 10, 10) : (30, 30, 30));
        HoleMask hole = HoleMask.Create(2, 3, (_, x) => x > 0);
        Assert.Equal(20.0 * 2 / 4, Sharpness.InHole(steps, hole), 1e-12); // two pairs across of 20, two down of 0
    }

    [Fact]
    public void A_row_does_not_go_on_in_the_next()
    {
        RgbImage image = Pictures.Paint(3, 3, (y, x) => (y, x) is (0, 2) or (1, 0) ? (200, 0, 0) : (0, 0, 0));
        Assert.True(double.IsNaN(Sharpness.InHole(image, HoleMask.Create(3, 3, (y, x) => (y, x) is (0, 2) or (1, 0)))));
    }

    [Fact]
    public void Flat_is_0_noise_is_not_and_sizes_are_checked()
    {
        HoleMask hole = MaskShapes.Centre(16);
        Assert.Equal(0, Sharpness.InHole(Pictures.Flat(16, 16, 9, 8, 7), hole));
        Assert.True(Sharpness.InHole(Pictures.Noise(16, 16), hole) > 50);
        Assert.Throws<ArgumentException>(() => Sharpness.InHole(Pictures.Noise(16, 15), hole));
    }
}
