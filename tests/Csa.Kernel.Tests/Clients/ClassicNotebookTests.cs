using System.Diagnostics;
using Csa.Book.Documents;
using Csa.Kernel.Tests.Browser;
using Csa.Kernel.Tests.Jupyter;
using Microsoft.Playwright;
using Xunit;

namespace Csa.Kernel.Tests.Clients;

/// <summary>
/// Debian's Jupyter Notebook in headless Chromium: a person opens a notebook, runs all and looks. The variable CSA_SCREENSHOTS
/// names a folder for a picture of it.
/// </summary>
[Collection("Jupyter clients")]
public sealed class ClassicNotebookTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private static readonly string[] Cells =
    [
        "Console.WriteLine(\"C# says ahoj\");\nvar t = torch.arange(6, dtype: torch.float32).reshape(2, 3);\nt",
        "#!fsharp\n#!share --from csharp t\nprintfn \"F# sums %g\" (t.sum().item<float32>())",
        "#!fsharp\nopen Plotly.NET\nChart.Line(x = [ 0.0 .. 10.0 ], y = [ for x in 0.0 .. 10.0 -> x * x ], Name = \"squares\")",
        "var pixels = new byte[64 * 64 * 3];\nfor (int i = 0; i < pixels.Length; i += 3) { pixels[i] = (byte)(i / 48); pixels[i + 2] = 200; }\nnew RgbImage(64, 64, pixels)",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("csa-browser-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task Run_all_shows_text_tensor_chart_and_picture()
    {
        IBrowser browser = chromium.Require();
        Skip.If(ClientScript.Python is null || !Directory.Exists("/usr/lib/python3/dist-packages/notebook"), "no Jupyter Notebook here: apt-get install jupyter-notebook");
        NotebookWriter.Save(new() { Metadata = NotebookDocument.CSharpMetadata, Cells = [.. Cells.Select(source => new CodeCell { Source = source })] }, Path.Combine(_folder, "book.ipynb"));
        int port = WireClient.FreePlace().ShellPort;
        using Process server = ClientScript.Start(_folder, ClientScript.Python!, "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--NotebookApp.token=", "--NotebookApp.port_retries=0");
        // Read, or the server stops when the pipe is full.
        Task<string> said = server.StandardError.ReadToEndAsync();
        try
        {
            await Answers(port);
            IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1000, Height = 1500 } });
            try
            {
                await LookAsync(page, $"http://127.0.0.1:{port}/notebooks/book.ipynb");
            }
            finally
            {
                if (Environment.GetEnvironmentVariable("CSA_SCREENSHOTS") is { Length: > 0 } pictures)
                    await page.ScreenshotAsync(new() { Path = Path.Combine(pictures, "jupyter-notebook.png") });
            }
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            await said;
        }
    }

    private static async Task LookAsync(IPage page, string address)
    {
        await page.GotoAsync(address);
        await page.WaitForFunctionAsync("window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()");
        await page.ClickAsync("#celllink");
        await page.ClickAsync("#run_all_cells");
        await page.WaitForFunctionAsync(
            "Jupyter.notebook.get_cells().filter(c => c.cell_type == 'code').every(c => c.input_prompt_number > 0)", null, new() { Timeout = 90_000 });
        Assert.Empty(await page.Locator(".output_error").AllAsync());
        await page.WaitForFunctionAsync("document.querySelectorAll('.js-plotly-plot .scatterlayer path').length > 0", null, new() { Timeout = 20_000 });
        await page.WaitForFunctionAsync("[...document.querySelectorAll('.output img')].some(i => i.naturalWidth >= 64)");
        string text = await page.InnerTextAsync("#notebook-container");
        Assert.Contains("C# says ahoj", text);
        Assert.Contains("F# sums 15", text);
        Assert.Contains("[2, 3]", text);
    }

    private static async Task Answers(int port)
    {
        using var client = new HttpClient();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await client.GetStringAsync($"http://127.0.0.1:{port}/api");
                return;
            }
            catch (HttpRequestException) when (attempt < 300)
            {
                await Task.Delay(100);
            }
        }
    }
}
