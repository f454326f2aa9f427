using Csa.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.DeepFill;

/// <summary>A sequence of convolutions, built from a list of plans.</summary>
internal sealed class LayerChain : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Convolution2d> convs;
    private readonly LayerPlan[] plans;
    private readonly TwoStageDesign design;

    /// <summary>An untrained chain.</summary>
    /// <param name="channels">Input channels.</param>
    /// <param name="plans">At least one.</param>
    /// <param name="design">Decides what follows each convolution.</param>
    internal LayerChain(int channels, LayerPlan[] plans, TwoStageDesign design)
        : base(nameof(LayerChain))
    {
        this.plans = plans;
        this.design = design;
        var layers = new List<Convolution2d>();
        foreach (LayerPlan plan in plans)
        {
            layers.Add(new(channels, plan.Channels, plan.Kernel));
            channels = plan.IsOutput ? plan.Channels : plan.Channels / design.ChannelsPerFeature;
        }

        convs = new([.. layers]);
        OutputChannels = channels;
        RegisterComponents();
    }

    /// <summary>The channels of the output.</summary>
    internal int OutputChannels { get; }

    /// <summary>Multiplies the weights of all layers but the output layer.</summary>
    internal void Scale(double factor)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope(); // in-place operations return another handle of their tensor
        for (int i = 0; i < plans.Length; i++)
            if (!plans[i].IsOutput) convs[i].Weight.mul_(factor);
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        for (int i = 0; i < plans.Length; i++)
        {
            LayerPlan plan = plans[i];
            Tensor convolved = plan.UpsampleFirst
                ? UpsampledConvolution.Convolve(x, convs[i].Weight, convs[i].Bias)
                : SamePadding.Convolve(x, convs[i].Weight, convs[i].Bias, plan.Stride, plan.Dilation);
            x = plan.IsOutput ? convolved : design.Activate(convolved, plan.Rectified);
        }

        return x.MoveToOuterDisposeScope();
    }
}

/// <summary>Nearest up-sampling by 2 followed by a 3x3 convolution, as one transposed convolution.</summary>
/// <remarks>
/// Up-sampling makes four equal cells of each one, so a 3x3 kernel weighs it by sums of neighbouring taps: a 4x4 kernel of
/// stride 2, which is the 3x3 one convolved with 2x2 ones. The result is equal but for rounding, needs no large intermediate
/// map, and is three to four times as fast on a CPU, forward and backward.
/// </remarks>
internal static class UpsampledConvolution
{
    /// <summary>Up-samples and convolves a map, with SAME padding.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="weight">The 3x3 kernel, [D, C, 3, 3].</param>
    /// <param name="bias">[D].</param>
    /// <returns>[N, D, 2H, 2W].</returns>
    internal static Tensor Convolve(Tensor x, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        return Convolution2d.Apply(x, Kernel(weight), bias, Layers.Doubling).MoveToOuterDisposeScope();
    }

    /// <summary>The transposed convolution's 4x4 kernel.</summary>
    /// <param name="weight">The 3x3 kernel, [D, C, 3, 3].</param>
    /// <returns>[C, D, 4, 4].</returns>
    internal static Tensor Kernel(Tensor weight)
    {
        using var scope = NewDisposeScope();
        Tensor flipped = weight.device_type == TorchSharp.DeviceType.META ? weight : weight.flip(2, 3); // of a shape alone there is nothing to flip
        Tensor scattered = flipped.transpose(0, 1);
        Tensor wide = nn.functional.pad(scattered, [0, 1, 0, 0]) + nn.functional.pad(scattered, [1, 0, 0, 0]);
        return (nn.functional.pad(wide, [0, 0, 0, 1]) + nn.functional.pad(wide, [0, 0, 1, 0])).MoveToOuterDisposeScope();
    }
}
