namespace Csa.DataSets.Downloads;

/// <summary>How patient a download is.</summary>
internal sealed record DownloadOptions
{
    /// <summary>Attempts in a row that bring less than <see cref="ProgressBytes"/> before it gives up.</summary>
    public int Attempts { get; init; } = 8;

    /// <summary>What an attempt must bring to count as progress.</summary>
    public long ProgressBytes { get; init; } = 1 << 20;

    /// <summary>A connection that brings less than <see cref="StallBytes"/> in so long is given up and made anew.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The least that <see cref="Stall"/> must bring.</summary>
    public long StallBytes { get; init; } = 16 << 10;

    /// <summary>The longest wait that a server may ask for; beyond it the user is told to come back.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Redirections that are followed.</summary>
    public int Redirects { get; init; } = 10;

    /// <summary>Waits between attempts; another one in tests.</summary>
    public Func<TimeSpan, CancellationToken, Task> Wait { get; init; } = Task.Delay;

    /// <summary>The wait before an attempt: 1, 2, 4 … 64 seconds.</summary>
    /// <param name="failures">Failures in a row, from 1.</param>
    public static TimeSpan BackOff(int failures) => TimeSpan.FromSeconds(1 << Math.Min(failures - 1, 6));
}
