using Csa.Data;
using Xunit;
using static Csa.Tests.DataSets.MisbehavingServer;

namespace Csa.Tests.DataSets;

/// <summary>A server that sends elsewhere, or a page in place of the file.</summary>
public sealed class DownloadDetourTests : IDisposable
{
    private readonly DownloadScene scene = new();

    public void Dispose() => scene.Dispose();

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
}
