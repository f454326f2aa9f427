using Csa.Data;
using Csa.DataSets.Downloads;
using Xunit;
using static Csa.Tests.DataSets.MisbehavingServer;

namespace Csa.Tests.DataSets;

/// <summary>Which servers are asked again, when, and for how long.</summary>
public sealed class DownloadPatienceTests : IDisposable
{
    private readonly DownloadScene scene = new();

    public void Dispose() => scene.Dispose();

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
}
