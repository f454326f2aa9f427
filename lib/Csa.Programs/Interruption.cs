using System.Runtime.InteropServices;

namespace Csa.Programs;

/// <summary>Ctrl+C and SIGTERM, as a token that every long piece of work takes.</summary>
internal static class Interruption
{
    /// <summary>Set by <see cref="ProgramShell"/> before it runs anything.</summary>
    public static CancellationToken Token { get; set; }

    /// <summary>The piece of work that the next Ctrl+C ends instead of the program, and the note for the user; null for none.</summary>
    public static (CancellationTokenSource Stop, string Says)? Part { get; set; }

    /// <summary>Handles the signals instead, for a command that continues after an interrupt (a notebook's kernel); else null.</summary>
    public static Action<PosixSignal>? Handler { get; set; }
}
