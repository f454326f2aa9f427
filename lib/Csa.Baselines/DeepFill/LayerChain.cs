using Csa.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.DeepFill;

/// <summary>Convolutions one after the other, as planned.</summary>
internal sealed class LayerChain : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Convolution2d> convs;
    private readonly LayerPlan[] plans;
    private readonly TwoStageDesign design;

    /// <summary>An untrained chain.</summary>
    /// <param name="channels">What comes in.</param>
    /// <param name="plans">At least one.</param>
    /// <param name="design">What follows each convolution.</param>
    internal LayerChain(int channels, LayerPlan[] plans, TwoStageDesign design)
        : base(nameof(LayerChain))
    {
        this.plans = plans;
        this.design = design;
        var layers = new List<Convolution2d>();
        foreach (LayerPlan plan in plans)
        {
            layers.Add(new(channels, plan.Channels, plan.Kernel));
            channels = plan.Plain ? plan.Channels : plan.Channels / design.ChannelsPerFeature;
        }

        convs = new([.. layers]);
        OutputChannels = channels;
        RegisterComponents();
    }

    /// <summary>What comes out.</summary>
    internal int OutputChannels { get; }

    /// <summary>Multiplies the weights of all layers but plain ones.</summary>
    internal void Scale(double factor)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope(); // in-place operations return another handle of their tensor
        for (int i = 0; i < plans.Length; i++)
            if (!plans[i].Plain) convs[i].Weight.mul_(factor);
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        for (int i = 0; i < plans.Length; i++)
        {
            LayerPlan plan = plans[i];
            Tensor convolved = plan.Doubles
                ? Doubling.Convolve(x, convs[i].Weight, convs[i].Bias)
                : SamePadding.Convolve(x, convs[i].Weight, convs[i].Bias, plan.Stride, plan.Dilation);
            x = plan.Plain ? convolved : design.Activate(convolved, plan.Rectified);
        }

        return x.MoveToOuterDisposeScope();
    }
}
