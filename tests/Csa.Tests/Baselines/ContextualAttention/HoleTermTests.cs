using Csa.Baselines.ContextualAttention;
using Csa.Baselines.Losses;
using Csa.Data.Masks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines.ContextualAttention;

/// <summary>The local window and the discounted L1.</summary>
public class HoleTermTests
{
    [Fact]
    public void A_window_holds_the_hole_in_its_middle_each_sample_s_its_own()
    {
        HoleMask holes = HoleMask.Batch(
        [
            MaskShapes.Centre(64),
            HoleMask.Create(64, 64, (y, x) => y is >= 20 and < 30 && x is >= 30 and < 36),
            HoleMask.Create(64, 64, (y, x) => y < 5 && x > 60),
            HoleMask.Create(64, 64, (y, x) => x is 1 or 2 || (x > 40 && y > 40)),
        ]);
        HoleWindow window = HoleWindow.Find(holes, 32);
        Assert.Equal((16, 16), window.Corner(0));
        Assert.Equal((10, 17), window.Corner(1)); // from 0 to 20 and from 4 to 30 all hold it
        (int top, int left) = window.Corner(2);
        Assert.True(top <= 0 && left >= 29, $"({top}, {left})");
        Assert.True(window.Corner(3).Left >= 9 && window.Corner(3).Top >= 9, "most of it is at the bottom right");

        using var scope = NewDisposeScope();
        Tensor cropped = window.Crop(holes.ToTensor());
        Assert.Equal([4, 1, 32, 32], cropped.shape);
        for (int n = 0; n < 3; n++) Assert.Equal(holes.HoleCount(n), cropped[n].sum().item<float>());
    }

    [Fact]
    public void Window_weights_are_the_published_formula()
    {
        using var scope = NewDisposeScope();
        Tensor weights = DiscountedReconstruction.WindowWeights(6, 0.9)[0, 0];
        Assert.Equal(1, weights[0, 3].item<float>(), 1e-6);
        Assert.Equal(0.9, weights[1, 1].item<float>(), 1e-6);
        Assert.Equal(Math.Pow(0.9, 3), weights[3, 3].item<float>(), 1e-6);
        Assert.Equal(0.9, weights[5, 3].item<float>(), 1e-6); // published so: the last row counts less than the first
        Assert.Equal(0.9, weights[3, 1].item<float>(), 1e-6); // the nearer border counts
    }

    [Fact]
    public void Hole_weights_are_those_of_a_window_made_symmetric_and_follow_any_shape()
    {
        using var scope = NewDisposeScope();
        HoleMask hole = HoleMask.Create(10, 10, (y, x) => y is >= 2 and < 8 && x is >= 2 and < 8);
        Tensor weights = DiscountedReconstruction.HoleWeights(hole, 0.9)[0, 0];
        for (int y = 0; y < 6; y++)
            for (int x = 0; x < 6; x++)
                Assert.Equal(Math.Pow(0.9, new[] { y, x, 5 - y, 5 - x }.Min()), weights[y + 2, x + 2].item<float>(), 1e-6);
        Assert.Equal(0, (weights * (1 - hole.ToTensor()[0, 0])).sum().item<float>());

        // A slanted shape against the definition, pixel by pixel; the border of the image is not known content.
        HoleMask slanted = HoleMask.Create(9, 12, (y, x) => x + (2 * y) is > 8 and < 19);
        Tensor made = DiscountedReconstruction.HoleWeights(slanted, 0.8)[0, 0];
        for (int y = 0; y < 9; y++)
        {
            for (int x = 0; x < 12; x++)
            {
                int steps = Known(slanted).Min(known => Math.Abs(known.Y - y) + Math.Abs(known.X - x));
                Assert.Equal(steps == 0 ? 0 : Math.Pow(0.8, steps - 1), made[y, x].item<float>(), 1e-6);
            }
        }
    }

    [Fact]
    public void The_terms_are_means_over_what_they_speak_of()
    {
        using var scope = NewDisposeScope();
        Tensor truth = zeros(2, 3, 4, 4), prediction = full([2, 3, 4, 4], 0.5f);
        Tensor m = HoleMask.Batch([HoleMask.Create(4, 4, (y, x) => y < 2), HoleMask.Create(4, 4, (y, x) => x == 0)]).ToTensor();
        Assert.Equal(0.5, DiscountedReconstruction.OfKnown(prediction, truth, m).item<float>(), 1e-6);
        Assert.Equal(0.5, DiscountedReconstruction.OfHole(prediction, truth, m, m).item<float>(), 1e-6);
        Assert.Equal(0, DiscountedReconstruction.OfKnown(prediction * m, truth, m).item<float>());
        Assert.Equal(0, DiscountedReconstruction.OfHole(prediction * (1 - m), truth, m, m).item<float>());
        Assert.Equal(0, DiscountedReconstruction.OfHole(prediction, truth, zeros_like(m), zeros_like(m)).item<float>());
        Assert.Equal(0.25, DiscountedReconstruction.OfWindow(prediction, truth, full([1, 1, 4, 4], 0.5f)).item<float>(), 1e-6);
    }

    private static IEnumerable<(int Y, int X)> Known(HoleMask hole) =>
        from y in Enumerable.Range(0, hole.Height)
        from x in Enumerable.Range(0, hole.Width)
        where !hole[0, y, x]
        select (y, x);
}
