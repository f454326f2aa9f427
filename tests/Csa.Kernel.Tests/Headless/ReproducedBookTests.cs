using Csa.Book.Documents;
using Csa.Cli.Notebooks;
using Csa.Cli.Report;
using Csa.Data;
using Csa.Kernel.Tests.Cells;
using Csa.Programs;
using Xunit;

namespace Csa.Kernel.Tests.Headless;

[Collection(EngineCollection.Name)]
public sealed class ReproducedBookTests : IDisposable
{
    private static readonly TimeSpan Plenty = TimeSpan.FromMinutes(10);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_fails_is_named_and_the_rest_is_executed_and_linked()
    {
        string source = Notebooks(("10-good", "Console.WriteLine(\"made \" + \"now\");"), ("20-bad", "throw new FormatException(\"meant\");"), ("30-good", "1 + 1"));
        ReproducedBook book = ReproducedBook.Make(source, folder.At("job"), Plenty, "");
        Assert.True(book.Failed);
        Assert.Contains("made now", File.ReadAllText(folder.At("job/book/10-good.html")));
        Assert.Contains(book.Sentences, sentence => sentence.StartsWith("2 of 3 notebooks were executed now", StringComparison.Ordinal));
        Assert.Contains(book.Sentences, sentence => sentence.Contains("20-bad.ipynb: cell 2, line 1: FormatException: meant", StringComparison.Ordinal));
        Assert.True(File.Exists(folder.At("job/book/20-bad.html")), "want the failed one as it was committed");
        Assert.All(NotebookFiles.Find([source]), file => Assert.Null(NotebookReader.Load(file).CodeCells.Single().ExecutionCount));

        var page = new HtmlPage("report");
        book.AddTo(page);
        page.Write(folder.At("job/report.html"));
        string report = File.ReadAllText(folder.At("job/report.html"));
        Assert.Contains("<a href=\"book/index.html\">", report);
        Assert.Contains("20-bad.ipynb", report);
    }

    [Fact]
    public void When_the_time_is_over_the_rest_is_shown_as_committed()
    {
        ReproducedBook book = ReproducedBook.Make(Notebooks(("10-endless", "Thread.Sleep(-1);")), folder.At("job"), TimeSpan.FromSeconds(3), "");
        Assert.False(book.Failed);
        Assert.Contains("Out of time, so shown as committed: 10-endless.ipynb.", book.Sentences);
        Assert.True(File.Exists(book.Index));
    }

    [Fact]
    public void Without_time_nothing_is_executed_and_the_report_says_why()
    {
        var budget = new ReproduceBudget(2, HasNotebooks: true);
        ReproducedBook book = ReproducedBook.Make(Notebooks(("10-bad", "throw new Exception();")), folder.At("job"), null, budget.WhyNot);
        Assert.False(book.Failed);
        Assert.Contains("needs --minutes 15 or more, this job had 2.", Assert.Single(book.Sentences));
        Assert.True(File.Exists(book.Index));
    }

    [Fact]
    public void Without_notebooks_it_says_where_it_looked()
    {
        ReproducedBook book = ReproducedBook.Make(null, folder.At("job"), Plenty, "");
        Assert.Null(book.Index);
        Assert.False(book.Failed);
        Assert.Contains("no notebooks were found", Assert.Single(book.Sentences));
        Assert.Contains(AppContext.BaseDirectory, book.Sentences[0]);
    }

    [Fact]
    public void A_book_that_cannot_be_made_is_a_failure_and_no_exception()
    {
        string empty = Directory.CreateDirectory(folder.At("empty")).FullName;
        ReproducedBook book = ReproducedBook.Make(empty, folder.At("job"), Plenty, "");
        Assert.True(book.Failed);
        Assert.Contains("no .ipynb file", Assert.Single(book.Sentences));
    }

    [Theory]
    [InlineData(15, true, true)]
    [InlineData(60, true, true)]
    [InlineData(14.9, true, false)]
    [InlineData(15, false, false)]
    public void A_budget_is_shared_out_and_kept(double minutes, bool hasNotebooks, bool executes)
    {
        var budget = new ReproduceBudget(minutes, hasNotebooks);
        Assert.Equal(executes, budget.ExecutesNotebooks);
        Assert.InRange(budget.Training.TotalMinutes, minutes / 3, minutes);
        Assert.Equal(minutes < 15 ? 99 : 100, budget.Images);
        Assert.Equal(8, new ReproduceBudget(1, hasNotebooks).Images);
        Assert.True(budget.Training + budget.ForNotebooks < budget.Whole);
        budget.Write(folder.Path);
        Assert.Equal(budget, ReproduceBudget.Read(folder.Path));
    }

    [Fact]
    public void Only_a_job_that_was_begun_is_resumed()
    {
        Assert.Contains("job.json", Assert.Throws<BadInputException>(() => ReproduceBudget.Read(folder.Path)).Message);
        Assert.Throws<BadUsageException>(() => new ReproduceBudget(0.5, true).Validate());
    }

    private string Notebooks(params (string Name, string Source)[] notebooks)
    {
        foreach ((string name, string source) in notebooks)
        {
            NotebookWriter.Save(
                new NotebookDocument { Metadata = NotebookDocument.CSharpMetadata, Cells = [new MarkdownCell { Source = $"# {name}" }, CodeCell.Create(CellLanguage.CSharp, source)] },
                folder.At($"source/{name}.ipynb"));
        }

        return folder.At("source");
    }
}
