using Csa.Data.Masks;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Training;

/// <summary>Options of <see cref="LinearSystem"/>, with a nested record and faults to order.</summary>
public sealed record LinearOptions : ISystemOptions
{
    public double LearningRate { get; init; } = 0.05;

    public double EmaDecay { get; init; }

    public LinearNoise Noise { get; init; } = new();

    public long? NanLossAtStep { get; init; }

    public long? NanWeightAtStep { get; init; }

    /// <summary>The faults happen at learning rates above this; as set, not as they fall with the schedule.</summary>
    public double NanAboveRate { get; init; }

    public string Model => "linear";

    public string InferencePrefix => EmaDecay > 0 ? "average." : "";

    public ITrainableSystem Create(ulong seed, Device device) => new LinearSystem(this, seed);

    public void RequireSide(int side)
    {
    }
}

public sealed record LinearNoise
{
    public double Amplitude { get; init; } = 0.1;

    public string? Kind { get; init; }

    public int Seed { get; init; } = 3;
}

/// <summary>Predicts every pixel as one learned colour mix of the known mean: small, with momentum and random noise, so that all state counts.</summary>
internal sealed class LinearSystem : ITrainableSystem
{
    private readonly LinearOptions options;
    private readonly Tensor weight;
    private readonly Tensor momentum;
    private readonly Tensor average;

    public LinearSystem(LinearOptions options, ulong seed)
    {
        this.options = options;
        using var generator = new Generator(seed);
        weight = randn([3, 4], generator: generator).DetachFromDisposeScope();
        momentum = zeros(3, 4).DetachFromDisposeScope();
        average = weight.clone().DetachFromDisposeScope();
    }

    public static SystemCatalog Catalog { get; } = new([new SystemPresets("linear", () => new() { System = new LinearOptions() }, () => new() { System = new LinearOptions() })]);

    public string Name => "linear";

    public IReadOnlyDictionary<string, string> Notes { get; } = new Dictionary<string, string> { ["features"] = "none" };

    public int StepsTaken { get; private set; }

    public IReadOnlyList<LossValue> Step(TrainingBatch batch, TrainingProgress progress)
    {
        StepsTaken++;
        using var scope = NewDisposeScope();
        using (no_grad())
        {
            Tensor input = Inputs(batch.Images, batch.Hole);
            Tensor target = batch.Images.mean([2, 3]);
            Tensor error = input.matmul(weight.t()) - target + (options.Noise.Amplitude * randn(target.shape));
            Tensor gradient = error.t().matmul(input) / target.shape[0];
            momentum.mul_(0.9).add_(gradient);
            double rate = options.LearningRate * progress.RateFactor;
            weight.sub_(momentum * (rate * (1 - progress.Fraction)));
            average.lerp_(weight, 1 - options.EmaDecay);
            if (rate > options.NanAboveRate && options.NanWeightAtStep == progress.Step) weight[0, 0] = float.NaN;
            double loss = rate > options.NanAboveRate && options.NanLossAtStep == progress.Step ? double.NaN : error.square().mean().item<float>();
            return [new LossValue("reconstruction", loss), new LossValue("size", weight.square().mean().nan_to_num().item<float>())];
        }
    }

    public InpaintingResult Inpaint(Tensor image, HoleMask hole)
    {
        using var scope = NewDisposeScope();
        Tensor refined = Inputs(image, hole).matmul(InferenceState()["weight"].t())[.., .., TensorIndex.None, TensorIndex.None].expand_as(image).clamp(-1, 1).clone();
        return new InpaintingResult(refined, refined * 0.5);
    }

    public IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor> { ["weight"] = weight, ["optimiser.momentum"] = momentum };
        if (options.EmaDecay > 0) state["average.weight"] = average;
        return state;
    }

    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        foreach ((string name, Tensor target) in State()) Copy(state, name, target);
    }

    public IReadOnlyDictionary<string, Tensor> InferenceState() => new Dictionary<string, Tensor> { ["weight"] = options.EmaDecay > 0 ? average : weight };

    public void Dispose()
    {
        weight.Dispose();
        momentum.Dispose();
        average.Dispose();
    }

    private static void Copy(IReadOnlyDictionary<string, Tensor> state, string name, Tensor target)
    {
        if (!state.TryGetValue(name, out Tensor? source)) throw new ArgumentException($"missing {name}");
        using var _ = no_grad();
        target.copy_(source);
    }

    // The known part's mean colour, and a one for the bias.
    private static Tensor Inputs(Tensor image, HoleMask hole)
    {
        Tensor known = 1 - hole.ToTensor();
        return cat([(image * known).sum([2, 3]) / known.sum([2, 3]), ones(image.shape[0], 1)], 1);
    }
}
