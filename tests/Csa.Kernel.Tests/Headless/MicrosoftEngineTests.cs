using Csa.Book.Documents;
using Csa.Cli.Notebooks;
using Csa.Kernel.Engine;
using Csa.Kernel.Headless;
using Csa.Kernel.Tests.Cells;
using Xunit;

namespace Csa.Kernel.Tests.Headless;

/// <summary>Microsoft's engine, made ready by <c>notebooks/setup.dib</c>. That it runs whole notebooks alike is CI's to show.</summary>
public sealed class MicrosoftEngineTests(MicrosoftEngineTests.Started started) : IClassFixture<MicrosoftEngineTests.Started>
{
    [SkippableFact]
    public async Task Values_look_as_on_the_own_engine()
    {
        Assert.Equal("2", (await Run("1 + 1")).Text);
        Assert.Equal(["text/plain"], (await Run("1 + 1")).Result!.Keys);
        Assert.StartsWith("[2, 3] float32 on cpu", (await Run("zeros(2, 3)")).Text);
        Assert.Equal("i  b\n0  0\n1  2", (await Run("Enumerable.Range(0, 2).Select(i => new { i, b = 2 * i })")).Text);
        Assert.Equal("[1; 2]", (await Run("#!fsharp\n[ 1; 2 ]")).Text);
        Assert.Contains("image/png", (await Run("new RgbImage(2, 2, new byte[12])")).Result!.Keys);
    }

    [SkippableFact]
    public async Task A_chart_brings_its_library_once_and_its_data_always()
    {
        IReadOnlyDictionary<string, string> first = (await Run("#!fsharp\nChart.Line(x = [ 1; 2 ], y = [ 3; 4 ])")).Result!, second = (await Run("#!fsharp\nChart.Line(x = [ 1; 2 ], y = [ 3; 5 ])")).Result!;
        Assert.Equal("Plotly chart: scatter", first["text/plain"]);
        Assert.True(first["text/html"].Length > 1_000_000 && second["text/html"].Length < 10_000);
        Assert.Contains("scatter", second[MimeTypes.PlotlyChart]);
    }

    [SkippableFact]
    public async Task Values_are_shared_without_a_copy_and_displays_can_be_replaced()
    {
        await Run("var sharedTensor = ones(3);");
        await Run("#!fsharp\n#!share --from csharp sharedTensor\nsharedTensor.[0] <- Tensor.op_Implicit 5.0f");
        Assert.Equal("5", (await Run("sharedTensor[0].item<float>()")).Text);
        await Run("IReadOnlyList<double> sharedList = [double.NaN, 2.0];");
        Assert.Equal("2", (await Run("#!fsharp\n#!share --from csharp sharedList\nint sharedList.[1]")).Text);
        CellRun run = await Run("var shown = display(\"before\"); shown.Update(new RgbImage(1, 1, new byte[3])); Console.Error.Write(\"careful\");");
        CellOutput.Display[] displays = [.. run.Outputs.OfType<CellOutput.Display>()];
        Assert.Equal([false, true], displays.Select(display => display.IsUpdate));
        Assert.Equal(displays[0].DisplayId, displays[1].DisplayId);
        Assert.Contains("image/png", displays[1].Data.Content.Keys);
        Assert.Equal("careful", run.Complained);
    }

    [SkippableFact]
    public async Task Failures_name_the_exception_or_the_compilers_words()
    {
        CellRun thrown = await started.RunAsync("throw new FormatException(\"meant\");"), wrong = await started.RunAsync("int wrong = \"a\";");
        Assert.Equal(("FormatException", "meant"), (thrown.Error.Name, thrown.Error.Message));
        Assert.Equal("CompilationError", wrong.Error.Name);
        Assert.Contains("CS0029", wrong.Error.Message);
        Assert.Equal("3", (await Run("1 + 2")).Text);
    }

    [SkippableFact]
    public async Task A_repository_that_is_not_built_is_one_clear_line()
    {
        Started.Require();
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("notebooks"));
        File.Copy(Path.Combine(NotebookFolder.Find()!, "setup.dib"), folder.At("notebooks/setup.dib"));
        using var engine = new MicrosoftEngine(folder.At("notebooks"));
        CellRun run = await CellRun.OfAsync(engine, "#!import setup.dib");
        Assert.StartsWith("want the built repository", run.Error.Message);
        Assert.Contains("dotnet build -c Release", Assert.Single(run.Error.Traceback));
    }

    private async Task<CellRun> Run(string source) => (await started.RunAsync(source)).Succeeded();

    /// <summary>One engine for all these tests: it takes seconds to start, and so does its F#.</summary>
    public sealed class Started : IDisposable
    {
        private MicrosoftEngine? engine;

        public static void Require() => Skip.If(!MicrosoftTool.IsRestored, "Microsoft's notebook engine is not here: dotnet tool restore");

        public async Task<CellRun> RunAsync(string source)
        {
            Require();
            if (engine is null)
            {
                engine = new MicrosoftEngine(NotebookFolder.Find()!);
                (await CellRun.OfAsync(engine, "#!import setup.dib")).Succeeded();
            }

            return await CellRun.OfAsync(engine, source);
        }

        public void Dispose() => engine?.Dispose();
    }
}
