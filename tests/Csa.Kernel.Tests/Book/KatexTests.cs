using System.Runtime.CompilerServices;
using Csa.Book.Documents;
using Csa.Book.Mathematics;
using Csa.Book.Pages;
using Xunit;

namespace Csa.Kernel.Tests.Book;

public sealed class KatexTests : IDisposable
{
    private readonly Katex katex = new();

    public void Dispose() => katex.Dispose();

    [Fact]
    public void A_formula_is_set_for_the_eye_and_for_the_ear_and_only_once()
    {
        Formula formula = katex.Set(@"\frac{a}{\mathbb{R}}", display: true);
        Assert.Contains("<mfrac><mi>a</mi>", formula.Markup);
        Assert.Contains("<span class=\"katex-html\" aria-hidden=\"true\">", formula.Markup);
        Assert.Same(formula, katex.Set(@"\frac{a}{\mathbb{R}}", display: true));
        Assert.NotEqual(formula, katex.Set(@"\frac{a}{\mathbb{R}}", display: false));
    }

    [Theory]
    [InlineData(@"x = 1 \tag{4}", "4")]
    [InlineData(@"x = 1 \tag{4 b}", "4 b")]
    [InlineData("x = 1", "")]
    public void A_tag_is_the_equations_number_and_no_part_of_it(string tex, string number)
    {
        Formula formula = katex.Set(tex, display: true);
        Assert.Equal(number, formula.Number);
        Assert.DoesNotContain("class=\"tag\"", formula.Markup);
    }

    [Theory]
    [InlineData(@"\foo{x}", @"Undefined control sequence: \foo")]
    [InlineData(@"\frac{a}", "Unexpected end of input")]
    [InlineData("{a", "Expected '}'")]
    [InlineData("a}", "Expected 'EOF', got '}'")]
    [InlineData("x^2^3", "Double superscript")]
    [InlineData(@"\begin{cases} a", @"Expected & or \\ or \cr or \end")]
    [InlineData(@"\begin{tikz} a \end{tikz}", "No such environment: tikz")]
    [InlineData("größer", "Unicode text character")]
    [InlineData(@"x \tag{1}", @"\tag works only in display equations")]
    [InlineData(@"\href{https://example.org}{x}", @"\href leads out of the page")]
    [InlineData(@"\def\a{\a\a}\a", "Too many expansions")]
    public void What_katex_refuses_is_an_error_in_its_words(string tex, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormulaException>(() => katex.Set(tex, display: false)).Message);

    [Theory]
    [InlineData("{")]
    [InlineData(@"\left(")]
    [InlineData("x_{")]
    [InlineData(@"\begin{matrix}")]
    public void Deep_nesting_is_refused_and_does_not_end_the_process(string piece)
    {
        Assert.Contains("nested too deeply", Assert.Throws<FormulaException>(() => katex.Set(string.Concat(Enumerable.Repeat(piece, 100_000)), display: false)).Message);
        Assert.Contains("<mi>x</mi>", katex.Set("x", display: false).Markup);
    }

    [Fact]
    public void Whatever_is_written_is_set_or_refused()
    {
        string[] pieces =
        [
            "x", "12", "{", "}", "[", "]", "^", "_", "'", "&", "~", "|", " ", @"\\", @"\", "$", "%", "\n", "\u0001", "\ud83d", "😀", @"\frac", @"\sqrt", @"\left", @"\right", @"\middle",
            "(", ".", @"\text", @"\begin", @"\end", "{matrix}", "{cases}", "{array}", "{lr}", @"\sum", @"\limits", @"\hat", @"\mathbf", @"\mathrm", @"\tag", @"\substack", @"\big", @"\not", @"\,",
        ];
        var random = new Random(1);
        int set = 0;
        for (int i = 0; i < 1000; i++)
        {
            string tex = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                katex.Set(tex, display: true);
                set++;
            }
            catch (FormulaException failure)
            {
                Assert.NotEmpty(failure.Message);
            }
        }

        Assert.InRange(set, 40, 960);
    }

    [Fact]
    public void No_line_breaks_between_a_formula_and_the_comma_behind_it()
    {
        string html = new Prose(katex).Render("the truth $x$: or ($z$) or $a = b$,", new CellPlace("a.ipynb", 1));
        Assert.Matches("<span class=\"whole\"><span class=\"katex\">.*</span>:</span> or", html);
        Assert.Matches("</span>\\)</span> or <span class=\"katex\">", html);
        Assert.EndsWith("</span>,</p>\n", html);
    }

    [Fact]
    public void Every_formula_of_the_repositorys_notebooks_is_set()
    {
        using var folder = new TemporaryFolder();
        BookSummary book = NotebookBook.Write(NotebookFiles.Find([Notebooks()]), folder.At("book"));
        string[] pages = [.. Directory.GetFiles(folder.At("book"), "*.html").Select(File.ReadAllText)];
        Assert.Equal(book.Pages + 1, pages.Length);
        Assert.DoesNotContain(pages, page => page.Contains("katex-error", StringComparison.Ordinal) || page.Contains("class=\"math\"", StringComparison.Ordinal));
        Assert.InRange(pages.Sum(page => page.Split("class=\"katex\"").Length - 1), 100, int.MaxValue);
        Assert.True(File.Exists(folder.At("book/katex/fonts/KaTeX_Main-Regular.woff2")));
    }

    private static string Notebooks([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "notebooks"));
}
