using Csa.Book.Documents;
using Csa.Cli;
using Csa.Programs;
using Xunit;

namespace Csa.Kernel.Tests.Book;

public sealed class NotebookCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Check_is_green_for_what_ran_and_red_for_what_was_edited()
    {
        NotebookDocument ran = SampleNotebook.Create();
        ran = ran with { Cells = [.. ran.Cells.Where(cell => cell is not CodeCell { Outputs: [{ Content: CellOutput.Error }] })] };
        NotebookWriter.Save(ran, folder.At("a.ipynb"));
        Assert.Equal(ExitCode.Done, Application.Run(["notebook", "check", folder.At("a.ipynb")]));
        NotebookWriter.Save(SampleNotebook.Create(), folder.At("b.ipynb"));
        Assert.Equal(ExitCode.FailedCheck, Application.Run(["notebook", "check", folder.Path]));
    }

    [Fact]
    public void Html_writes_a_book_or_says_why_not()
    {
        NotebookWriter.Save(SampleNotebook.Create(), folder.At("a.ipynb"));
        Assert.Equal(ExitCode.Done, Application.Run(["notebook", "html", folder.Path, "--out", folder.At("book"), "--title", "Mine"]));
        Assert.Contains("<h1>Mine</h1>", File.ReadAllText(folder.At("book/index.html")));
        Assert.Equal(ExitCode.BadInput, Application.Run(["notebook", "html", folder.At("absent.ipynb"), "--out", folder.At("book")]));
        Assert.Equal(ExitCode.BadInput, Application.Run(["notebook", "html", folder.At("book"), "--out", folder.At("book")]));
        Assert.Equal(ExitCode.BadUsage, Application.Run(["notebook", "html", folder.Path]));
    }
}
