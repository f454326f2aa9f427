using Xunit;
using static Csa.Tests.DataSets.MisbehavingServer;

namespace Csa.Tests.DataSets;

/// <summary>A download that broke off goes on where it was, or begins anew where that cannot be trusted.</summary>
public sealed class DownloadContinuationTests : IDisposable
{
    private readonly DownloadScene scene = new();

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task Connections_that_break_in_the_middle_are_continued_where_they_broke()
    {
        using var server = new MisbehavingServer((request, stream) => SendAsync(request, stream, scene.Content, cutAt: (request.Number + 1) * 70_000));
        await scene.FetchAsync(server);
        Assert.Equal(scene.Content, scene.Whole());
        long?[] from = [.. server.Requests.Select(request => request.From)];
        Assert.Null(from[0]);
        Assert.All(from[1..], start => Assert.True(start > 0));
        Assert.Equal(from[1..].Order(), from[1..]);
        Assert.All(server.Requests.Skip(1), request => Assert.Equal("\"one\"", request.Header("If-Range")));
        Assert.All(server.Requests, request => Assert.Equal("identity", request.Header("Accept-Encoding")));
    }

    [Fact]
    public async Task A_server_without_ranges_sends_all_again()
    {
        using var server = new MisbehavingServer(async (request, stream) =>
        {
            await HeadersAsync(stream, "200 OK", $"Content-Length: {scene.Content.Length}", "ETag: \"one\"");
            await stream.WriteAsync(request.Number == 0 ? scene.Content.AsMemory(0, 100_000) : scene.Content);
        });
        await scene.FetchAsync(server);
        Assert.Equal(scene.Content, scene.Whole());
        Assert.Contains(scene.Notes, note => note.Contains("beginning anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_tag_or_a_date_a_part_is_not_trusted()
    {
        using var server = new MisbehavingServer(async (request, stream) =>
        {
            await HeadersAsync(stream, "200 OK", $"Content-Length: {scene.Content.Length}", "ETag: W/\"weak\"");
            await stream.WriteAsync(request.Number == 0 ? scene.Content.AsMemory(0, 100_000) : scene.Content);
        });
        await scene.FetchAsync(server);
        Assert.Equal(scene.Content, scene.Whole());
        Assert.All(server.Requests, request => Assert.Null(request.Header("Range")));
    }

    [Fact]
    public async Task A_file_that_changes_under_way_is_begun_anew_and_never_mixed()
    {
        byte[] other = DownloadScene.Bytes(scene.Content.Length, seed: 2);
        using var server = new MisbehavingServer((request, stream) => request.Number == 0
            ? SendAsync(request, stream, other, "\"old\"", cutAt: 150_000)
            : SendAsync(request, stream, scene.Content, "\"new\""));
        await scene.FetchAsync(server);
        Assert.Equal(scene.Content, scene.Whole());
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("Content-Range: bytes 5-299999/300000")]
    [InlineData("Content-Range: bytes 100000-299998/299999")]
    [InlineData("X-Nothing: at all")]
    public async Task Another_part_than_was_asked_for_is_thrown_away(string range)
    {
        using var server = new MisbehavingServer(async (request, stream) =>
        {
            if (request.From is null)
            {
                await SendAsync(request, stream, scene.Content, cutAt: request.Number == 0 ? 100_000 : null);
                return;
            }

            await HeadersAsync(stream, "206 Partial Content", range, "ETag: \"one\"");
            await stream.WriteAsync(scene.Content.AsMemory(0, 1000));
        });
        await scene.FetchAsync(server);
        Assert.Equal(scene.Content, scene.Whole());
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_refused_range_begins_anew()
    {
        using var server = new MisbehavingServer((request, stream) => request.From is not null
            ? HeadersAsync(stream, "416 Range Not Satisfiable", $"Content-Range: bytes */{scene.Content.Length}", "Content-Length: 0")
            : SendAsync(request, stream, scene.Content, cutAt: request.Number == 0 ? 100_000 : null));
        await scene.FetchAsync(server);
        Assert.Equal(scene.Content, scene.Whole());
        Assert.Equal([null, 100_000L, null], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task Stopping_keeps_what_came_and_the_next_process_goes_on()
    {
        using var stop = new CancellationTokenSource();
        using var server = new MisbehavingServer(async (request, stream) =>
        {
            await SendAsync(request, stream, scene.Content, cutAt: request.Number == 0 ? 150_000 : null);
            if (request.Number == 0) await Task.Delay(Timeout.Infinite, request.Stop);
        });
        scene.AtBytes = have =>
        {
            if (have >= 150_000) stop.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.FetchAsync(server, cancel: stop.Token));
        Assert.Equal(["file.zip.part", "file.zip.part.json"], scene.Files);
        // What a power cut may do to the end of a part is found by the checksum; here the part is as it was left.
        scene.AtBytes = _ => { };
        await scene.FetchAsync(server);
        Assert.Equal(scene.Content, scene.Whole());
        Assert.Equal(150_000, server.Requests.Last().From);
    }

    [Fact]
    public async Task A_damaged_part_costs_one_more_download_and_never_a_wrong_file()
    {
        File.WriteAllBytes(scene.Folder.At("file.zip.part"), DownloadScene.Bytes(100_000, seed: 9));
        using MisbehavingServer server = Good(new Dictionary<string, byte[]> { ["file.zip"] = scene.Content });
        File.WriteAllText(scene.Folder.At("file.zip.part.json"), $$"""{"address":"{{server.Address()}}","entityTag":"\"one\"","total":300000}""");
        await scene.FetchAsync(server);
        Assert.Equal(scene.Content, scene.Whole());
        Assert.Equal([100_000L, null], server.Requests.Select(request => request.From));
    }
}
