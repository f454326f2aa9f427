using System.Security.Cryptography;
using Csa.DataSets.Downloads;

namespace Csa.Tests.DataSets;

/// <summary>A download from a server that misbehaves, with waits that are only written down.</summary>
internal sealed class DownloadScene : IDownloadObserver, IDisposable
{
    private readonly HttpClient client = HttpFile.NewClient();

    public TemporaryFolder Folder { get; } = new();

    public List<TimeSpan> Waits { get; } = [];

    public List<string> Notes { get; } = [];

    public byte[] Content { get; } = Bytes(300_000);

    public Action<long> AtBytes { get; set; } = _ => { };

    /// <summary>What a name looks like that nobody should mistake for a file.</summary>
    public string[] Files => [.. Directory.GetFiles(Folder.Path).Select(Path.GetFileName).Order()!];

    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public async Task<SourceRecord> FetchAsync(MisbehavingServer server, DownloadOptions? options = null, bool published = true, CancellationToken cancel = default, string path = "file.zip")
    {
        options ??= new DownloadOptions { ProgressBytes = 1000 };
        var downloader = new Downloader(client, options with { Wait = WaitAsync }, this);
        return await downloader.FetchAsync(Source(server.Address(path), published), Folder.Path, cancel);
    }

    public DataSource Source(Uri address, bool published = true) => new("file.zip", FileForm.Zip)
    {
        Address = address,
        Sha256 = published ? Convert.ToHexStringLower(SHA256.HashData(Content)) : null,
        AboutBytes = Content.Length,
    };

    public byte[] Whole() => File.ReadAllBytes(Folder.At("file.zip"));

    public void OnBytes(string file, long have, long? total) => AtBytes(have);

    public void OnNote(string note) => Notes.Add(note);

    public void Dispose()
    {
        client.Dispose();
        Folder.Dispose();
    }

    private Task WaitAsync(TimeSpan wait, CancellationToken cancel)
    {
        Waits.Add(wait);
        return Task.CompletedTask;
    }
}
