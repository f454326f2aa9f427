using System.ComponentModel;
using Csa.Kernel.Engine;

namespace Csa.Kernel.Notebook;

/// <summary>The cell that runs: what its code may ask of it.</summary>
public static class Cell
{
    private static CellLink? current;
    private static Action? started;

    /// <summary>
    /// Cancelled when the cell is interrupted. Hand it to everything that takes a token (a training, an evaluation,
    /// <c>Task.Delay</c>), which then stops where it is safe to.
    /// </summary>
    public static CancellationToken Token => Volatile.Read(ref current)?.Token ?? CancellationToken.None;

    /// <summary>Called at the head of a compiled F# cell: from here on its own code runs.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Started() => Interlocked.Exchange(ref started, null)?.Invoke();

    /// <summary>Names what is to happen when the code of the next F# cell begins.</summary>
    internal static void OnStart(Action? action) => started = action;

    /// <summary>Makes a cell the running one, or none.</summary>
    internal static void Become(CellLink? link) => Volatile.Write(ref current, link);

    /// <summary>The running cell's connection to its engine; null between cells.</summary>
    internal static CellLink? Link => Volatile.Read(ref current);
}

/// <summary>What connects the running cell to its engine.</summary>
/// <param name="Token">Cancelled when the cell is interrupted.</param>
/// <param name="Show">Takes its displays.</param>
/// <param name="Language">The language that runs now.</param>
internal sealed record CellLink(CancellationToken Token, Action<CellOutput> Show, CellLanguage Language);
