namespace Csa.Programs;

/// <summary>The exit codes of all programs.</summary>
internal static class ExitCode
{
    public const int Done = 0, FailedCheck = 1, BadUsage = 2, BadInput = 3, OwnFault = 4;

    /// <summary>Interrupted by Ctrl+C, with the code that shells use; finished work is kept.</summary>
    public const int Interrupted = 130;
}
