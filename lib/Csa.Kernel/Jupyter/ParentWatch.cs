using System.Globalization;
using System.Runtime.InteropServices;

namespace Csa.Kernel.Jupyter;

/// <summary>Watches for the end of the client that started this process, so that no kernel outlives it. Not on Windows.</summary>
public static class ParentWatch
{
    private const string ParentVariable = "JPY_PARENT_PID";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Completes when this process's parent, or the process that JPY_PARENT_PID names, has ended.</summary>
    /// <param name="cancellation">Stops watching.</param>
    public static async Task WaitAsync(CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows()) await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(false);
        int parent = getppid();
        int? client = int.TryParse(Environment.GetEnvironmentVariable(ParentVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int named) && named > 1 ? named : null;
        using var timer = new PeriodicTimer(Interval);
        // A process whose parent dies is given another; a client behind a wrapper script is seen by its own number.
        while (getppid() == parent && (client is null || client == parent || Exists(client.Value)))
            await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
    }

    private static bool Exists(int process)
    {
        const int noSuchProcess = 3;
        return kill(process, 0) == 0 || Marshal.GetLastPInvokeError() != noSuchProcess;
    }

    [DllImport("libc")]
    private static extern int getppid();

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int process, int signal);
}
