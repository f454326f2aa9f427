using Csa.Baselines;
using Csa.Data;
using Csa.Experiments.Evaluation;
using Xunit;

namespace Csa.Tests.Evaluation;

public sealed class TablesTests
{
    private static readonly EvaluationDescription Description = new() { Data = "noise <16x16>, test" };

    [Fact]
    public void The_mean_leaves_out_infinite_values_and_counts_them()
    {
        Estimate got = Summary.Estimate([10, double.PositiveInfinity, 20]);
        Assert.Equal(15, got.Mean);
        Assert.Equal(1, got.LeftOut);
        Assert.InRange(got.Low, 10, 15);
        Assert.InRange(got.High, 15, 20);
        Assert.Equal(new Estimate(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, 2),
            Summary.Estimate([double.PositiveInfinity, double.PositiveInfinity]));
    }

    [Fact]
    public void The_interval_covers_what_theory_says_and_repeats_with_its_seed()
    {
        // Values 0 … 99: the mean's standard error is 28.87 / 10, so the interval is about 49.5 ± 5.66.
        double[] values = [.. Enumerable.Range(0, 100).Select(i => (double)i)];
        Estimate got = Summary.Estimate(values, seed: 3);
        Assert.Equal(49.5 - 5.66, got.Low, 0.6);
        Assert.Equal(49.5 + 5.66, got.High, 0.6);
        Assert.Equal(got, Summary.Estimate(values, seed: 3));
        Assert.NotEqual(got, Summary.Estimate(values, seed: 4));
    }

    [Fact]
    public void A_rough_stage_has_a_row_of_its_own()
    {
        IReadOnlyList<SummaryRow> rows = Summary.Rows(Report().Records);
        Assert.Equal(["mean", "csa", "csa rough"], rows.Select(row => row.Label));
        Assert.All(rows, row => Assert.Equal(4, row.Count));
        Assert.Equal(4, rows[1].Hole!.Psnr.LeftOut);
        Assert.True(double.IsPositiveInfinity(rows[1].Hole!.Psnr.Mean));
    }

    [Fact]
    public void Every_text_table_says_on_what_it_stands()
    {
        // Three tables: in the hole, the whole image, and raw outputs.
        foreach (string text in new[] { Tables.Markdown(Summarised()), System.Net.WebUtility.HtmlDecode(Tables.HtmlFragment(Summarised())) })
        {
            foreach (string words in new[] { "Toy (built-in or tiny data): noise <16x16>, test;", "centre masks", "4 images", "csa rough" })
                Assert.Equal(3, text.Split(words).Length - 1);
            Assert.Contains("builtin", text);
            Assert.Contains("PSNR - mean's", text);
            Assert.Equal(3, text.Split("+inf left out").Length - 1);
        }
    }

    [Fact]
    public void Csv_has_one_line_per_image_and_quotes_what_needs_it()
    {
        string[] lines = Tables.PerImageCsv(Report()).TrimEnd('\n').Split('\n');
        Assert.Equal(1 + (4 * 3), lines.Length);
        Assert.StartsWith("data,evidence,mask,image,hole_fraction,system,run,stage,features,hole_l1_percent", lines[0]);
        Assert.StartsWith("\"noise <16x16>, test\",toy,centre,item-0,", lines[1]);
        Assert.Contains(",inf,", lines[2]);
        Assert.Equal(1 + (3 * 3), Tables.SummaryCsv(Summarised()).TrimEnd('\n').Split('\n').Length);
        Assert.Equal(1 + (3 * 2), Tables.DifferencesCsv(Summarised()).TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void A_summary_is_read_back_as_it_was()
    {
        using var folder = new TemporaryFolder();
        EvaluationSummary summary = Summarised();
        File.WriteAllText(folder.At("summary.csv"), Tables.SummaryCsv(summary));
        File.WriteAllText(folder.At("differences.csv"), Tables.DifferencesCsv(summary));
        Assert.Equal(summary.Rows, SummaryFile.Rows(folder.At("summary.csv")));
        Assert.Equal(
            summary.Differences.Select(Means), SummaryFile.Differences(folder.At("differences.csv")).Select(Means));

        File.WriteAllText(folder.At("other.csv"), "a,b\n1,2,3\n");
        foreach (Action read in new Action[] { () => SummaryFile.Rows(folder.At("other.csv")), () => SummaryFile.Rows(folder.At("differences.csv")), () => SummaryFile.Differences(folder.At("none.csv")) })
            Assert.Contains("csa compare", Assert.Throws<BadInputException>(read).Message);

        // How many images a difference leaves out is not in the file.
        static (string, double, double, double) Means(PairedDifference row) => (row.Label, row.Hole!.L1Percent.Low, row.Whole.Psnr.Mean, row.Raw.Ssim.High);
    }

    [Fact]
    public void Where_nothing_is_left_out_no_column_says_so()
    {
        using var mean = new MeanFill();
        Assert.DoesNotContain("inf", Tables.Markdown(EvaluationSummary.Of(Evaluator.Run([new EvaluatedSystem(mean)], [new EvaluationPart("centre", EvaluatorTests.Items(2))], Description))));
    }

    [Fact]
    public void The_papers_figures_stand_beside_whole_images()
    {
        string[] lines = [.. Tables.Markdown(Summarised()).Split('\n').Where(line => line.Contains("1.83 / 0.27 / 26.54 / 0.931", StringComparison.Ordinal))];
        Assert.StartsWith("| csa |", Assert.Single(lines));
    }

    private static EvaluationSummary Summarised() => EvaluationSummary.Of(Report());

    private static EvaluationReport Report()
    {
        using var mean = new MeanFill();
        using var oracle = new EvaluatorTests.Fixed("csa", rough: 0.1);
        return Evaluator.Run(
            [new EvaluatedSystem(mean), new EvaluatedSystem(oracle) { Features = "builtin" }], [new EvaluationPart("centre", EvaluatorTests.Items(4))], Description);
    }
}
