using Csa.Baselines;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.Evaluation;
using Csa.Networks;
using Csa.Systems;
using Csa.Tests.Images;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Evaluation;

public sealed class EvaluatorTests
{
    private static readonly EvaluationDescription Description = new() { Data = "noise, 16x16" };

    [Fact]
    public void Every_system_and_stage_is_measured_on_every_image_of_every_part()
    {
        using var mean = new MeanFill();
        using var oracle = new Fixed("oracle", rough: 0.5);
        EvaluationReport report = Evaluator.Run(
            [new EvaluatedSystem(mean), new EvaluatedSystem(oracle) { Features = "random" }],
            [new EvaluationPart("centre", Items(5)), new EvaluationPart("corner", Items(3))], Description,
            new EvaluatorOptions { ChunkSize = 2, Pictures = 1 });
        Assert.Equal((5 + 3) * 3, report.Records.Count);
        Assert.Equal(["mean", "oracle", "oracle"], report.Records.Take(3).Select(record => record.System));
        Assert.Equal(3, report.Records.Count(record => record.MaskKind == "corner" && record.Stage == OutputStage.Rough));
        Assert.All(report.Records.Where(record => record.System == "oracle"), record => Assert.Equal("random", record.Features));
        Assert.Equal(2 * 3, report.Pictures.Count);
        Assert.Equal(["item-0"], report.Pictures.Select(picture => picture.Item.Name).Distinct());
    }

    [Fact]
    public void Outputs_are_composited_before_they_are_measured()
    {
        // An output that is wrong everywhere must still be right outside the hole.
        using var wrong = new Fixed("wrong", refined: -1);
        EvaluationItem item = Items(1)[0];
        EvaluationReport report = Evaluator.Run([new EvaluatedSystem(wrong)], [new EvaluationPart("centre", [item])], Description);
        RgbImage output = report.Pictures[0].Output;
        for (int i = 0; i < 16 * 16; i++)
        {
            bool missing = item.Hole[0, i / 16, i % 16];
            Assert.Equal(missing ? 0 : item.Image.Pixels[3 * i], output.Pixels[3 * i]);
        }

        OutputMetrics metrics = report.Records[0].Metrics;
        Assert.Equal(metrics.Hole!.L1Percent * item.Hole.HoleFraction(0), metrics.Whole.L1Percent, 1e-9);
        Assert.InRange(report.Records[0].Raw.L1Percent, metrics.Whole.L1Percent + 1, 100);
    }

    [Fact]
    public void Chunk_size_and_mixed_sizes_change_no_number()
    {
        using var harmonic = new HarmonicFill();
        IReadOnlyList<EvaluationItem> items = [.. Items(3), .. Items(2, side: 12), .. Items(1)];
        EvaluationReport Run(int chunk) => Evaluator.Run(
            [new EvaluatedSystem(harmonic)], [new EvaluationPart("centre", items)], Description, new EvaluatorOptions { ChunkSize = chunk });
        Assert.Equal(Run(1).Records, Run(4).Records);
    }

    [Fact]
    public void The_stand_in_for_a_bad_file_counts_once()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 5; i++) ImageFile.Write(folder.At($"p{i}.png"), new RgbImage(12, 12, new byte[3 * 12 * 12]));
        File.WriteAllText(folder.At("p2.png"), "no picture");
        var source = new PhotoFolder(folder.Path, new PhotoFolderOptions { TrainShare = 0, ValidationShare = 1 });
        var set = new EvaluationSet(source, MaskSources.Open("centre"), new EvaluationOptions { Side = 12, Count = 5 });
        using var mean = new MeanFill();
        EvaluationReport report = Evaluator.Run([new EvaluatedSystem(mean)], [EvaluationPart.Of("centre", set)], Description);
        Assert.Equal(["p0.png", "p1.png", "p3.png", "p4.png"], report.Records.Select(record => record.Image).Order());
        Assert.Equal("p2.png", Assert.Single(source.Problems).Name);
    }

    [Fact]
    public void Reading_the_images_can_be_stopped()
    {
        var set = new EvaluationSet(ImageSources.Open("builtin:portraits"), MaskSources.Open("centre"), new EvaluationOptions { Side = 16, Count = 2 });
        Assert.Throws<OperationCanceledException>(() => EvaluationPart.Of("centre", set, new CancellationToken(canceled: true)));
        Assert.Equal(2, EvaluationPart.Of("centre", set).Items.Count);
    }

    [Fact]
    public void A_non_finite_output_is_named()
    {
        using var broken = new Fixed("broken", refined: double.NaN);
        var fault = Assert.Throws<InvalidOperationException>(() =>
            Evaluator.Run([new EvaluatedSystem(broken)], [new EvaluationPart("centre", Items(2))], Description));
        Assert.Contains("broken", fault.Message);
        Assert.Contains("item-0", fault.Message);
    }

    [Fact]
    public void Two_systems_of_one_name_are_refused()
    {
        using var mean = new MeanFill();
        EvaluatedSystem[] systems = [new(mean), new(mean)];
        Assert.Throws<ArgumentException>(() => Evaluator.Run(systems, [new EvaluationPart("centre", Items(1))], Description));
    }

    [Fact]
    public void Progress_reaches_the_total_and_cancelling_stops()
    {
        using var mean = new MeanFill();
        var steps = new List<EvaluationProgress>();
        using var stop = new CancellationTokenSource();
        var options = new EvaluatorOptions { ChunkSize = 2 };
        EvaluationPart[] parts = [new("centre", Items(5))];
        Evaluator.Run([new EvaluatedSystem(mean)], parts, Description, options, new Now(steps.Add));
        Assert.Equal([2, 4, 5], steps.Select(step => step.Done));
        Assert.All(steps, step => Assert.Equal(5, step.Total));
        Assert.Throws<OperationCanceledException>(() =>
            Evaluator.Run([new EvaluatedSystem(mean)], parts, Description, options, new Now(_ => stop.Cancel()), stop.Token));
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using var oracle = new Fixed("oracle", rough: 0.5);
        EvaluationPart[] parts = [new("centre", Items(4))];
        Evaluator.Run([new EvaluatedSystem(oracle)], parts, Description);
        long before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Evaluator.Run([new EvaluatedSystem(oracle)], parts, Description);
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    internal static IReadOnlyList<EvaluationItem> Items(int count, int side = 16) =>
    [
        .. Enumerable.Range(0, count).Select(i => new EvaluationItem(
            $"item-{i}", Pictures.Noise(side, side, i), HoleMask.Create(side, side, (y, x) => y is > 3 and < 9 && x is > 3 and < 11))),
    ];

    /// <summary>Gives back the truth, or a constant; a rough stage when asked.</summary>
    internal sealed class Fixed(string name, double? refined = null, double? rough = null) : IInpaintingSystem
    {
        public string Name => name;

        public InpaintingResult Inpaint(Tensor image, HoleMask hole) => new(
            refined is null ? image.clone() : full_like(image, refined.Value),
            rough is null ? null : full_like(image, rough.Value));

        public void Dispose()
        {
        }
    }

    private sealed class Now(Action<EvaluationProgress> report) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => report(value);
    }

}
