using Csa.Systems;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Training;

public class AdamTests
{
    // float32 takes the path over host memory, float64 the one that devices take; 37 values leave a rest after any vector width.
    [Theory]
    [InlineData(ScalarType.Float32, 1e-6)]
    [InlineData(ScalarType.Float64, 1e-14)]
    public void Steps_equal_PyTorchs(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var ours = nn.Linear(37, 1, hasBias: true, dtype: type);
        using var theirs = nn.Linear(37, 1, hasBias: true, dtype: type);
        theirs.load_state_dict(ours.state_dict());
        using var adam = new Adam(ours, beta1: 0.5, beta2: 0.999);
        using var reference = optim.Adam(theirs.parameters(), 1e-2, 0.5, 0.999);
        for (int step = 0; step < 20; step++)
        {
            Tensor input = rand(8, 37, dtype: type);
            adam.ZeroGradients();
            ours.forward(input).square().mean().backward();
            adam.Step(1e-2);
            reference.zero_grad();
            theirs.forward(input).square().mean().backward();
            reference.step();
        }

        Assert.Equal(20, adam.Steps);
        Assert.InRange(Small.Difference(ours.weight!, theirs.weight!), 0, tolerance);
        Assert.InRange(Small.Difference(ours.bias!, theirs.bias!), 0, tolerance);
    }

    [Fact]
    public void A_parameter_without_gradient_stays()
    {
        using var network = nn.Linear(3, 2);
        using Tensor before = network.weight!.detach().clone();
        using var adam = new Adam(network, 0.5, 0.999);
        adam.Step(1);
        Assert.Equal(0, Small.Difference(before, network.weight!));
    }
}
