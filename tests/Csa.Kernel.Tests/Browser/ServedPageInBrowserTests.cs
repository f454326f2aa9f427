using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.Choosing;
using Csa.Serve;
using Microsoft.Playwright;
using Xunit;

namespace Csa.Kernel.Tests.Browser;

/// <summary>The page of csa serve, used as its user does. The variable CSA_SCREENSHOTS names a folder for pictures of it.</summary>
public sealed class ServedPageInBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Side = 160;

    private static readonly string[] Quick = ["harmonic", "csa"];

    [SkippableTheory]
    [InlineData(390)]
    [InlineData(1400)]
    public async Task A_stroke_is_filled_known_pixels_stay_attention_shows_and_nothing_else_is_asked_for(int width)
    {
        IBrowser browser = chromium.Require();
        FillMethod[] methods = [.. FillMethod.All(keepAttention: true).Where(method => Quick.Contains(method.Name))];
        await using PictureServer server = await PictureServer.StartAsync(methods);
        using var folder = new TemporaryFolder();
        RgbImage photograph = new BuiltInLandscapes().Read(Split.Test, 4, Side);
        ImageFile.Write(folder.At("view.png"), photograph);
        List<string> faults = [];
        IPage tab = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        tab.Console += (_, message) => faults.Add($"console: {message.Text}");
        tab.PageError += (_, error) => faults.Add($"script: {error}");
        tab.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(server.Address.AbsoluteUri, StringComparison.Ordinal)) faults.Add($"asks for {request.Url}");
        };
        await tab.GotoAsync(server.Address.AbsoluteUri);
        await LookAsync("empty");
        await tab.SetInputFilesAsync("#file", folder.At("view.png"));
        await tab.WaitForSelectorAsync("#mask:visible");

        // A stroke of the mouse and one of the keyboard; the second is undone.
        LocatorBoundingBoxResult box = (await tab.Locator("#mask").BoundingBoxAsync())!;
        await tab.FillAsync("#size", "36");
        await tab.Mouse.MoveAsync(box.X + (0.4f * box.Width), box.Y + (0.5f * box.Height));
        await tab.Mouse.DownAsync();
        await tab.Mouse.MoveAsync(box.X + (0.6f * box.Width), box.Y + (0.55f * box.Height), new MouseMoveOptions { Steps = 6 });
        await tab.Mouse.UpAsync();
        await tab.FocusAsync("#mask");
        await tab.Keyboard.PressAsync("ArrowDown");
        await tab.Keyboard.PressAsync("Space");
        await tab.Keyboard.PressAsync("Control+z");
        await LookAsync("brushed");

        await tab.ClickAsync("#fill");
        await tab.WaitForSelectorAsync(".card[data-name=csa]", new PageWaitForSelectorOptions { Timeout = 120_000 });
        await tab.WaitForSelectorAsync("#cancel", new PageWaitForSelectorOptions { State = WaitForSelectorState.Hidden, Timeout = 120_000 });
        Assert.Equal(3, await tab.Locator(".card").CountAsync());
        Assert.Contains("csa from csa-portraits.safetensors: trained on", await tab.InnerTextAsync("#notes"));
        Assert.Equal(2, await tab.Locator(".card small", new PageLocatorOptions { HasTextString = "dB" }).CountAsync());
        await tab.ClickAsync(".card[data-name=csa]");
        await tab.WaitForSelectorAsync(".card[data-name=csa][aria-pressed=true]");

        IDownload download = await tab.RunAndWaitForDownloadAsync(() => tab.ClickAsync("#png"));
        Assert.Equal("view-filled.png", download.SuggestedFilename);
        await download.SaveAsAsync(folder.At("filled.png"));
        RgbImage filled = ImageFile.Read(folder.At("filled.png"));
        int[] missing = await tab.EvaluateAsync<int[]>("() => [...document.querySelector('#mask').getContext('2d').getImageData(0, 0, 160, 160).data].filter((_, i) => i % 4 === 3)");
        Assert.InRange(missing.Count(alpha => alpha == 255), 1000, 4000);
        Assert.Contains(Enumerable.Range(0, Side * Side), i => missing[i] == 255 && Differs(i));
        Assert.DoesNotContain(Enumerable.Range(0, Side * Side), i => missing[i] == 0 && Differs(i));

        await tab.CheckAsync("input[value=look]");
        await tab.Locator("#mask").ClickAsync(new LocatorClickOptions { Position = new Position { X = 0.5f * box.Width, Y = 0.52f * box.Height } });
        await tab.WaitForSelectorAsync("#lookBody:visible");
        string at = await tab.InnerTextAsync("#numbers");
        Assert.Matches(@"^Step \d+ of \d+(, part \d+ of \d+)?: aᵢ = 0\.\d+ of its predecessor, bᵢ = \d\.\d+ of its best match$", at);
        await tab.FocusAsync("#mask");
        await tab.Keyboard.PressAsync("ArrowRight");
        await tab.WaitForFunctionAsync("before => document.querySelector('#numbers').innerText !== before", at);
        await tab.FillAsync("#slider", "48");
        await LookAsync("looked");
        Assert.Empty(faults);

        await tab.CloseAsync(new PageCloseOptions { RunBeforeUnload = true });
        for (int i = 0; i < 100 && server.OpenPictures > 0; i++) await Task.Delay(50);
        Assert.Equal(0, server.OpenPictures);
        foreach (FillMethod method in methods) method.Dispose();

        bool Differs(int i) => !filled.Pixels.AsSpan(3 * i, 3).SequenceEqual(photograph.Pixels.AsSpan(3 * i, 3));

        async Task LookAsync(string state)
        {
            foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await tab.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
                string name = $"serve-{state}-{width}-{scheme}".ToLowerInvariant();
                if (Environment.GetEnvironmentVariable("CSA_SCREENSHOTS") is string screenshots)
                    await tab.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(screenshots, $"{name}.png"), FullPage = true });
                faults.AddRange((await tab.EvaluateAsync<string[]>(PageInspection.Faults)).Select(fault => $"{name}: {fault}"));
            }
        }
    }

    [SkippableFact]
    public async Task A_dropped_picture_opens_a_bad_one_is_refused_in_words_and_a_fill_can_be_cancelled()
    {
        IBrowser browser = chromium.Require();
        FillMethod[] methods = [.. FillMethod.All().Where(method => method.Name == "harmonic")];
        await using PictureServer server = await PictureServer.StartAsync(methods);
        IPage tab = await browser.NewPageAsync();
        await tab.GotoAsync(server.Address.AbsoluteUri);
        await tab.SetInputFilesAsync("#file", new FilePayload { Name = "notes.png", MimeType = "image/png", Buffer = "no picture"u8.ToArray() });
        await tab.WaitForSelectorAsync("#status.bad");
        Assert.Contains("the picture: is not an image", await tab.InnerTextAsync("#status"));

        const string Drop = """
            async () => {
              const canvas = Object.assign(document.createElement("canvas"), { width: 60, height: 40 });
              canvas.getContext("2d").fillRect(0, 0, 30, 40);
              const picture = await new Promise(done => canvas.toBlob(done));
              const given = new DataTransfer();
              given.items.add(new File([picture], "dropped.png"));
              dispatchEvent(new DragEvent("drop", { dataTransfer: given, cancelable: true }));
            }
            """;
        await tab.EvaluateAsync(Drop);
        await tab.WaitForSelectorAsync("#mask:visible");
        Assert.StartsWith("60 x 40 pixels", await tab.InnerTextAsync("#status"));

        // The answer to the fill never comes.
        await tab.RouteAsync("**/fill?**", _ => Task.CompletedTask);
        await tab.Locator("#mask").ClickAsync();
        await tab.ClickAsync("#fill");
        await tab.ClickAsync("#cancel");
        await tab.WaitForFunctionAsync("() => document.querySelector('#status').innerText === 'cancelled'");
        await tab.UnrouteAllAsync();
        await tab.ClickAsync("#fill");
        await tab.WaitForSelectorAsync(".card[data-name=harmonic]");
        await tab.CloseAsync();
        foreach (FillMethod method in methods) method.Dispose();
    }
}
