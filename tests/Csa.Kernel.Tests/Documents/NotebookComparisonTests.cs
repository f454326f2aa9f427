using Csa.Book.Documents;
using Xunit;

namespace Csa.Kernel.Tests.Documents;

public class NotebookComparisonTests
{
    [Theory]
    [InlineData("cut 0.089666, ours 0.089666", "cut 0.089665, ours 0.089665", 2)] // seen on a CPU where two processes summed in another order
    [InlineData("0.999 dB", "1.000 dB", 1)]
    [InlineData("-0.001", "0.000", 1)]
    [InlineData("1.25e-07", "1.26e-07", 1)]
    [InlineData("no numbers", "no numbers", 0)]
    public void A_number_may_differ_by_one_in_its_last_digit(string one, string other, int numbers)
    {
        Assert.Empty(NotebookComparison.Texts(Printing(one), Printing(other)));
        Assert.Equal(numbers, NotebookComparison.LastDigits(Printing(one), Printing(other)));
    }

    [Theory]
    [InlineData("0.089666", "0.089664")]
    [InlineData("0.5", "-0.5")]
    [InlineData("12 tensors", "13 tensors")]
    [InlineData("0.10", "0.1")]
    [InlineData("1.5e-07", "1.5e-06")]
    [InlineData("a 0.5", "b 0.5")]
    [InlineData("0.5 0.5", "0.5")]
    public void Anything_else_is_a_difference_and_named_with_its_cell(string one, string other)
    {
        string difference = Assert.Single(NotebookComparison.Texts(Printing(one), Printing(other)));
        Assert.StartsWith("cell 2: shows ", difference);
        Assert.Contains(other, difference);
    }

    [Fact]
    public void Two_notebooks_are_not_two_runs_of_one() =>
        Assert.Contains("not two runs", Assert.Single(NotebookComparison.Texts(Printing("a"), new NotebookDocument())));

    private static NotebookDocument Printing(string text) => new()
    {
        Cells =
        [
            new MarkdownCell { Id = "prose", Source = "Prose." },
            CodeCell.Create(CellLanguage.CSharp, "Print();") with { Outputs = [new NotebookOutput(new CellOutput.Stream(text, IsError: false))] },
        ],
    };
}
