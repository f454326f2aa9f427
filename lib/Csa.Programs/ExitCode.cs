namespace Csa.Programs;

/// <summary>What a program's process returns.</summary>
internal static class ExitCode
{
    public const int Done = 0, FailedCheck = 1, BadUsage = 2, BadInput = 3, OwnFault = 4;

    /// <summary>As shells report a process ended by Ctrl+C; what was finished is kept.</summary>
    public const int Interrupted = 130;
}
