using System.Runtime.InteropServices;
using Csa.Attention;
using Csa.Data.Masks;
using Csa.Losses;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Attention;
using Csa.Tests.Networks;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests;

/// <summary>
/// CUDA as far as it can be proved without one. On the device "meta", which has shapes and no numbers, an operation that
/// mixes in a tensor of the host fails, as on a GPU. Outside Python libtorch lacks many operations there, convolution,
/// batch norm, where and abs among them: networks are followed up to the first that is lacking. The CSA core crosses to the host through <see cref="HostMemory"/>, which a test can put far away.
/// </summary>
public sealed class DeviceTests
{
    private static readonly Device Meta = new("meta");

    [Fact]
    public void Holes_go_to_the_device_they_are_asked_for()
    {
        using Tensor m = Small.Holes(2).ToTensor(ScalarType.Bool, Meta);
        Assert.Equal(DeviceType.META, m.device_type);
        Assert.Equal([2, 1, 64, 64], m.shape);
    }

    [Fact]
    public void Losses_stay_on_the_device_of_their_inputs()
    {
        using var scope = NewDisposeScope();
        Tensor reconstruction = OnMeta(1).sum(), csa = OnMeta(2, 8, 8, 8), decoder = OnMeta(2, 8, 8, 8), phi = OnMeta(2, 8, 8, 8);
        Tensor real = OnMeta(2, 1, 4, 4), fake = OnMeta(2, 1, 4, 4);
        Tensor total = Objective.Total(
            reconstruction, // L1 itself needs abs, which is lacking
            Consistency.Loss(csa, decoder, phi, Small.Holes(2, 8, 8)),
            [RelativisticAverage.Generator(real, fake), RelativisticAverage.Discriminator(real, fake)],
            new ObjectiveWeights());
        Assert.Equal(DeviceType.META, total.device_type);
        total.backward();
        foreach (Tensor input in new[] { csa, decoder, fake }) Assert.Equal(DeviceType.META, input.grad!.device_type);
    }

    [Fact]
    public void A_batch_is_padded_where_it_is()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(DeviceType.META, GridPadding.Pad(OnMeta(1, 3, 30, 30), 16).device_type);
        Assert.Equal(DeviceType.META, GridPadding.Crop(OnMeta(1, 3, 32, 32), 30, 30).device_type);
    }

    [Fact]
    public void Adam_moves_weights_where_they_are()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Linear(3, 2);
        network.to(Meta);
        using var adam = new Adam(network, 0.5, 0.999);
        network.weight!.grad = zeros_like(network.weight);
        network.bias!.grad = zeros_like(network.bias);
        adam.Step(1e-3);
        var state = new Dictionary<string, Tensor>();
        adam.AddState("", state);
        Assert.All(state.Where(pair => pair.Key.Contains("moment", StringComparison.Ordinal)), pair => Assert.Equal(DeviceType.META, pair.Value.device_type));
        Assert.Equal(1, adam.Steps);
    }

    // What stands before the operation that is lacking has made its tensors on the device, or the failure would be another one.
    [Theory]
    [InlineData("generator", "aten::where.self: attempted to run this operator with Meta tensors")]
    [InlineData("patch", "convolution_overrideable")]
    [InlineData("feature patch", "convolution_overrideable")]
    [InlineData("VGG-16", "convolution_overrideable")]
    public void Networks_reach_the_first_operation_that_is_lacking_there(string name, string lacking)
    {
        using var scope = NewDisposeScope();
        NetworkOptions options = Small.Networks;
        Action run = name switch
        {
            "generator" => () => new TwoStageGenerator(options, new Generator(1)).to(Meta).forward(OnMeta(1, 3, 64, 64), Small.Holes(1)),
            "patch" => () => new PatchDiscriminator(options).to(Meta).forward(OnMeta(1, 3, 64, 64)),
            "feature patch" => () => new FeaturePatchDiscriminator(options).to(Meta).forward(OnMeta(1, options.Channels(2), 8, 8)),
            _ => () => Vgg16Features.Random(options).to(Meta).forward(OnMeta(1, 3, 64, 64)),
        };
        Assert.Contains(lacking, Assert.Throws<ExternalException>(run).Message);
    }

    [Theory]
    [MemberData(nameof(AttentionScene.Readings), MemberType = typeof(AttentionScene))]
    public void The_CSA_core_reads_and_writes_host_copies_alone(object semantics, object order)
    {
        var options = new CsaOptions { Semantics = (CsaSemantics)semantics, Order = (ScanOrder)order };
        var scene = new AttentionScene(seed: 7, channels: 6, height: 7, width: 8);
        using var scope = NewDisposeScope();
        (Tensor output, Tensor gradient) = Run(scene.Tensor(), scene.Hole, options);

        var far = new FarMemory();
        HostMemory before = HostMemory.Current;
        HostMemory.Current = far;
        try
        {
            // Stored channels last: numbers read in place would come in another order.
            Tensor features = scene.Tensor().permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
            Assert.False(features.is_contiguous());
            Tensor untouched = features.clone();
            (Tensor farOutput, Tensor farGradient) = Run(features, scene.Hole, options);
            Assert.Equal(AttentionScene.Values(output), AttentionScene.Values(farOutput));
            Assert.Equal(AttentionScene.Values(gradient), AttentionScene.Values(farGradient));
            Assert.Equal(AttentionScene.Values(untouched), AttentionScene.Values(features));
        }
        finally
        {
            HostMemory.Current = before;
        }

        // The map and the winners of the search come, the filled map goes; backward its gradient comes and goes.
        Assert.Equal(2, far.Sent);
        Assert.InRange(far.MapsFetched, 3, 4);
        Assert.True(far.OthersFetched > 0);
    }

    private static (Tensor Output, Tensor Gradient) Run(Tensor features, HoleMask hole, CsaOptions options)
    {
        Tensor leaf = features.detach().requires_grad_();
        CsaTrace trace = CsaLayer.Fill(leaf, hole, options);
        (trace.Output * arange(trace.Output.numel(), ScalarType.Float64).reshape(trace.Output.shape)).sum().backward();
        trace.ThrowIfBackwardFailed();
        return (trace.Output, leaf.grad!);
    }

    private static Tensor OnMeta(params long[] shape) => ones(shape, device: Meta).requires_grad_();

    /// <summary>Holds no tensor: what is read is a copy, and what is handed back is another.</summary>
    private sealed class FarMemory : HostMemory
    {
        public int MapsFetched { get; private set; }

        public int OthersFetched { get; private set; }

        public int Sent { get; private set; }

        public override bool Holds(Tensor tensor) => false;

        public override Tensor Fetch(Tensor tensor)
        {
            if (tensor.dim() == 4) MapsFetched++;
            else OthersFetched++;
            return tensor.detach().clone();
        }

        public override Tensor Send(Tensor host, Tensor like)
        {
            Sent++;
            return host.clone();
        }
    }
}
