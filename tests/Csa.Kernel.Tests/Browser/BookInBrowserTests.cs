using Csa.Kernel.Tests.Book;
using Xunit;

namespace Csa.Kernel.Tests.Browser;

public sealed class BookInBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task Every_page_fits_phone_and_desktop_is_readable_in_light_and_dark_and_needs_no_network()
    {
        Microsoft.Playwright.IBrowser browser = chromium.Require();
        using var folder = new TemporaryFolder();
        SampleBook.Write(folder);
        Assert.Empty(await PageInspection.OfBookAsync(browser, folder.At("book")));
    }

    [SkippableFact]
    public async Task The_inspection_finds_what_it_looks_for()
    {
        Microsoft.Playwright.IBrowser browser = chromium.Require();
        using var folder = new TemporaryFolder();
        string page = folder.Write("bad.html", """
            <!doctype html><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
            <body style="background: white"><p style="color: #999">grey</p><div style="width: 600px">wide</div><img src="absent.png" alt="x">
            <details><summary>more</summary><p style="color: white">unseen</p></details><script>console.error("bad"); null.x;</script>
            <script src="http://127.0.0.1:9/library.js"></script></body>
            """);
        string faults = string.Join('\n', await PageInspection.OfAsync(browser, page, 390));
        foreach (string expected in (string[])["contrast 2.8", "scrolls sideways", "absent.png", "console: bad", "script: ", "fetches http", "light, unfolded: contrast 1.00", "dark: contrast 2.8"]) Assert.Contains(expected, faults);
    }
}
