using System.ComponentModel;
using Csa.Kernel.Engine;

namespace Csa.Kernel.Notebook;

/// <summary>The cell that runs: what its code may ask of it.</summary>
public static class Cell
{
    private static CellLink? current;
    private static Action? started;
    private static bool isInterrupted, isWatched;

    /// <summary>
    /// Cancelled when the cell is interrupted. Hand it to everything that takes a token (a training, an evaluation,
    /// <c>Task.Delay</c>), which then stops where it is safe to.
    /// </summary>
    public static CancellationToken Token
    {
        get
        {
            Volatile.Write(ref isWatched, true);
            return Volatile.Read(ref current)?.Token ?? CancellationToken.None;
        }
    }

    /// <summary>Throws when the cell is interrupted. The engine puts it into the loops and functions of cells.</summary>
    /// <exception cref="OperationCanceledException">The cell is interrupted.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Check()
    {
        if (Volatile.Read(ref isInterrupted)) throw new OperationCanceledException("the cell was interrupted");
    }

    /// <summary>Called at the head of a compiled F# cell: from here on its own code runs.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Started() => Interlocked.Exchange(ref started, null)?.Invoke();

    /// <summary>Names what is to happen when the code of the next F# cell begins.</summary>
    internal static void OnStart(Action? action) => started = action;

    /// <summary>Whether the running cell's code has taken its token.</summary>
    internal static bool IsWatched => Volatile.Read(ref isWatched);

    /// <summary>Makes a cell the running one until the result is disposed.</summary>
    internal static IDisposable Begin(CellLink link)
    {
        Volatile.Write(ref isInterrupted, false);
        Volatile.Write(ref isWatched, false);
        Volatile.Write(ref current, link);
        return new Run(link.Token.Register(() => Volatile.Write(ref isInterrupted, true)));
    }

    /// <summary>Says which language runs now.</summary>
    internal static void Switch(CellLanguage language) => Volatile.Write(ref current, current! with { Language = language });

    /// <summary>The running cell's connection to its engine; null between cells.</summary>
    internal static CellLink? Link => Volatile.Read(ref current);

    private sealed class Run(CancellationTokenRegistration registration) : IDisposable
    {
        public void Dispose()
        {
            registration.Dispose();
            Volatile.Write(ref current, null);
        }
    }
}

/// <summary>What connects the running cell to its engine.</summary>
/// <param name="Token">Cancelled when the cell is interrupted.</param>
/// <param name="Show">Takes its displays.</param>
/// <param name="Language">The language that runs now.</param>
internal sealed record CellLink(CancellationToken Token, Action<CellOutput> Show, CellLanguage Language);
