using System.Diagnostics;

namespace Csa.Cli.Bench;

/// <summary>
/// Times several pieces of work against each other: in turns, so that other load on the machine disturbs all alike, and by
/// the median, so that it disturbs little.
/// </summary>
internal static class Interleaved
{
    private const double WarmUpSeconds = 1;

    /// <summary>Median seconds of each piece of work.</summary>
    /// <param name="rounds">How often each is timed, after a warm-up that lets the just-in-time compiler finish.</param>
    /// <param name="work">What to time.</param>
    public static double[] MedianSeconds(int rounds, params Action[] work)
    {
        var seconds = new double[work.Length][];
        for (int i = 0; i < work.Length; i++) seconds[i] = new double[rounds];
        long started = Stopwatch.GetTimestamp();
        do
            foreach (Action action in work) action();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < WarmUpSeconds);

        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < work.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                work[i]();
                seconds[i][round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }

        return [.. seconds.Select(times => times.Order().ElementAt(rounds / 2))];
    }
}
