using Csa.Book.Documents;
using Xunit;

namespace Csa.Kernel.Tests;

public class MimeBundleTests
{
    [Fact]
    public void Text_is_plain_text() =>
        Assert.Equal("a < b", MimeBundle.Text("a < b").Content["text/plain"]);
}
