using Csa.Experiments.Evaluation;
using Xunit;

namespace Csa.Tests.Evaluation;

public sealed class PaperTablesTests
{
    [Fact]
    public void Every_figure_of_the_paper_is_found_under_our_names()
    {
        Assert.Equal(26.54, PaperTables.Find("csa", "centre")!.Psnr);
        Assert.Equal(0.910, PaperTables.Find("gc", "walks#30-40")!.Ssim);
        Assert.Equal(0.12, PaperTables.Find("pc", "/masks#10-20")!.L2Percent);
        Assert.Null(PaperTables.Find("pc", "centre"));
        Assert.Null(PaperTables.Find("csa", "strokes"));
        Assert.Equal((3, 12), (PaperTables.Table1.Count, PaperTables.Table2.Count));
    }

    [Fact]
    public void In_the_paper_CSA_leads_everywhere_and_larger_holes_are_harder()
    {
        foreach (PaperFigures other in PaperTables.Table1.Concat(PaperTables.Table2).Where(figures => figures.System != "csa"))
        {
            PaperFigures csa = PaperTables.Find("csa", other.Holes)!;
            Assert.True(csa.L1Percent < other.L1Percent && csa.L2Percent < other.L2Percent && csa.Psnr > other.Psnr && csa.Ssim > other.Ssim);
        }

        foreach (var system in PaperTables.Table2.GroupBy(figures => figures.System))
            Assert.Equal(system.OrderByDescending(figures => figures.Psnr), system);
    }
}
