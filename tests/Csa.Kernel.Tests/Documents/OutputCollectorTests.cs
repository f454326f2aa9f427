using Csa.Book.Documents;
using Xunit;

namespace Csa.Kernel.Tests.Documents;

public class OutputCollectorTests
{
    [Fact]
    public void Texts_of_one_stream_are_joined_and_order_is_kept()
    {
        var collector = new OutputCollector();
        foreach (CellOutput output in (CellOutput[])[Out("a"), Out("b\n"), Err("c"), Out("d"), new CellOutput.Result(MimeBundle.Text("1")), Out("e"), Out("f")]) collector.Add(output);
        CellOutput[] contents = [.. collector.Outputs.Select(output => output.Content)];
        Assert.Equal([Out("ab\n"), Err("c"), Out("d"), contents[3], Out("ef")], contents);
        Assert.IsType<CellOutput.Result>(contents[3]);
    }

    [Fact]
    public void An_update_replaces_what_was_displayed_under_its_name()
    {
        var collector = new OutputCollector();
        collector.Add(new CellOutput.Display(MimeBundle.Text("old"), "chart"));
        collector.Add(new CellOutput.Display(MimeBundle.Text("other")));
        var update = new CellOutput.Display(MimeBundle.Text("new"), "chart", IsUpdate: true);
        collector.Add(update);
        Assert.Equal(["new", "other"], collector.Outputs.Select(output => ((CellOutput.Display)output.Content).Data.Content["text/plain"]));
        Assert.False(new OutputCollector().TryUpdate(update));
    }

    private static CellOutput Out(string text) => new CellOutput.Stream(text, IsError: false);

    private static CellOutput Err(string text) => new CellOutput.Stream(text, IsError: true);
}
