using System.Diagnostics;
using Csa.Data.Images;
using Csa.DataSets.Downloads;
using Csa.Programs;
using Xunit;

namespace Csa.Tests.DataSets;

/// <summary>A script as users start it: built from its one file, killed and interrupted in a process of its own.</summary>
public sealed class ScriptProcessTests(ScriptProcessTests.Script script) : IClassFixture<ScriptProcessTests.Script>
{
    private const int Masks = 120;

    [SkippableFact]
    public async Task Killed_or_interrupted_at_any_moment_it_goes_on_and_ends_as_if_it_never_was()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "sends signals");
        using var scene = new ScriptScene();
        byte[] archive = Archive(scene);
        // The first two downloads stop half-way and wait to be killed.
        using var server = new MisbehavingServer(async (request, stream) =>
        {
            bool whole = request.Number >= 2;
            await MisbehavingServer.SendAsync(request, stream, archive, cutAt: whole ? null : (request.Number + 1) * archive.Length / 3);
            if (!whole) await Task.Delay(Timeout.Infinite, request.Stop);
        });
        string[] arguments = ["--out", scene.Out, "--mirror", server.Address("").ToString(), "--accept-terms"];
        string part = Path.Combine(scene.Out, "downloads/test_mask.zip.part");
        await StopAsync(arguments, "KILL", () => File.Exists(part) && new FileInfo(part).Length == archive.Length / 3);
        (int code, string errors) = await StopAsync(arguments, "INT", () => new FileInfo(part).Length == 2 * archive.Length / 3);
        Assert.True(code == ExitCode.Interrupted, $"exit {code}: {errors}");
        Assert.Contains("interrupted; what has come is kept", errors);
        Assert.Equal([null, archive.Length / 3], server.Requests.Select(request => request.From));

        int Prepared() => Directory.Exists(scene.Out) ? Directory.GetFiles(scene.Out, "*.png", SearchOption.AllDirectories).Length : 0;
        await StopAsync(arguments, "KILL", () => Prepared() >= 10);
        await StopAsync(arguments, "TERM", () => Prepared() >= 40);
        Assert.False(File.Exists(Path.Combine(scene.Out, "manifest.csv")));
        (code, errors) = await StopAsync(arguments, null, () => true);
        Assert.True(code == ExitCode.Done, errors);

        Dictionary<string, byte[]> killed = scene.Prepared();
        scene.Publish("test_mask.zip", archive);
        string whole = scene.Folder.At("whole/x")[..^2];
        Assert.Equal(ExitCode.Done, scene.RunPlain(new Csa.DataSets.Recipes.IrregularMasksRecipe(), ["--out", whole, "--accept-terms", "--mirror", scene.Server.Address("").ToString()]));
        Assert.Equal(scene.Prepared(whole), killed);
        Assert.Equal(Masks + 1, killed.Count);
    }

    private static byte[] Archive(ScriptScene scene)
    {
        byte[][] drawn = [.. Enumerable.Range(0, 5).Select(i => ImageFile.ToPng(Images.Pictures.Binary(512, 512, (y, x) => (y + i) % 97 < 30 && x * (i + 1) % 89 < 50)))];
        return File.ReadAllBytes(Archives.Write(
            scene.Folder.At("made/test_mask.zip"), FileForm.Zip, Enumerable.Range(0, Masks).Select(i => ($"mask/testing_mask_dataset/{i:D5}.png", drawn[i % drawn.Length]))));
    }

    private async Task<(int Code, string Errors)> StopAsync(string[] arguments, string? signal, Func<bool> when)
    {
        using Process process = script.Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (signal is not null)
        {
            while (!process.HasExited && !when()) await Task.Delay(5);
            using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
            await kill.WaitForExitAsync();
        }

        await Cli.ChildProcess.WaitFor(process);
        await output;
        return (process.ExitCode, await errors);
    }

    /// <summary>irregular-masks.cs, built once.</summary>
    public sealed class Script : IDisposable
    {
        private readonly TemporaryFolder folder = new();
        private readonly Lazy<string> program;

        public Script() => program = new Lazy<string>(Build);

        // env restores what a shell that starts tests in the background takes away: hearing SIGINT.
        public Process Start(string[] arguments) => Process.Start(
            new ProcessStartInfo("env", ["--default-signal=INT", DotNet, program.Value, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;

        public void Dispose() => folder.Dispose();

        private static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

        private string Build()
        {
            DirectoryInfo? root = new(AppContext.BaseDirectory);
            while (root is not null && !File.Exists(Path.Combine(root.FullName, "Csa.Research.sln"))) root = root.Parent;
            // To a file: a compiler server that the build leaves behind would hold a pipe open.
            string log = folder.At("build.log");
            using Process build = Process.Start("sh",
            [
                "-c", "exec \"$1\" build -c Release \"$2\" -o \"$3\" > \"$4\" 2>&1", "sh",
                DotNet, Path.Combine(root!.FullName, "data-scripts/irregular-masks.cs"), folder.At("bin/x")[..^2], log,
            ]);
            build.WaitForExit();
            string said = File.ReadAllText(log);
            Assert.True(build.ExitCode == 0 && !said.Contains("warning", StringComparison.OrdinalIgnoreCase), said);
            return folder.At("bin/irregular-masks.dll");
        }
    }
}
