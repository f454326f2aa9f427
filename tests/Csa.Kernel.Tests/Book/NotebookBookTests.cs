using Csa.Book.Documents;
using Csa.Book.Pages;
using Csa.Data;
using Xunit;

namespace Csa.Kernel.Tests.Book;

public sealed class NotebookBookTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_sample_book_has_its_pages_pictures_and_one_copy_of_plotly()
    {
        BookSummary book = SampleBook.Write(folder);
        Assert.Equal((folder.At("book/index.html"), 2, 2), (book.Index, book.Pages, book.Pictures));
        string[] files = [.. Directory.GetFiles(folder.At("book"), "*", SearchOption.AllDirectories)];
        Assert.Equal(book.Bytes, files.Sum(file => new FileInfo(file).Length));
        Assert.Single(files, file => new FileInfo(file).Length > 1_000_000);

        string page = File.ReadAllText(folder.At("book/33-csa-layer.html")), index = File.ReadAllText(book.Index);
        Assert.Contains("href=\"00-tour.html#a-table\"", page);
        Assert.DoesNotContain("README.md", page);
        Assert.DoesNotContain("dni-code-hint", page);
        Assert.Contains("<span class=\"number\">(1)</span>", page);
        Assert.Contains("<h2 id=\"generating-m_i\">Generating <span class=\"whole\"><span class=\"katex\">", page);
        Assert.Contains("rel=\"prev\" href=\"00-tour.html\"", page);
        Assert.Contains("alt=\"a &lt;portrait&gt;\"", page);
        Assert.Contains("255 more lines", page);
        Assert.Contains("href=\"33-csa-layer.html#searching\"", index);
        Assert.Contains("class=\"cover\"", index);
    }

    [Fact]
    public void The_same_notebooks_give_the_same_bytes()
    {
        SampleBook.Write(folder);
        Dictionary<string, string> first = Contents();
        SampleBook.Write(folder);
        Assert.Equal(first, Contents());

        Dictionary<string, string> Contents() =>
            Directory.GetFiles(folder.At("book"), "*", SearchOption.AllDirectories).ToDictionary(file => file, file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));
    }

    [Theory]
    [InlineData("# T\n$\\foo$", "cell 1: the equation \"\\foo\": Undefined control sequence: \\foo")]
    [InlineData("# T\n$$\n\\frac{a\n$$", "cell 1: the equation \"\\frac{a\"")]
    [InlineData("![x](absent.png)", "cell 1: the picture absent.png does not exist beside the notebook")]
    [InlineData("<img src='https://example.org/x.png'>", "cell 1: the picture https://example.org/x.png lies elsewhere")]
    [InlineData("![x](attachment:x.png)", "cell 1: attachment:x.png is not attached")]
    [InlineData("![x](a.ipynb)", "cell 1: a.ipynb is no picture")]
    [InlineData("<script src=\"https://example.org/x.js\"></script>", "cell 1: <script src=\"https://example.org/x.js would be fetched")]
    [InlineData("nested", "cell 1: its prose has quotes, lists or emphasis nested too deeply")]
    public void What_the_book_cannot_show_is_named_with_its_cell(string markdown, string expected)
    {
        if (markdown == "nested") markdown = new string('>', 20_000);
        string file = Save("a.ipynb", new MarkdownCell { Source = markdown });
        Assert.StartsWith($"{file}: {expected}", Assert.Throws<BadInputException>(() => NotebookBook.Write([file], folder.At("book"))).Message);
    }

    [Theory]
    [InlineData("image/png", "!", "is not base64")]
    [InlineData("image/png", "", "is empty or damaged")]
    [InlineData("application/vnd.plotly.v1+json", "7", "a chart among the outputs is damaged")]
    [InlineData("text/html", "<script>Plotly.newPlot(x, y)</script>", "a Plotly chart that is not as Plotly.NET writes it")]
    [InlineData("text/html", "<iframe src=//example.org></iframe>", "would be fetched")]
    public void A_damaged_output_is_named_with_its_cell(string type, string content, string expected)
    {
        CellOutput output = new CellOutput.Display(new MimeBundle(new Dictionary<string, string> { [type] = content }));
        string file = Save("a.ipynb", new CodeCell { Source = "x", Outputs = [new NotebookOutput(output)] });
        string message = Assert.Throws<BadInputException>(() => NotebookBook.Write([file], folder.At("book"))).Message;
        Assert.StartsWith($"{file}: cell 1: ", message);
        Assert.Contains(expected, message);
    }

    [Fact]
    public void Pages_that_would_replace_each_other_are_refused()
    {
        Directory.CreateDirectory(folder.At("other"));
        string a = Save("a.ipynb"), other = Save("other/a.ipynb"), index = Save("index.ipynb");
        Assert.Contains("same name", Assert.Throws<BadInputException>(() => NotebookBook.Write([a, other], folder.At("book"))).Message);
        Assert.Contains("rename the notebook", Assert.Throws<BadInputException>(() => NotebookBook.Write([index], folder.At("book"))).Message);
    }

    [Fact]
    public void Headings_of_one_page_have_names_of_their_own()
    {
        string file = Save("a.ipynb", new MarkdownCell { Source = "# Title & *more*\n## Part\n[^1]\n\n[^1]: x" }, new MarkdownCell { Source = "## Part\n[^1]\n\n[^1]: y" });
        NotebookBook.Write([file], folder.At("book"));
        string page = File.ReadAllText(folder.At("book/a.html"));
        foreach (string id in (string[])["title--more", "part", "part-1", "c1-fn:1", "c2-fn:1"]) Assert.Contains($"id=\"{id}\"", page);
        Assert.Contains("<title>Title &amp; more", page);
    }

    [Fact]
    public void Streams_show_as_on_a_terminal()
    {
        var output = new NotebookOutput(new CellOutput.Stream("10 %\r50 %\r100 %\r\n\u001b[31mred\u001b[0m\n", IsError: false));
        string file = Save("a.ipynb", new CodeCell { Source = "x", Outputs = [output] });
        NotebookBook.Write([file], folder.At("book"));
        Assert.Contains("<pre>100 %\nred</pre>", File.ReadAllText(folder.At("book/a.html")));
    }

    private string Save(string name, params Cell[] cells)
    {
        NotebookWriter.Save(new NotebookDocument { Cells = cells }, folder.At(name));
        return folder.At(name);
    }
}
