using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Outsiders;

/// <summary>A system of one's own, all of it: a small autoencoder that learns by L1.</summary>
public sealed record SixthOptions : LearningOptions
{
    public override string Model => "sixth";

    public override ITrainableSystem Create(ulong seed, Device device) => new SixthSystem(this, SixthNetwork.Initial(seed), device);

    public override ITrainedSystem CreateForInference(Device device) => new InferenceSystem<SixthNetwork>(Model, new SixthNetwork(), device);

    public override void RequireSide(int side) => ArgumentOutOfRangeException.ThrowIfLessThan(side, 16);
}

public sealed class SixthNetwork : nn.Module<Tensor, Tensor>, IInpaintingNetwork
{
    private readonly Convolution2d down = Layers.Down4x4(4, 16), deeper = Layers.Down4x4(16, 32), up = Layers.Up4x4(32, 16), output = Layers.Up4x4(16, 3);

    public SixthNetwork() : base(nameof(SixthNetwork)) => RegisterComponents();

    public int SideMultiple => 4;

    public static SixthNetwork Initial(ulong seed)
    {
        var network = new SixthNetwork();
        Initialisation.He(network, new Generator(seed));
        return network;
    }

    public override Tensor forward(Tensor x) => output.call(Layers.Relu(up.call(Layers.Relu(deeper.call(Layers.Relu(down.call(x)))))));

    public Tensor Predict(Tensor image, Tensor m) => call(cat([NetworkInput.Paint(image, m, NetworkInput.MeanColour), m.to(image.dtype)], 1));

    public InpaintingResult Fill(Tensor image, HoleMask hole) => new(Predict(image, hole.ToTensor(ScalarType.Bool, image.device)));
}

public sealed class SixthSystem(SixthOptions options, SixthNetwork network, Device device)
    : LearnedSystem<SixthNetwork>(options, network, () => new SixthNetwork(), device)
{
    public override IReadOnlyList<LossValue> Step(TrainingBatch batch, TrainingProgress progress)
    {
        using var scope = NewDisposeScope();
        Tensor iGt = ImagesOf(batch), m = HoleOf(batch).ToTensor(ScalarType.Bool, Device);
        Tensor reconstruction = ReconstructionOf(Network.Predict(iGt, m), iGt, m);
        Minimise(reconstruction, options.LearningRateOf(progress));
        return [Value("reconstruction", reconstruction)];
    }
}
