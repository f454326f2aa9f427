using System.Diagnostics;

namespace Csa.DataSets.Scripts;

/// <summary>Bytes per second over the last few seconds, without bytes received before this process began.</summary>
/// <param name="seconds">The clock; the machine's when not set.</param>
internal sealed class TransferSpeed(Func<double>? seconds = null)
{
    private const double Window = 10;

    private readonly Func<double> seconds = seconds ?? (() => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency);
    private readonly Queue<(double At, long Bytes)> marks = new();

    /// <summary>Starts measuring another transfer.</summary>
    public void Restart() => marks.Clear();

    /// <summary>The speed after a number of bytes.</summary>
    /// <param name="bytes">The bytes received so far.</param>
    /// <returns>0 until it is known.</returns>
    public double At(long bytes)
    {
        double now = seconds();
        if (marks.Count > 0 && bytes < marks.Peek().Bytes) marks.Clear(); // it was begun anew
        if (marks.Count == 0 || now - marks.Last().At >= Window / 50) marks.Enqueue((now, bytes));
        while (marks.Count > 1 && now - marks.Peek().At > Window) marks.Dequeue();
        (double at, long before) = marks.Peek();
        return now - at < Window / 50 ? 0 : (bytes - before) / (now - at);
    }
}
