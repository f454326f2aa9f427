using System.Diagnostics;

namespace Csa.Programs;

/// <summary>
/// Shows the progress of a piece of work and the time left: one line that is rewritten in a terminal, or a plain line now
/// and then if the output goes to a file.
/// </summary>
/// <remarks>It is drawn by the working thread, so there is no timer to stop and nothing is drawn after the end.</remarks>
internal sealed class ProgressLine : IDisposable
{
    private const double TerminalSeconds = 0.2, PlainSeconds = 15;
    private const int BarWidth = 24;

    private readonly string title;
    private readonly bool plain = Console.IsErrorRedirected;
    private readonly long started = Stopwatch.GetTimestamp();
    private long shown;
    private int width;

    /// <summary>A line for one piece of work.</summary>
    /// <param name="title">What is being done.</param>
    public ProgressLine(string title)
    {
        this.title = title;
        shown = started;
    }

    /// <summary>Shows the progress, at most a few times a second.</summary>
    /// <param name="fraction">The fraction done, 0 … 1.</param>
    /// <param name="detail">Further information.</param>
    /// <param name="secondsLeft">An estimate, or null to extrapolate.</param>
    public void Show(double fraction, string detail = "", double? secondsLeft = null)
    {
        if (Terminal.Verbosity != Verbosity.All) return;
        if (Stopwatch.GetElapsedTime(shown).TotalSeconds < (plain ? PlainSeconds : TerminalSeconds)) return;
        shown = Stopwatch.GetTimestamp();
        double elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        secondsLeft ??= fraction > 0.01 ? elapsed / fraction * (1 - fraction) : null;
        string left = secondsLeft is double seconds ? $", {ConsoleText.Duration(seconds)} left" : "";
        string line = FormattableString.Invariant($"{title} {Bar(fraction)}{100 * fraction,4:F0} %{left}{(detail.Length > 0 ? "  " + ConsoleText.OneLine(detail) : "")}");
        if (plain)
        {
            Console.Error.WriteLine(line);
            return;
        }

        int room = Math.Max(20, Console.WindowWidth - 1);
        if (line.Length > room) line = line[..room];
        Console.Error.Write('\r' + line.PadRight(width));
        width = line.Length;
    }

    /// <summary>Clears the line for something else to be written.</summary>
    public void Clear()
    {
        if (!plain && width > 0) Console.Error.Write('\r' + new string(' ', width) + '\r');
        width = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private string Bar(double fraction)
    {
        if (plain) return "";
        int full = (int)(BarWidth * Math.Clamp(fraction, 0, 1));
        return $"[{new string('#', full)}{new string('.', BarWidth - full)}]";
    }
}
