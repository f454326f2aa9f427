using Csa.Book.Documents;
using Xunit;

namespace Csa.Kernel.Tests.Documents;

public class NotebookCheckTests
{
    [Fact]
    public void A_notebook_as_a_run_leaves_it_has_no_finding()
    {
        Assert.Empty(NotebookCheck.Of(Ran()));
        Assert.Empty(NotebookCheck.Of(NotebookReader.Parse(NotebookWriter.Write(Ran()), "a")));
    }

    [Fact]
    public void An_edit_makes_its_cell_and_those_below_stale()
    {
        NotebookDocument edited = With(Ran(), 2, cell => cell with { Source = cell.Source + " " });
        Assert.Equal(["b", "c"], NotebookCheck.Stale(edited).Select(cell => cell.Id));
        NotebookFinding finding = Assert.Single(NotebookCheck.Of(edited));
        Assert.Equal((NotebookFault.Stale, 3), (finding.Fault, finding.Cell));
        Assert.Contains("1 below it", finding.Message);
    }

    [Fact]
    public void Prose_and_line_breaks_make_nothing_stale()
    {
        NotebookDocument ran = Ran();
        Cell[] cells = [new MarkdownCell { Id = "new", Source = "more" }, .. ran.Cells.Select(cell => cell with { Source = cell.Source.Replace("\n", "\r\n") })];
        Assert.Empty(NotebookCheck.Of(ran with { Cells = cells }));
    }

    [Fact]
    public void A_language_a_cell_inserted_above_and_a_cell_removed_count()
    {
        NotebookDocument ran = Ran();
        Assert.Equal(3, NotebookCheck.Stale(ran with { Cells = [CodeCell.Create(CellLanguage.CSharp, "0"), .. ran.Cells] }).Count);
        Assert.Equal(2, NotebookCheck.Stale(ran with { Cells = [ran.Cells[0], .. ran.Cells.Skip(2)] }).Count);
        Assert.Equal(2, NotebookCheck.Stale(With(ran, 2, cell => cell with { LanguageName = "fsharp" })).Count);
    }

    [Fact]
    public void Each_other_fault_is_found()
    {
        Assert.Equal(NotebookFault.Id, Fault(With(Ran(), 1, cell => cell with { Id = null })));
        Assert.Equal(NotebookFault.Id, Fault(With(Ran(), 2, cell => cell with { Id = "a" })));
        Assert.Equal(NotebookFault.NotRun, Fault(With(Ran(), 3, cell => cell.Cleared())));
        Assert.Equal(NotebookFault.Unverified, Fault(With(Ran(), 1, cell => cell.Cleared() with { ExecutionCount = 1 })));
        Assert.Equal(NotebookFault.Order, Fault(With(Ran(), 3, cell => cell with { ExecutionCount = 1 })));
        var error = new NotebookOutput(new CellOutput.Error("E", "two\nlines", [], null));
        Assert.Equal(NotebookFault.Failed, Fault(With(Ran(), 1, cell => cell with { Outputs = [error] })));
        Assert.Equal(NotebookFault.Language, Fault(With(Ran(), 3, cell => (cell with { LanguageName = "pwsh" }).Cleared())));
    }

    [Fact]
    public void A_cell_meant_to_fail_may_and_an_empty_one_need_not_run()
    {
        var error = new NotebookOutput(new CellOutput.Error("E", "no", [], null));
        string tagged = NotebookWriter.Write(With(Ran(), 3, cell => cell with { Outputs = [error] })).Replace("\"csa\": {", "\"tags\": [\"raises-exception\"], \"csa\": {");
        Assert.Empty(NotebookCheck.Of(NotebookReader.Parse(tagged, "a")));
        NotebookDocument ran = Ran();
        Assert.Empty(NotebookCheck.Of(ran with { Cells = [.. ran.Cells, new CodeCell { Id = "e", Source = " \n" }] }));
    }

    private static NotebookFault Fault(NotebookDocument notebook) => Assert.Single(NotebookCheck.Of(notebook)).Fault;

    private static NotebookDocument With(NotebookDocument notebook, int index, Func<CodeCell, CodeCell> change) =>
        notebook with { Cells = [.. notebook.Cells.Select((cell, at) => at == index ? change((CodeCell)cell) : cell)] };

    private static NotebookDocument Ran()
    {
        var notebook = new NotebookDocument { Cells = [new MarkdownCell { Id = "m", Source = "# T" }, Code("a", "1;\n2"), Code("b", "3"), Code("c", "4")] };
        IReadOnlyList<string> chain = SourceHash.Chain(notebook);
        int count = 0;
        return notebook with { Cells = [.. notebook.Cells.Select(cell => cell is CodeCell code ? code.Executed([], count + 1, chain[count++]) : cell)] };
    }

    private static CodeCell Code(string id, string source) => new() { Id = id, Source = source };
}
