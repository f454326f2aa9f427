using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Csa.Kernel.Tests.Cells;

[Collection(EngineCollection.Name)]
public sealed class ReferenceTests(EngineFixture notebook) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_library_and_what_it_needs_serve_both_languages_as_one_copy()
    {
        string inner = $"Inner{Guid.NewGuid():N}", outer = $"Outer{Guid.NewGuid():N}";
        Directory.CreateDirectory(folder.At("lib"));
        string innerPath = Compile(inner, $"namespace {inner}; public class Value {{ public static int Calls; public int Get() => ++Calls; }}");
        Compile(outer, $"namespace {outer}; public class Maker {{ public {inner}.Value Make() => new(); }}", innerPath);
        File.WriteAllText(folder.At($"lib/{outer}.deps.json"), """
            {"runtimeTarget":{"name":".NETCoreApp,Version=v10.0"},"targets":{".NETCoreApp,Version=v10.0":{
              "OUTER/1.0.0":{"dependencies":{"INNER":"1.0.0"},"runtime":{"OUTER.dll":{}}},
              "INNER/1.0.0":{"runtime":{"INNER.dll":{}}}}},
             "libraries":{"OUTER/1.0.0":{"type":"project","serviceable":false,"sha512":""},"INNER/1.0.0":{"type":"project","serviceable":false,"sha512":""}}}
            """.Replace("OUTER", outer, StringComparison.Ordinal).Replace("INNER", inner, StringComparison.Ordinal));
        CellRun csharp = await CellRun.OfAsync(notebook.Engine, $"#r \"lib/{outer}.dll\"\nnew {outer}.Maker().Make().Get()", folder: folder.Path);
        Assert.Equal("1", csharp.Succeeded().Text);
        CellRun fsharp = await CellRun.OfAsync(notebook.Engine, $"#!fsharp\n#r \"lib/{outer}.dll\"\n{outer}.Maker().Make().Get()", folder: folder.Path);
        Assert.Equal("2", fsharp.Succeeded().Text);
    }

    [Fact]
    public async Task A_broken_library_is_named()
    {
        File.WriteAllText(folder.At("text.dll"), "no library");
        CellRun run = await CellRun.OfAsync(notebook.Engine, "1\n#r \"text.dll\"", folder: folder.Path);
        Assert.Equal(("MagicError", 2), (run.Error.Name, run.Error.Line!.Value));
        Assert.Contains("text.dll", run.Error.Message);
    }

    [Fact]
    public async Task A_script_is_loaded_from_the_notebooks_folder()
    {
        File.WriteAllText(folder.At("helpers.csx"), "int Loaded() => 5;");
        File.WriteAllText(folder.At("helpers.fsx"), "let loaded = 6");
        Assert.Equal("5", (await CellRun.OfAsync(notebook.Engine, "#load \"helpers.csx\"\nLoaded()", folder: folder.Path)).Succeeded().Text);
        Assert.Equal("6", (await CellRun.OfAsync(notebook.Engine, "#!fsharp\n#load \"helpers.fsx\"\nHelpers.loaded", folder: folder.Path)).Succeeded().Text);
    }

    private string Compile(string name, string source, params string[] references)
    {
        string path = folder.At($"lib/{name}.dll");
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            [.. references.Append(typeof(object).Assembly.Location).Append(Path.Combine(runtime, "System.Runtime.dll")).Select(file => MetadataReference.CreateFromFile(file))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.True(compilation.Emit(path).Success);
        return path;
    }
}
