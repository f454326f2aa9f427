using Csa.Experiments.Evaluation;
using Xunit;

namespace Csa.Tests.Evaluation;

public sealed class ResultTableTests
{
    private static readonly ResultTable Table = new(
        "A <title>.", "Of what.", [new TableColumn("system"), new TableColumn("PSNR", ColumnKind.Number)],
        [
            new TableBlock("centre", [[new TableCell("a|b"), new TableCell("4.20", "[4.1, 4.3]", Best: true)], [new TableCell("c"), new TableCell("3")]]),
            new TableBlock("", [[new TableCell("d") { Key = "red" }, TableCell.Stacked([new TableCell("1"), new TableCell("", "<x>")])]]),
        ]);

    [Fact]
    public void Markdown_escapes_bars_and_prints_the_best_in_bold() => Assert.Equal(
        """
        **A <title>.** Of what.

        | system | PSNR |
        |---|---:|
        | **centre** |  |
        | a\|b | **4.20** [4.1, 4.3] |
        | c | 3 |
        | d | 1<br><x> |

        """, Table.ToMarkdown());

    [Fact]
    public void Html_escapes_words_and_puts_numbers_to_the_right()
    {
        string html = Table.ToHtml();
        foreach (string part in new[]
        {
            "<caption style=\"text-align:left\"><strong>A &lt;title&gt;.</strong> Of what.</caption>",
            "<th style=\"text-align:left\">system</th><th style=\"text-align:right\">PSNR</th>",
            "<th colspan=\"2\"",
            "<td style=\"text-align:left\">a|b</td><td style=\"text-align:right;background:rgba(0,158,115,0.22)\"><b>4.20</b> <small>[4.1, 4.3]</small></td>",
            "solid red",
            "1<br><small>&lt;x&gt;</small>",
        })
            Assert.Contains(part, html);
        Assert.DoesNotContain("caption", (Table with { Title = "", Caption = "" }).ToHtml());
        Assert.DoesNotContain("vertical-align", html);
    }

    [Fact]
    public void Plain_text_is_aligned_and_marks_the_best_with_an_asterisk() => Assert.Equal(
        """
        A <title>. Of what.
        system              PSNR
        centre
        a|b     4.20* [4.1, 4.3]
        c                      3
        d                  1 <x>
        """, Table.ToString());

    [Fact]
    public void Sentences_take_the_lines_they_need_and_push_nothing_aside()
    {
        var table = new ResultTable(
            "", "", [new TableColumn("no"), new TableColumn("claim", ColumnKind.Prose), new TableColumn("status")],
            [new TableBlock("", [[new TableCell("1"), new TableCell("a long one"), new TableCell("toy")], [new TableCell("2"), new TableCell("b"), new TableCell("checked")]])]);
        Assert.Equal("no  claim  status\n1   a long one  toy\n2   b  checked", table.ToString());
        Assert.Contains("white-space:normal", table.ToHtml());
        Assert.Contains("<td style=\"text-align:left;white-space:nowrap;vertical-align:top\">checked</td>", table.ToHtml());
    }

    [Fact]
    public void A_row_has_a_cell_per_column()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new ResultTable("", "", [new TableColumn("a")], [new TableBlock("", [[new TableCell("1"), new TableCell("2")]])]));
        Assert.Contains("want 1 cells in each row", fault.Message);
    }
}
