using Csa.Baselines;
using Csa.Data.Masks;
using Csa.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines;

public sealed class MeanFillTests
{
    [Fact]
    public void The_hole_takes_the_mean_of_its_own_samples_known_pixels()
    {
        using var scope = NewDisposeScope();
        Tensor image = zeros(2, 3, 2, 2);
        image[0, 1, 0, 0] = 0.9f; // known, green
        image[0, 1, 1, 1] = 5f; // in the hole
        image[1, 2, 1, 1] = 0.3f;
        HoleMask corner = HoleMask.Create(2, 2, (y, x) => y == 1 && x == 1);
        using var fill = new MeanFill();
        using InpaintingResult result = fill.Inpaint(image, HoleMask.Batch([corner, HoleMask.Create(2, 2, (y, _) => y == 0)]));
        Tensor filled = result.Refined;
        Assert.Equal(0.3f, filled[0, 1, 1, 1].item<float>(), 1e-6f);
        Assert.Equal(0.9f, filled[0, 1, 0, 0].item<float>());
        Assert.Equal(0.15f, filled[1, 2, 0, 1].item<float>(), 1e-6f);
        Assert.Equal(0f, filled[1, 0, 0, 0].item<float>());
    }
}
