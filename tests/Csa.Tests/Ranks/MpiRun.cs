using System.Diagnostics;
using Xunit;

namespace Csa.Tests.Ranks;

/// <summary>The program in several processes, started by Open MPI's mpirun; tests that need it skip visibly where it is absent.</summary>
internal static class MpiRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string DotNet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Csa.Cli.dll");

    /// <summary>mpirun, or null; looked for once.</summary>
    private static readonly string? Launcher = new[] { "mpirun.openmpi", "mpirun" }.FirstOrDefault(IsOpenMpi);

    /// <summary>Starts ranks that all have the same command line.</summary>
    /// <param name="ranks">How many.</param>
    /// <param name="arguments">Of csa.</param>
    public static RankOutcome Run(int ranks, params string[] arguments)
    {
        using Process process = Start(ranks, null, arguments);
        return RankOutcome.Of(process, Patience);
    }

    /// <summary>Starts a rank in each folder.</summary>
    public static RankOutcome RunIn(string[] folders, params string[] arguments)
    {
        using Process process = Start([.. folders.SelectMany((folder, i) => (string[])[.. i > 0 ? [":"] : Array.Empty<string>(), "-n", "1", "--wdir", folder, DotNet, Program, .. arguments])]);
        return RankOutcome.Of(process, Patience);
    }

    /// <summary>Starts ranks and returns the launcher's process.</summary>
    /// <param name="ranks">How many.</param>
    /// <param name="patience">Seconds after which mpirun asks them to end when it is to end them, and after as many more kills
    /// them; null = its own one second.</param>
    /// <param name="arguments">Of csa.</param>
    public static Process Start(int ranks, int? patience, params string[] arguments) =>
        Start([.. patience is int seconds ? ["--mca", "odls_base_sigkill_timeout", $"{seconds}"] : Array.Empty<string>(), "-n", $"{ranks}", DotNet, Program, .. arguments]);

    private static Process Start(string[] arguments)
    {
        Skip.If(Launcher is null, "no mpirun of Open MPI here: Debian's package is openmpi-bin");
        // A shell that starts tests in the background makes them, and so their children, deaf to SIGINT; env restores it.
        return Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", Launcher!, "--oversubscribe", "--bind-to", "none", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            Environment = { ["OMPI_ALLOW_RUN_AS_ROOT"] = "1", ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1" },
        })!;
    }

    private static bool IsOpenMpi(string name)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(name, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return text.Contains("Open MPI", StringComparison.Ordinal);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>What ranks said and how they ended.</summary>
internal sealed record RankOutcome(int Code, string Output, string Errors)
{
    /// <summary>Waits for the launcher.</summary>
    public static RankOutcome Of(Process process, TimeSpan patience)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"the ranks still run after {patience}: {errors.Result}");
        }

        return new RankOutcome(process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>The lines that csa's ranks wrote about errors; the launcher writes some of its own.</summary>
    public string[] ErrorLines => [.. Errors.Split('\n').Where(line => line.StartsWith("csa", StringComparison.Ordinal) && line.Contains(": ", StringComparison.Ordinal) && !line.StartsWith("csa in ", StringComparison.Ordinal))];
}
