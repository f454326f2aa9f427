using System.Runtime.InteropServices;

namespace Csa.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    public const int Done = 0, FailedCheck = 1, BadUsage = 2, BadInput = 3, OwnFault = 4;

    /// <summary>As shells report a process ended by Ctrl+C; what was finished is kept.</summary>
    public const int Interrupted = 130;
}

/// <summary>Options that exclude each other or miss their partner: the parser cannot see it.</summary>
internal sealed class BadUsageException(string message) : Exception(message);

/// <summary>Ctrl+C and SIGTERM, as a token that every long piece of work takes.</summary>
internal static class Interruption
{
    /// <summary>Set once, before a command runs.</summary>
    public static CancellationToken Token { get; set; }

    /// <summary>Takes the signals instead, for a command that goes on after an interrupt (a notebook's kernel); else null.</summary>
    public static Action<PosixSignal>? Handler { get; set; }
}
