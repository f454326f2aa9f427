namespace Csa.DataSets.Downloads;

/// <summary>Retry and timeout options of a download.</summary>
internal sealed record DownloadOptions
{
    /// <summary>The attempts in a row with less than <see cref="ProgressBytes"/> each after which it gives up.</summary>
    public int Attempts { get; init; } = 8;

    /// <summary>The bytes that an attempt must receive to count as progress.</summary>
    public long ProgressBytes { get; init; } = 1 << 20;

    /// <summary>A connection that receives less than <see cref="StallBytes"/> in this time is closed and opened again.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The bytes that a connection must receive within <see cref="Stall"/>.</summary>
    public long StallBytes { get; init; } = 16 << 10;

    /// <summary>The longest wait that a server may ask for; beyond it the user is told to try later.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The most redirections that are followed.</summary>
    public int Redirects { get; init; } = 10;

    /// <summary>Waits between attempts; tests replace it.</summary>
    public Func<TimeSpan, CancellationToken, Task> Wait { get; init; } = Task.Delay;

    /// <summary>The wait before an attempt: 1, 2, 4 … 64 seconds.</summary>
    /// <param name="failures">Failures in a row, from 1.</param>
    public static TimeSpan BackOff(int failures) => TimeSpan.FromSeconds(1 << Math.Min(failures - 1, 6));
}
