using Csa.Data;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Networks;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Training;

public class CsaSystemStateTests
{
    [Fact]
    public void A_restored_system_goes_on_bit_for_bit()
    {
        CsaSystemOptions options = Small.System with { EmaDecay = 0.9 };
        using var system = new CsaSystem(options, seed: 1);
        Train(system, 0, 3);
        Dictionary<string, Tensor> saved = Small.Copy(system.State());
        IReadOnlyList<LossValue> expected = Train(system, 3, 2);

        using var restored = new CsaSystem(options, seed: 2);
        restored.LoadState(saved);
        Assert.Equal(expected, Train(restored, 3, 2));
        foreach ((string name, Tensor tensor) in system.State()) Assert.True(Small.Difference(tensor, restored.State()[name]) == 0, name);
    }

    [Fact]
    public void State_that_does_not_fit_is_refused_whole_and_named()
    {
        using var system = new CsaSystem(Small.System, seed: 1);
        Dictionary<string, Tensor> state = Small.Copy(system.State());
        state.Remove("rough.output.bias");
        state["stranger"] = zeros(1);
        state["rough.input.bias"] = zeros(7);
        state["rough.input.weight"].zero_();
        var error = Assert.Throws<ArgumentException>(() => system.LoadState(state));
        Assert.Contains("rough.output.bias is missing", error.Message);
        Assert.Contains("stranger is unknown", error.Message);
        Assert.Contains("rough.input.bias: want [4], got [7]", error.Message);
        Assert.True(Small.Size(system.State()["rough.input.weight"]) > 0, "nothing may be copied when something does not fit");
    }

    [Fact]
    public void Averaged_weights_follow_the_weights_and_do_the_inpainting()
    {
        CsaSystemOptions options = Small.System with { EmaDecay = 0.5, LearningRate = 1e-2 };
        using var system = new CsaSystem(options, seed: 1);
        Tensor average = system.State()["rough.input.weight"].detach().clone();
        for (int step = 0; step < 4; step++)
        {
            Train(system, step, 1);
            double decay = Math.Min(0.5, (step + 1) / (step + 10.0));
            average = (average * decay) + (system.State()["rough.input.weight"].detach() * (1 - decay));
        }

        Assert.True(Small.Difference(average, system.State()["average.rough.input.weight"]) < 1e-6);
        Assert.True(Small.Difference(average, system.State()["rough.input.weight"]) > 1e-4);

        // A system whose plain weights are this one's averages must inpaint the same.
        using var plain = new CsaSystem(Small.System, seed: 1);
        Dictionary<string, Tensor> state = Small.Copy(plain.State());
        foreach (string name in state.Keys.Where(name => name.StartsWith("rough.") || name.StartsWith("refinement.")).ToArray())
            state[name] = system.State()[$"average.{name}"].clone();
        plain.LoadState(state);
        using Tensor image = Small.Images(1);
        using InpaintingResult byAverage = system.Inpaint(image, Small.Holes(1)), byPlain = plain.Inpaint(image, Small.Holes(1));
        Assert.Equal(0, Small.Difference(byAverage.Refined, byPlain.Refined));
    }

    [Fact]
    public void Checkpoint_keys_are_frozen()
    {
        string[] roughLevel = ["down", "downNorm", "up", "upNorm"];
        string[] refinementLevel = ["down", "downNorm", "conv", "norm", "upConv", "upConvNorm", "up", "upNorm"];
        string[] innermost = ["innermost.down", "innermost.up", "innermost.upNorm"];
        string[] generator =
        [
            .. Parameters("rough", ["input", .. roughLevel.Select(part => $"levels.0.{part}"), .. roughLevel.Select(part => $"levels.1.{part}"), .. innermost, "output"]),
            .. Parameters("refinement",
            [
                "input", .. refinementLevel.Select(part => $"levels.0.{part}"), .. refinementLevel.Select(part => $"levels.1.{part}"),
                .. refinementLevel.Select(part => $"levels.2.{part}"), .. innermost, "output",
            ]),
        ];
        string[] patch = [.. Parameters("patch_discriminator", ["input", "convs.0", "convs.1", "convs.2", "norms.0", "norms.1", "norms.2", "output"])];
        string[] feature = [.. Parameters("feature_patch_discriminator", ["input", "conv", "output"])];
        string[] expected =
        [
            .. generator, .. generator.Select(name => $"average.{name}"), .. patch, .. feature,
            .. Optimiser("generator", generator), .. Optimiser("patch_discriminator", [.. patch.Select(WithoutPrefix)]),
            .. Optimiser("feature_patch_discriminator", [.. feature.Select(WithoutPrefix)]),
        ];
        using var system = new CsaSystem(Small.System with { EmaDecay = 0.9 }, seed: 1);
        Assert.Equal(expected.Order(StringComparer.Ordinal), system.State().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_learning_rate_falls_as_told()
    {
        CsaSystemOptions options = new() { LearningRate = 2, DecayStart = 0.5 };
        Assert.Equal(2, options.LearningRateAt(1));
        CsaSystemOptions linear = options with { LearningRateDecay = LearningRateDecay.Linear };
        Assert.Equal([2, 2, 1, 0], new[] { 0, 0.5, 0.75, 1 }.Select(linear.LearningRateAt));
        CsaSystemOptions cosine = options with { LearningRateDecay = LearningRateDecay.Cosine };
        Assert.Equal(2, cosine.LearningRateAt(0.5), 1e-9);
        Assert.Equal(1, cosine.LearningRateAt(0.75), 1e-9);
        Assert.Equal(0, cosine.LearningRateAt(1), 1e-9);
        Assert.Equal(0.25, cosine.LearningRateOf(new TrainingProgress(7, 0.75) { RateFactor = 0.25 }), 1e-9);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Contains("EmaDecay", Assert.Throws<BadInputException>(() => new CsaSystemOptions { EmaDecay = 1 }.Validated()).Message);
        Assert.Contains("AdversarialStart", Assert.Throws<BadInputException>(() => new CsaSystemOptions { AdversarialStart = 1.1 }.Validated()).Message);
        Assert.Contains("LearningRate", Assert.Throws<BadInputException>(() => new CsaSystemOptions { LearningRate = double.NaN }.Validated()).Message);
        Assert.Contains("Depth", Assert.Throws<BadInputException>(() => new CsaSystemOptions { Network = new() { Depth = 99 } }.Validated()).Message);
    }

    private static IReadOnlyList<LossValue> Train(CsaSystem system, int from, int steps)
    {
        IReadOnlyList<LossValue> losses = [];
        for (int step = from; step < from + steps; step++)
        {
            using TrainingBatch batch = Small.Batch(2, seed: (ulong)step);
            losses = system.Step(batch, new(step, 0));
        }

        return losses;
    }

    private static IEnumerable<string> Parameters(string network, string[] parts) =>
        parts.SelectMany(part => new[] { $"{network}.{part}.weight", $"{network}.{part}.bias" });

    private static IEnumerable<string> Optimiser(string name, string[] weights) =>
    [
        $"optimiser.{name}.steps", .. weights.Select(weight => $"optimiser.{name}.first_moment.{weight}"),
        .. weights.Select(weight => $"optimiser.{name}.second_moment.{weight}"),
    ];

    private static string WithoutPrefix(string name) => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
