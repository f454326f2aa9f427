using Csa.Data;
using Csa.DataSets.Downloads;
using Xunit;
using static Csa.Tests.DataSets.MisbehavingServer;

namespace Csa.Tests.DataSets;

/// <summary>A disk that is too small for a download.</summary>
public sealed class DownloadRoomTests : IDisposable
{
    private readonly DownloadScene scene = new();

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task A_declared_size_beyond_the_disk_is_refused_before_it_fills()
    {
        using var server = new MisbehavingServer((_, stream) => HeadersAsync(stream, "200 OK", "Content-Length: 9000000000000000"));
        string fault = (await Assert.ThrowsAsync<BadInputException>(() => scene.FetchAsync(server))).Message;
        Assert.Contains("are free", fault);
        Assert.DoesNotContain("file.zip", scene.Files);
    }

    [SkippableFact]
    public async Task A_disk_that_fills_under_way_is_said_and_the_download_goes_on_once_there_is_room()
    {
        using var disk = new SmallDisk(scene.Folder.At("disk/x"), kilobytes: 200);
        using var server = new MisbehavingServer(async (request, stream) =>
        {
            // No length: nothing can be refused beforehand.
            if (request.From is not null)
            {
                await SendAsync(request, stream, scene.Content);
                return;
            }

            await HeadersAsync(stream, "200 OK", "ETag: \"one\"");
            await stream.WriteAsync(scene.Content);
        });
        using HttpClient client = HttpFile.NewClient();
        var downloader = new Downloader(client, new DownloadOptions(), scene);
        string fault = (await Assert.ThrowsAsync<BadInputException>(() => downloader.FetchAsync(scene.Source(server.Address()), disk.Path))).Message;
        Assert.Contains("cannot be written", fault);
        Assert.Contains("make room", fault);
        disk.Resize(kilobytes: 2000);
        await downloader.FetchAsync(scene.Source(server.Address()), disk.Path);
        Assert.Equal(scene.Content, File.ReadAllBytes(Path.Combine(disk.Path, "file.zip")));
        Assert.True(server.Requests.Last().From > 0);
    }
}
