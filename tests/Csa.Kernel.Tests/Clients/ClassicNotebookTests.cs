using System.Diagnostics;
using Csa.Book.Documents;
using Csa.Cli.Notebooks;
using Csa.Kernel.Jupyter;
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
    private const string Layer = "33-csa-layer.ipynb";

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
        NotebookWriter.Save(new() { Metadata = NotebookDocument.CSharpMetadata, Cells = [.. Cells.Select(source => new CodeCell { Source = source })] }, Path.Combine(_folder, "book.ipynb"));
        await OpenAsync("book.ipynb", "jupyter-notebook", LookAsync);
    }

    [SkippableTheory]
    [InlineData("csa")]
    [InlineData("dotnet-interactive")]
    public async Task Run_all_of_the_layers_notebook_works_on_both_engines(string engine)
    {
        KernelEngine kernel = engine == "csa" ? KernelEngine.Csa : KernelEngine.Microsoft;
        if (kernel == KernelEngine.Microsoft) Headless.MicrosoftEngineTests.Started.Require();
        string notebooks = NotebookFolder.Find()!, copy = Directory.CreateDirectory(Path.Combine(_folder, "notebooks")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(_folder, "lib"), Path.GetFullPath(Path.Combine(notebooks, "..", "lib")));
        Directory.CreateSymbolicLink(Path.Combine(copy, "weights"), Path.Combine(notebooks, "weights"));
        File.Copy(Path.Combine(notebooks, "setup.dib"), Path.Combine(copy, "setup.dib"));
        NotebookDocument layer = NotebookReader.Load(Path.Combine(notebooks, Layer));
        NotebookWriter.Save(
            layer with
            {
                Metadata = layer.Metadata.With(kernel.Name, "kernelspec", "name").With(kernel.DisplayName, "kernelspec", "display_name").With(kernel.Language, "kernelspec", "language"),
                Cells = [.. layer.Cells.Select(cell => cell is CodeCell code ? code.Cleared() : cell)],
            },
            Path.Combine(copy, Layer));
        await OpenAsync($"notebooks/{Layer}", $"33-{engine}", async (page, address) =>
        {
            await RunAllAsync(page, address, TimeSpan.FromMinutes(4));
            string text = await page.InnerTextAsync("#notebook-container");
            foreach (CellOutput.Stream printed in layer.CodeCells.SelectMany(cell => cell.Outputs).Select(output => output.Content).OfType<CellOutput.Stream>())
                Assert.Contains(Words(printed.Text), Words(text));
            Assert.Equal(
                layer.CodeCells.SelectMany(cell => cell.Outputs).Count(output => output.Content is CellOutput.Display { Data: var shown } && shown.Content.ContainsKey("image/png")
                    || output.Content is CellOutput.Result { Data: var result } && result.Content.ContainsKey("image/png")),
                await page.Locator(".output img").CountAsync());
        });
    }

    // A browser lays white space out as it likes.
    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Serves the folder by Debian's Jupyter Notebook with both kernels installed, and opens a notebook of it.</summary>
    private async Task OpenAsync(string notebook, string picture, Func<IPage, string, Task> look)
    {
        IBrowser browser = chromium.Require();
        Skip.If(ClientScript.Python is null || !Directory.Exists("/usr/lib/python3/dist-packages/notebook"), "no Jupyter Notebook here: apt-get install jupyter-notebook");
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
                await look(page, $"http://127.0.0.1:{port}/notebooks/{notebook}");
            }
            finally
            {
                if (Environment.GetEnvironmentVariable("CSA_SCREENSHOTS") is { Length: > 0 } pictures)
                    await page.ScreenshotAsync(new() { Path = Path.Combine(pictures, $"{picture}.png") });
            }
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            await said;
        }
    }

    private static async Task RunAllAsync(IPage page, string address, TimeSpan limit)
    {
        await page.GotoAsync(address);
        await page.WaitForFunctionAsync("window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()", null, new() { Timeout = 60_000 });
        await page.ClickAsync("#celllink");
        await page.ClickAsync("#run_all_cells");
        await page.WaitForFunctionAsync(
            "Jupyter.notebook.get_cells().filter(c => c.cell_type == 'code').every(c => c.input_prompt_number > 0)", null, new() { Timeout = (float)limit.TotalMilliseconds });
        Assert.Empty(await page.Locator(".output_error").AllAsync());
    }

    private static async Task LookAsync(IPage page, string address)
    {
        await RunAllAsync(page, address, TimeSpan.FromSeconds(90));
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
