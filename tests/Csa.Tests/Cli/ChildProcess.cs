using System.Diagnostics;

namespace Csa.Tests.Cli;

/// <summary>The program in a process of its own.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // The one that runs the tests, which need not be on the path.
    private static readonly string DotNet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    // A shell that starts tests in the background makes them, and so their children, deaf to SIGINT; env restores it.
    public static Process Start(string[] arguments, params string[] variables) => Process.Start(
        new ProcessStartInfo("env", ["--default-signal=INT", .. variables, DotNet, Path.Combine(AppContext.BaseDirectory, "Csa.Cli.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    public static async Task WaitFor(Process process)
    {
        using var late = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
