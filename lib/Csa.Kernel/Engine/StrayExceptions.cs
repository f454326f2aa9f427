using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Csa.Kernel.Languages;

namespace Csa.Kernel.Engine;

/// <summary>
/// Exceptions that a cell's code throws where no cell can catch them: in an <c>async void</c> method that outlives its cell,
/// or on a thread of its own. They are kept, and fail the cell that runs then or the next one, instead of ending the
/// process.
/// </summary>
public static class StrayExceptions
{
    private static Exception? first;

    /// <summary>
    /// Keeps them from now on. To be called once, and only by a program that does nothing but run notebooks, because a
    /// process has one such handler.
    /// </summary>
    public static void Keep() => ExceptionHandling.SetUnhandledExceptionHandler(exception =>
    {
        // The program's own faults still end it.
        if (!new StackTrace(exception, fNeedFileInfo: true).GetFrames().Any(frame => CellPath.CellOf(frame.GetFileName()) is not null)) return false;
        Interlocked.CompareExchange(ref first, exception, null);
        return true;
    });

    /// <summary>The first one since the last call, or null.</summary>
    internal static Exception? Take() => Interlocked.Exchange(ref first, null);
}
