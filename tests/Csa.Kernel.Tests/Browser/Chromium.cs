using Microsoft.Playwright;
using Xunit;

namespace Csa.Kernel.Tests.Browser;

/// <summary>
/// A headless Chromium, driven by Playwright. Playwright's own browsers are a download; Debian's, or one named by
/// CSA_CHROMIUM, is used instead, and where there is none the test is skipped.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Candidates =
        [Environment.GetEnvironmentVariable("CSA_CHROMIUM") ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async Task InitializeAsync()
    {
        if (Candidates.FirstOrDefault(File.Exists) is not string path) return;
        playwright = await Playwright.CreateAsync();
        // Root, as in containers, has no sandbox; the pages are our own.
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>The running browser, or a visible skip.</summary>
    internal IBrowser Require()
    {
        Skip.If(browser is null, "no Chromium here: apt-get install chromium, or name one in CSA_CHROMIUM");
        return browser!;
    }
}
