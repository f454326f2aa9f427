using System.CommandLine;
using System.Runtime.InteropServices;
using Csa.Kernel.Engine;
using Csa.Kernel.Jupyter;
using NetMQ;

namespace Csa.Cli.Commands;

/// <summary><c>csa kernel start</c>: what a Jupyter client runs.</summary>
internal static class KernelStartCommand
{
    public static Command Create()
    {
        var connection = new Option<FileInfo>("--connection-file", "-f") { Description = "The connection file that a Jupyter client wrote", Required = true };
        var command = new Command("start", HelpText.WithExample(
            "Serve one notebook; Jupyter clients run this themselves, and it ends with them.", "csa kernel start --connection-file kernel-1.json"))
        {
            connection,
        };
        command.SetAction(async (parsed, _) =>
        {
            await ServeAsync(ConnectionFile.Read(parsed.GetRequiredValue(connection).FullName)).ConfigureAwait(false);
            // Threads that cells left behind must not keep the process.
            Environment.Exit(ExitCode.Done);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task ServeAsync(ConnectionFile connection)
    {
        StrayExceptions.Keep();

        // The console belongs to the cells: what the kernel itself has to say goes past them.
        using var log = new StreamWriter(Console.OpenStandardError()) { AutoFlush = true };
        using var ended = new CancellationTokenSource();
        using (var kernel = new JupyterKernel(connection, () => new NotebookEngine(), log))
        {
            Interruption.Handler = signal =>
            {
                if (signal == PosixSignal.SIGINT) kernel.Interrupt();
                else ended.Cancel();
            };
            Task orphaned = ParentWatch.WaitAsync(ended.Token);
            await Task.WhenAny(kernel.RunAsync(ended.Token), orphaned).ConfigureAwait(false);
        }

        NetMQConfig.Cleanup();
    }
}
