using System.Text.RegularExpressions;
using Csa.Cli.Doctor;
using Csa.Experiments.Convolutions;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Baselines;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Networks;

/// <summary>Convolutions are right on this machine, in all that the five systems do, and the check finds those that are not.</summary>
public class ConvolutionCheckTests
{
    // 24 channels, as in the narrow networks, and one, as at every discriminator's end.
    private static readonly ConvolutionShape Shape = new(2, 24, 12, 9, 1, 3, 3, new() { Padding = 1 }, Bias: true);

    public static TheoryData<string> Models => SmallSystems.Models;

    // The papers' channels and kernels on maps of at most 64 cells a side and one image a batch, so that this takes seconds.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_convolution_of_every_preset_agrees_with_float64(ulong seed)
    {
        Assert.InRange(ConvolutionChecks.OfPresets.Count, 250, 400);
        Assert.Empty(ConvolutionCheck.Of(ConvolutionChecks.OfPresets, seed));
    }

    // The faults of AMD's family 26, on a machine that may not have them: found where nothing is padded, harmless behind the padding.
    [Fact]
    public void What_libtorch_gets_wrong_elsewhere_does_not_come_through_the_padding()
    {
        ConvolutionUse[] once = [.. ConvolutionChecks.OfPresets.Select(use => use with { Parts = use.Parts & ~ConvolutionParts.SlopeGradient })];
        foreach (Convolve fault in new Convolve[] { FaultyConvolution.NanInPadding, FaultyConvolution.InputGradient })
        {
            Assert.NotEmpty(FaultyConvolution.With(fault, () => ConvolutionCheck.Of(once)));
            Convolution2d.Library = fault;
            try
            {
                Assert.Empty(ConvolutionCheck.Of(once));
            }
            finally
            {
                Convolution2d.Library = null;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_step_s_end_has_all_that_its_beginning_has(string model)
    {
        IReadOnlyList<ConvolutionUse> end = SystemConvolutions.Of(new RunConfig { System = SmallSystems.Options(model), Training = Presets.QuickTraining });
        using ITrainableSystem system = SmallSystems.Options(model).Create(1, CPU);
        using TrainingBatch batch = Small.Batch(Presets.QuickTraining.BatchSize);
        foreach (ConvolutionUse use in ConvolutionUse.Of(() => system.Step(batch, new(0, 0))))
            Assert.True(end.Single(other => other.Shape == use.Shape).Parts.HasFlag(use.Parts), $"{use.Shape}");
    }

    [Fact]
    public void Losses_adversaries_penalties_and_filling_are_all_seen()
    {
        IReadOnlyList<ConvolutionUse> csa = Seen("csa"), ca = Seen("ca"), pc = Seen("pc"), gc = Seen("gc");
        Assert.Contains(csa, use => use.Shape is { To: 1, Samples: 8, KernelHeight: 4 } && use.Parts.HasFlag(ConvolutionParts.WeightGradient)); // the patch discriminator learns
        Assert.Contains(csa, use => use.Shape is { To: 1, Samples: 4 } && use.Parts.HasFlag(ConvolutionParts.InputGradient)); // and judges
        foreach (IReadOnlyList<ConvolutionUse> system in new[] { csa, pc }) // VGG-16 leads back to the output and does not learn
            Assert.Contains(system, use => use.Shape is { From: 3, To: 4, KernelHeight: 3 } && use.Parts == (ConvolutionParts.Value | ConvolutionParts.InputGradient));
        Assert.Contains(gc, use => use.Shape is { From: 4, To: 4, Samples: 8, Geometry.Stride: 2 });
        Assert.Equal(8, ca.Count(use => use.Parts.HasFlag(ConvolutionParts.SlopeGradient))); // four layers of two critics
        foreach (IReadOnlyList<ConvolutionUse> system in new[] { csa, ca, pc, gc }) Assert.Contains(system, use => use.Shape.Samples == 1 && use.Parts == ConvolutionParts.Value);
        IReadOnlyList<ConvolutionUse> penalised = SystemConvolutions.Of(new RunConfig { System = Small.System with { RealGradientPenalty = 1 }, Training = Presets.QuickTraining });
        Assert.Contains(penalised, use => use.Shape.To == 1 && use.Parts.HasFlag(ConvolutionParts.SlopeGradient));

        static IReadOnlyList<ConvolutionUse> Seen(string model) => SystemConvolutions.Of(new RunConfig { System = SmallSystems.Options(model), Training = Presets.QuickTraining });
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Seeing_and_checking_leave_no_trace(string model)
    {
        var config = new RunConfig { System = SmallSystems.Options(model), Training = Presets.QuickTraining };
        ConvolutionCheck.Of(SystemConvolutions.Of(config)); // what is made once and kept
        manual_seed(5);
        using Tensor before = random.get_rng_state();
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Assert.Empty(ConvolutionCheck.Of(SystemConvolutions.Of(config)));
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        using Tensor after = random.get_rng_state();
        Assert.Equal(0, Small.Difference(before, after));
        Assert.Null(Convolution2d.Substitute);
    }

    [Fact]
    public void A_channel_that_is_a_thousandth_off_is_found()
    {
        foreach (int channels in new[] { 3, 24, 64 })
            Assert.Equal(ConvolutionParts.Value, Assert.Single(Faults(FaultyConvolution.OneChannel, Shape with { To = channels })).Part);
    }

    [Fact]
    public void Not_finite_is_found_and_said()
    {
        ConvolutionFault fault = Faults(FaultyConvolution.NanInPadding, Shape)[0];
        Assert.Equal("3x3 kernel from 2x24x12x9 to 1 channel: not finite", fault.ToString());
        Assert.Empty(Faults(FaultyConvolution.NanInPadding, Shape with { From = 32 }));
    }

    [Fact]
    public void A_wrong_gradient_behind_a_right_value_is_found()
    {
        ConvolutionFault fault = Assert.Single(Faults(FaultyConvolution.InputGradient, Shape));
        Assert.Equal(ConvolutionParts.InputGradient, fault.Part);
        Assert.Equal(1.002, fault.Got / fault.Wanted, 1e-3);
        Assert.Contains("its input's gradient", fault.ToString());
        Assert.Empty(Faults(FaultyConvolution.InputGradient, Shape with { To = 16 }));
    }

    [Fact]
    public void Weights_and_slopes_are_looked_at_too()
    {
        // A weight that is another one backwards: as if the kernel's first column were lost.
        IReadOnlyList<ConvolutionFault> faults = Faults((x, weight, bias, geometry) =>
            Convolution2d.Plain(x, cat([weight.narrow(3, 0, 1).detach(), weight.narrow(3, 1, weight.shape[3] - 1)], 3), bias, geometry), Shape);
        Assert.Equal([ConvolutionParts.SlopeGradient, ConvolutionParts.WeightGradient], faults.Select(fault => fault.Part));
    }

    // Geometry by geometry: sides that the stride does not divide, dilation, transposes, paddings of one side, blocks of an image.
    [Fact]
    public void The_reference_is_the_convolution_of_any_geometry()
    {
        ConvolutionGeometry[] all =
        [
            new(), new() { Padding = 1 }, new() { Stride = 2, Padding = 1 }, new() { Stride = 2, PaddingY = 2 }, new() { Dilation = 2, Padding = 2 }, new() { Stride = 3, Dilation = 2, PaddingX = 3 },
            new() { Transposed = true }, new() { Transposed = true, Stride = 2, Padding = 1 }, new() { Transposed = true, Stride = 3, PaddingX = 1 },
        ];
        foreach (ConvolutionGeometry geometry in all)
            foreach (int kernel in new[] { 3, 4 })
                foreach ((int from, int to) in new[] { (3, 5), (20, 3) })
                    Assert.Empty(Faults(null, new(2, from, 14, 11, to, kernel, kernel, geometry, Bias: from == 3)));
    }

    [Fact]
    public void A_smaller_map_is_as_odd_as_the_map_was()
    {
        Assert.Equal((64, 63), (Shape with { Height = 256, Width = 259 }).Within(64) is var cut ? (cut.Height, cut.Width) : default);
        Assert.Equal(Shape, Shape.Within(64));
    }

    // Convolutions have one home, so that they are padded and checked.
    [Fact]
    public void Nothing_else_in_lib_convolves()
    {
        string[] homes = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "lib"), "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".fs", StringComparison.Ordinal))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Where(file => Regex.IsMatch(File.ReadAllText(file), @"\bconv(_transpose)?[123]d\b|\bConv(Transpose)?[123]d\b|\bconvolution\("))
            .Select(file => Path.GetFileName(file))];
        Assert.Equal(["Convolution2d.cs"], homes);
    }

    private static IReadOnlyList<ConvolutionFault> Faults(Convolve? fault, ConvolutionShape shape)
    {
        const ConvolutionParts Everything = ConvolutionParts.Value | ConvolutionParts.InputGradient | ConvolutionParts.WeightGradient | ConvolutionParts.SlopeGradient;
        // A fault of the gradient is no function that has a gradient of its own.
        ConvolutionParts parts = fault == FaultyConvolution.InputGradient ? Everything & ~ConvolutionParts.SlopeGradient : Everything;
        ConvolutionUse[] uses = [new(shape, fault == FaultyConvolution.OneChannel ? ConvolutionParts.Value : parts)];
        return FaultyConvolution.With(fault, () => ConvolutionCheck.Of(uses));
    }
}
