using Csa.DataSets.Downloads;
using Xunit;
using static Csa.Tests.DataSets.MisbehavingServer;

namespace Csa.Tests.DataSets;

/// <summary>Downloads from servers that do everything wrong: the file's name stands for all of it or is not there.</summary>
public sealed class DownloaderTests : IDisposable
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
    public async Task Busy_and_failing_servers_are_asked_again_when_they_say_or_with_growing_patience()
    {
        string[][] answers =
        [
            ["429 Too Many Requests", "Retry-After: 7"], ["503 Service Unavailable", "Retry-After: Fri, 01 Jan 2021 00:00:00 GMT"], ["500 Internal Server Error"], ["502 Bad Gateway"],
        ];
        using var server = new MisbehavingServer((request, stream) => request.Number < answers.Length
            ? HeadersAsync(stream, answers[request.Number][0], [.. answers[request.Number][1..], "Content-Length: 0"])
            : SendAsync(request, stream, scene.Content));
        await scene.FetchAsync(server);
        Assert.Equal(scene.Content, scene.Whole());
        Assert.Equal([7, 0, 4, 8], scene.Waits.Select(wait => (int)wait.TotalSeconds));
    }

    [Fact]
    public async Task A_server_that_asks_for_hours_is_left_alone()
    {
        using var server = new MisbehavingServer((_, stream) => HeadersAsync(stream, "429 Too Many Requests", "Retry-After: 7200", "Content-Length: 0"));
        string fault = (await Assert.ThrowsAsync<BadInputException>(() => scene.FetchAsync(server))).Message;
        Assert.Contains("asks to wait 2:00:00", fault);
        Assert.Contains("--from FILE", fault);
        Assert.Empty(scene.Waits);
    }

    [Fact]
    public async Task It_gives_up_in_the_end_and_keeps_what_came()
    {
        using var server = new MisbehavingServer((request, stream) => SendAsync(request, stream, scene.Content, cutAt: 100_000));
        string fault = (await Assert.ThrowsAsync<BadInputException>(() => scene.FetchAsync(server))).Message;
        Assert.Contains("given up after 8 attempts", fault);
        Assert.Equal(7, scene.Waits.Count - scene.Waits.Count(wait => wait == TimeSpan.Zero));
        Assert.Equal(["file.zip.part", "file.zip.part.json"], scene.Files);
        using MisbehavingServer better = Good(new Dictionary<string, byte[]> { ["file.zip"] = scene.Content });
    }

    [Theory]
    [InlineData("404 Not Found")]
    [InlineData("403 Forbidden")]
    [InlineData("304 Not Modified")]
    public async Task What_will_not_get_better_is_said_at_once(string status)
    {
        using var server = new MisbehavingServer((_, stream) => HeadersAsync(stream, status, "Content-Length: 0"));
        string fault = (await Assert.ThrowsAsync<BadInputException>(() => scene.FetchAsync(server))).Message;
        Assert.Contains(status[..3], fault);
        Assert.Single(server.Requests);
        Assert.Empty(scene.Files);
    }

    [Fact]
    public async Task Redirections_are_followed_within_bounds()
    {
        using var server = new MisbehavingServer((request, stream) => request.Path switch
        {
            "file.zip" => HeadersAsync(stream, "302 Found", "Location: /there/file.zip", "Content-Length: 0"),
            "there/file.zip" => SendAsync(request, stream, scene.Content, cutAt: request.Number == 1 ? 50_000 : null),
            "circle" => HeadersAsync(stream, "301 Moved Permanently", "Location: /round", "Content-Length: 0"),
            "round" => HeadersAsync(stream, "307 Temporary Redirect", "Location: /circle", "Content-Length: 0"),
            "nowhere" => HeadersAsync(stream, "302 Found", "Location: file:///etc/passwd", "Content-Length: 0"),
            _ => HeadersAsync(stream, "302 Found", $"Location: /{request.Path}x", "Content-Length: 0"),
        });
        await scene.FetchAsync(server);
        Assert.Equal(scene.Content, scene.Whole());
        Assert.Contains("in a circle", await Fault("circle"));
        Assert.Contains("more than 10 times", await Fault("longer"));
        Assert.Contains("away from https", await Fault("nowhere"));

        async Task<string> Fault(string path)
        {
            using var other = new DownloadScene();
            return (await Assert.ThrowsAsync<BadInputException>(() => other.FetchAsync(server, path: path))).Message;
        }
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_stalls_or_drips_is_given_up_and_continued(bool drip)
    {
        using var server = new MisbehavingServer(async (request, stream) =>
        {
            if (request.Number > 0)
            {
                await SendAsync(request, stream, scene.Content);
                return;
            }

            await SendAsync(request, stream, scene.Content, cutAt: 120_000);
            for (int i = 120_000; i < scene.Content.Length; i++)
            {
                await Task.Delay(20, request.Stop);
                if (drip) await stream.WriteAsync(scene.Content.AsMemory(i, 1));
            }
        });
        await scene.FetchAsync(server, new DownloadOptions { Stall = TimeSpan.FromSeconds(1), StallBytes = 4000 });
        Assert.Equal(scene.Content, scene.Whole());
        Assert.True(server.Requests.Count > 1);
        Assert.Contains(scene.Notes, note => note.Contains("sent less than", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("text/html", "<!DOCTYPE html><html><head><title>Google Drive - Virus scan warning</title></head>Google Drive can't scan this file for viruses.", "asks to confirm")]
    [InlineData("application/octet-stream", "<html><head><title>Google Drive - Quota exceeded</title></head>Too many users have viewed or downloaded this file recently.", "used up")]
    [InlineData("text/html; charset=utf-8", "\n <!doctype html><title>Dropbox - test_mask.zip</title>", "a page of Dropbox")]
    [InlineData("text/html", "<html><title>Log in to the wireless network</title>", "'Log in to the wireless network'")]
    public async Task A_page_in_place_of_the_file_is_told_with_the_way_by_hand(string type, string page, string meaning)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(page);
        using var server = new MisbehavingServer(async (_, stream) =>
        {
            await HeadersAsync(stream, "200 OK", $"Content-Type: {type}", $"Content-Length: {bytes.Length}");
            await stream.WriteAsync(bytes);
        });
        string fault = (await Assert.ThrowsAsync<BadInputException>(() => scene.FetchAsync(server, published: false))).Message;
        Assert.Contains(meaning, fault);
        Assert.Contains("in a browser", fault);
        Assert.Contains("--from FILE", fault);
        Assert.DoesNotContain("file.zip", scene.Files);
        Assert.Single(server.Requests);
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
