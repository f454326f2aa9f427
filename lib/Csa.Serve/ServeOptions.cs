namespace Csa.Serve;

/// <summary>The address and limits of the server.</summary>
public sealed record ServeOptions
{
    /// <summary>An address or name of this machine; by default only this machine itself reaches the page.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>The largest upload, in bytes.</summary>
    public int UploadBytes { get; init; } = 100_000_000;

    /// <summary>The largest picture, in pixels: browsers are slow to draw larger ones.</summary>
    public int PicturePixels { get; init; } = 25_000_000;

    /// <summary>The most pictures open at once.</summary>
    public int Sessions { get; init; } = 16;

    /// <summary>The most fills that wait for the one that runs.</summary>
    public int WaitingFills { get; init; } = 8;

    /// <summary>The most uploads that wait for the two that are read.</summary>
    public int WaitingUploads { get; init; } = 16;

    /// <summary>A picture without requests is dropped after this time.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A fill is stopped after this time.</summary>
    public TimeSpan FillTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>An upload is refused if it takes longer.</summary>
    public TimeSpan UploadTime { get; init; } = TimeSpan.FromMinutes(1);
}
