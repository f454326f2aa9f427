using System.Text.Json.Nodes;
using Csa.Book.Documents;
using Csa.Cli;
using Csa.Kernel.Jupyter;
using Csa.Programs;
using Xunit;

namespace Csa.Kernel.Tests.Jupyter;

/// <summary>What <c>csa kernel install</c> leaves, and takes back.</summary>
public sealed class KernelSpecTests : IDisposable
{
    private readonly string _prefix = Directory.CreateTempSubdirectory("csa-kernelspec-").FullName;

    private string Folder => Path.Combine(_prefix, "share", "jupyter", "kernels", NotebookKernel.Name);

    public void Dispose() => Directory.Delete(_prefix, recursive: true);

    [Fact]
    public void Install_writes_the_spec_and_uninstall_takes_it_back()
    {
        Assert.Equal(ExitCode.Done, Application.Run(["kernel", "install", "--prefix", _prefix]));
        Assert.Equal(["kernel.json", "logo-64x64.png", "logo-svg.svg"], Directory.EnumerateFileSystemEntries(Folder).Select(Path.GetFileName).Order());
        JsonNode spec = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "kernel.json")))!;
        string[] argv = [.. spec["argv"]!.AsArray().Select(word => (string)word!)];
        Assert.All(argv[..^4], path => Assert.True(Path.IsPathFullyQualified(path) && File.Exists(path), path));
        Assert.Equal(["kernel", "start", "--connection-file", "{connection_file}"], argv[^4..]);
        Assert.Equal("message", (string)spec["interrupt_mode"]!);

        Assert.Equal(ExitCode.Done, Application.Run(["kernel", "install", "--prefix", _prefix]));
        Assert.Equal(NotebookKernel.Name, Assert.Single(KernelSpec.FindIn(JupyterFolders.Under(_prefix))).Name);
        Assert.Equal(ExitCode.Done, Application.Run(["kernel", "uninstall", "--prefix", _prefix]));
        Assert.False(Directory.Exists(Folder));
        Assert.Equal(ExitCode.BadInput, Application.Run(["kernel", "uninstall", "--prefix", _prefix]));
    }

    [SkippableFact]
    public void Microsofts_engine_is_installed_without_telemetry_and_for_this_machine_alone()
    {
        Headless.MicrosoftEngineTests.Started.Require();
        Assert.Equal(ExitCode.Done, Application.Run(["kernel", "install", "--engine", "dotnet-interactive", "--prefix", _prefix]));
        KernelSpec entry = Assert.Single(KernelSpec.FindIn(JupyterFolders.Under(_prefix)));
        Assert.Equal("csa-dotnet-interactive", entry.Name);
        Assert.All(entry.Command()!.Where(word => word != "exec"), path => Assert.True(File.Exists(path), path));
        JsonNode spec = JsonNode.Parse(File.ReadAllText(Path.Combine(entry.Folder, "kernel.json")))!;
        Assert.Equal("1", (string)spec["env"]!["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"]!);
        Assert.Contains("--http-local-only", spec["argv"]!.AsArray().Select(word => (string)word!));
        Assert.Equal(ExitCode.Done, Application.Run(["kernel", "uninstall", "--engine", "dotnet-interactive", "--prefix", _prefix]));
        Assert.Empty(KernelSpec.FindIn(JupyterFolders.Under(_prefix)));
    }

    [Fact]
    public void Other_kernels_and_unwritable_folders_are_left_alone()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "kernel.json"), """{"argv":["python3","-m","ipykernel"]}""");
        Assert.Equal(ExitCode.BadInput, Application.Run(["kernel", "install", "--prefix", _prefix]));
        Assert.Equal(ExitCode.BadInput, Application.Run(["kernel", "uninstall", "--prefix", _prefix]));
        Assert.Contains("ipykernel", File.ReadAllText(Path.Combine(Folder, "kernel.json")));

        string file = Path.Combine(_prefix, "a file");
        File.WriteAllText(file, "");
        Assert.Equal(ExitCode.BadInput, Application.Run(["kernel", "install", "--prefix", file]));
    }

    [Theory]
    [InlineData(ExitCode.BadUsage, "install", "--user", "--sys-prefix")]
    [InlineData(ExitCode.BadInput, "install", "--prefix", "/nowhere", "--name", "a b")]
    [InlineData(ExitCode.BadUsage, "start")]
    [InlineData(ExitCode.BadInput, "start", "--connection-file", "/nowhere/kernel.json")]
    public void Bad_words_are_refused(int code, params string[] arguments) => Assert.Equal(code, Application.Run(["kernel", .. arguments]));
}
