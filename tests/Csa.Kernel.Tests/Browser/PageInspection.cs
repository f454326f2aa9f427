using Microsoft.Playwright;

namespace Csa.Kernel.Tests.Browser;

/// <summary>What a browser finds wrong with a page of the book; nothing where the page keeps its promises.</summary>
internal static class PageInspection
{
    /// <summary>
    /// Runs in the page. Colours are composed from the text's element outwards; a picture behind a text is not
    /// seen. 4.5:1 is asked of large text too, for which WCAG would be content with 3:1.
    /// </summary>
    internal const string Faults = """
        () => {
          const faults = [], root = document.documentElement;
          if (root.scrollWidth > root.clientWidth) {
            const wide = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.parentElement.closest(".table, .output, pre, .equation"));
            faults.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth} (${wide.slice(0, 3).map(e => e.outerHTML.slice(0, 80)).join(" | ")})`);
          }
          for (const image of document.images)
            if (!image.complete || image.naturalWidth === 0 || !image.alt) faults.push(`image ${image.src.slice(-60)}: ${image.naturalWidth} pixels wide, alt "${image.alt}"`);
          for (const chart of document.querySelectorAll(".chart"))
            if (!chart.querySelector(".main-svg .trace, .main-svg .point, .main-svg .lines path")) faults.push("a chart is empty");

          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const parse = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); const d = canvas.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
          const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] + below[i] * (1 - top[3])).concat(1);
          const page = parse(getComputedStyle(document.body).backgroundColor);
          const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const ground = element => {
            const layers = [];
            for (let e = element; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0) layers.push(c); if (c[3] === 1) break; }
            return layers.reduceRight((below, top) => over(top, below), page);
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          let texts = 0;
          while (walker.nextNode()) {
            const node = walker.currentNode, element = node.parentElement;
            if (!node.data.trim() || element.closest("script, style, noscript") || !element.checkVisibility({ visibilityProperty: true })) continue;
            texts++;
            const style = getComputedStyle(element), below = ground(element);
            const ink = over(parse(element.closest("svg") ? style.fill : style.color), below);
            const [a, b] = [light(ink.slice(0, 3)), light(below.slice(0, 3))].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
            if (ratio < 4.5) faults.push(`contrast ${ratio.toFixed(2)}: "${node.data.trim().slice(0, 40)}" ${style.color} on ${below}`);
          }
          if (texts === 0) faults.push("no text");
          return faults;
        }
        """;

    private const int Phone = 390, Desktop = 1400;

    /// <summary>Opens every page of a book as each reader sees it, and returns what is wrong.</summary>
    /// <param name="browser">A browser.</param>
    /// <param name="folder">The book; the variable CSA_SCREENSHOTS names a folder for pictures of its pages.</param>
    public static async Task<IReadOnlyList<string>> OfBookAsync(IBrowser browser, string folder)
    {
        List<string> faults = [];
        foreach (string page in Directory.GetFiles(folder, "*.html").Order(StringComparer.Ordinal))
        {
            foreach (int width in (int[])[Phone, Desktop]) faults.AddRange(await OfAsync(browser, page, width));
        }

        return faults;
    }

    /// <summary>Opens a page, in light and dark, folded and unfolded, and returns its faults.</summary>
    /// <param name="browser">A browser.</param>
    /// <param name="page">A file.</param>
    /// <param name="width">Of the window.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(IBrowser browser, string page, int width)
    {
        string name = $"{Path.GetFileNameWithoutExtension(page)}-{width}";
        List<string> faults = [];
        IPage tab = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        tab.Console += (_, message) => Add(message.Type is "error" or "warning", $"console: {message.Text}");
        tab.PageError += (_, error) => Add(true, $"script: {error}");
        tab.Request += (_, request) => Add(!request.Url.StartsWith("file:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal), $"fetches {request.Url}");
        tab.RequestFailed += (_, request) => Add(true, $"cannot fetch {request.Url}");
        await tab.GotoAsync(new Uri(page).AbsoluteUri);
        foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await tab.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            // Charts are drawn anew when the browser tells of the change, which it does before its next frame.
            await tab.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            if (Environment.GetEnvironmentVariable("CSA_SCREENSHOTS") is string screenshots)
                await tab.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(screenshots, $"{name}-{scheme}.png".ToLowerInvariant()), FullPage = true });
            await LookAsync($"{scheme}".ToLowerInvariant());
            // Folded answers and outputs keep the promises too.
            await tab.EvaluateAsync("() => document.querySelectorAll('details').forEach(each => each.open = true)");
            await LookAsync($"{scheme}, unfolded".ToLowerInvariant());
            await tab.EvaluateAsync("() => document.querySelectorAll('details').forEach(each => each.open = false)");
        }

        await tab.CloseAsync();
        return faults;

        async Task LookAsync(string state) => faults.AddRange((await tab.EvaluateAsync<string[]>(Faults)).Select(fault => $"{name}, {state}: {fault}"));

        void Add(bool isFault, string fault)
        {
            if (isFault) faults.Add($"{name}: {fault}");
        }
    }
}
