using System.ComponentModel;
using Csa.Book.Documents;

namespace Csa.Kernel.Notebook;

/// <summary>The running cell, as its own code can see it.</summary>
public static class Cell
{
    private static CellLink? current;
    private static bool isInterrupted, isWatched;

    [ThreadStatic]
    private static bool isCellThread;

    /// <summary>
    /// Cancelled when the cell is interrupted. Pass it to everything that takes a token (a training, an evaluation,
    /// <c>Task.Delay</c>), which then stops where it is safe.
    /// </summary>
    public static CancellationToken Token
    {
        get
        {
            Volatile.Write(ref isWatched, true);
            return Volatile.Read(ref current)?.Token ?? CancellationToken.None;
        }
    }

    /// <summary>Throws when the cell is interrupted. The engine inserts calls of it into the loops and functions of cells.</summary>
    /// <exception cref="OperationCanceledException">The cell is interrupted.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Check()
    {
        // A thread that the cell started by itself goes on: an exception that nobody there expects would end the process.
        if (Volatile.Read(ref isInterrupted) && (isCellThread || Thread.CurrentThread.IsThreadPoolThread)) throw new OperationCanceledException("the cell was interrupted");
    }

    /// <summary>True if the running cell's code has taken its token.</summary>
    internal static bool IsWatched => Volatile.Read(ref isWatched);

    /// <summary>Makes the calling thread belong to the cell, so that an interrupt stops what runs on it.</summary>
    internal static void Adopt() => isCellThread = true;

    /// <summary>Makes a cell the running one until the result is disposed.</summary>
    internal static IDisposable Begin(CellLink link)
    {
        Adopt();
        Volatile.Write(ref isInterrupted, false);
        Volatile.Write(ref isWatched, false);
        Volatile.Write(ref current, link);
        return new Run(link.Token.Register(() => Volatile.Write(ref isInterrupted, true)));
    }

    /// <summary>Sets the language that runs now.</summary>
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

/// <summary>The connection of the running cell to its engine.</summary>
/// <param name="Source">The cell's text.</param>
/// <param name="Run">The number of this run, unlike any other.</param>
/// <param name="Token">Cancelled when the cell is interrupted.</param>
/// <param name="Show">Receives its displays.</param>
/// <param name="Format">Formats a value of a static type for display.</param>
/// <param name="Language">The language that runs now.</param>
internal sealed record CellLink(string Source, int Run, CancellationToken Token, Action<CellOutput> Show, Func<object?, Type, CellLink, MimeBundle> Format, CellLanguage Language)
{
    /// <summary>Formats a value for display.</summary>
    public MimeBundle Bundle(object? value, Type? type = null) => Format(value, type ?? value?.GetType() ?? typeof(object), this);
}
