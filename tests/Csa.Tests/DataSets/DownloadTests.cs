using Csa.Data;
using Csa.DataSets.Downloads;
using Xunit;
using static Csa.Tests.DataSets.MisbehavingServer;

namespace Csa.Tests.DataSets;

/// <summary>A download as it should be, and what proves that a file is whole.</summary>
public sealed class DownloadTests : IDisposable
{
    private readonly DownloadScene scene = new();

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task A_file_comes_whole_and_a_second_time_nothing_is_asked()
    {
        using MisbehavingServer server = Good(new Dictionary<string, byte[]> { ["file.zip"] = scene.Content });
        SourceRecord first = await scene.FetchAsync(server);
        Assert.Equal(scene.Content, scene.Whole());
        Assert.Equal("sha256 as published", first.Check);
        Assert.Equal(["file.zip", "file.zip.json"], scene.Files);
        Assert.Equal(first, await scene.FetchAsync(server));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_length_that_is_too_small_or_too_large_never_makes_a_file()
    {
        using (var larger = new MisbehavingServer(async (request, stream) =>
        {
            await HeadersAsync(stream, "200 OK", $"Content-Length: {scene.Content.Length + 10}");
            await stream.WriteAsync(scene.Content);
        }))
        {
            await Assert.ThrowsAsync<BadInputException>(() => scene.FetchAsync(larger));
        }

        Assert.DoesNotContain("file.zip", scene.Files);
        using var smaller = new MisbehavingServer(async (request, stream) =>
        {
            await HeadersAsync(stream, "200 OK", $"Content-Length: {scene.Content.Length - 10}");
            await stream.WriteAsync(scene.Content);
        });
        string fault = (await Assert.ThrowsAsync<BadInputException>(() => scene.FetchAsync(smaller))).Message;
        Assert.Contains("the published sha256", fault);
        Assert.Empty(scene.Files);
    }

    [Fact]
    public async Task A_wrong_checksum_is_tried_once_more_and_then_refused()
    {
        byte[] damaged = [.. scene.Content];
        damaged[1234] ^= 1;
        using MisbehavingServer server = Good(new Dictionary<string, byte[]> { ["file.zip"] = damaged });
        string fault = (await Assert.ThrowsAsync<BadInputException>(() => scene.FetchAsync(server))).Message;
        Assert.Contains("damaged, or another file", fault);
        Assert.Equal(2, server.Requests.Count);
        Assert.Empty(scene.Files);
    }

    [Fact]
    public async Task Where_nothing_is_published_the_first_file_is_written_down_and_another_refused()
    {
        using (MisbehavingServer server = Good(new Dictionary<string, byte[]> { ["file.zip"] = scene.Content }))
        {
            SourceRecord first = await scene.FetchAsync(server, published: false);
            Assert.StartsWith("none published: as first seen on ", first.Check);
            Assert.Contains(scene.Notes, note => note.Contains(first.Sha256, StringComparison.Ordinal));
        }

        File.Delete(scene.Folder.At("file.zip"));
        using MisbehavingServer other = Good(new Dictionary<string, byte[]> { ["file.zip"] = DownloadScene.Bytes(200_000, seed: 3) });
        string fault = (await Assert.ThrowsAsync<BadInputException>(() => scene.FetchAsync(other, published: false))).Message;
        Assert.Contains("that was seen first", fault);
        Assert.DoesNotContain("file.zip", scene.Files);
    }
}
