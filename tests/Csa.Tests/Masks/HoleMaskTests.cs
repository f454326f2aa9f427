using Csa.Data.Masks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Masks;

public class HoleMaskTests
{
    [Fact]
    public void A_mask_keeps_its_cells_whatever_becomes_of_what_it_was_made_from()
    {
        using var scope = NewDisposeScope();
        Tensor source = ones(1, 1, 2, 3);
        byte[] cells = [1, 1, 1, 1, 1, 1];
        HoleMask fromTensor = HoleMask.FromTensor(source), fromCells = HoleMask.FromCells(cells, 1, 2, 3);
        source.zero_();
        Array.Clear(cells);
        fromTensor.ToTensor().zero_();
        Assert.Equal(6, fromTensor.HoleCount(0));
        Assert.Equal(fromTensor, fromCells);
        Assert.Equal(1, HoleMask.FromTensor(fromTensor.ToTensor()).HoleFraction(0));
    }
}
