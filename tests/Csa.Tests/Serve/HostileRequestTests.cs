using System.Net;
using System.Net.Sockets;
using System.Text;
using Csa.Data.Images;
using Csa.Serve;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Serve;

public sealed class HostileRequestTests : IAsyncLifetime
{
    private static readonly byte[] Good = ImageFile.ToPng(Pictures.Noise(64, 48));

    private readonly SlowFill slow = new();
    private ServedPage page = null!;

    public async Task InitializeAsync() => page = await ServedPage.StartAsync([slow], new ServeOptions { UploadBytes = 1_000_000, Sessions = 12, WaitingUploads = 8, PicturePixels = 1_000_000 });

    public async Task DisposeAsync() => await page.DisposeAsync();

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("192.168.0.7")]
    [InlineData("")]
    public async Task A_name_that_was_turned_to_this_address_is_refused(string host)
    {
        string answer = await RawAsync($"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 40[03] ", answer);
        Assert.DoesNotContain("<html", answer);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task Another_sites_page_can_post_nothing(string? origin)
    {
        using var client = new HttpClient { BaseAddress = page.Server.Address };
        if (origin is not null) client.DefaultRequestHeaders.Add("Origin", origin);
        (int status, string error) = await ServedPage.RefusalAsync(await client.PostAsync("api/pictures?name=a.png", new ByteArrayContent(Good)));
        Assert.Equal((403, "this server takes pictures from its own page only"), (status, error));
        Assert.Equal(0, page.Server.OpenPictures);
    }

    [Fact]
    public async Task Every_answer_keeps_the_page_to_itself()
    {
        foreach (string path in (string[])["", "app.js", "style.css", "api/methods", "api/pictures/unknown"])
        {
            using HttpResponseMessage answer = await page.Client.GetAsync(path);
            Assert.StartsWith("default-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        }

        string html = await page.Client.GetStringAsync("");
        Assert.DoesNotContain("style=", html);
        Assert.DoesNotMatch("<script[^>]*>[^<]|on(click|load|error)=|https?:", html);
    }

    [Theory]
    [InlineData("api/pictures/unknown")]
    [InlineData("api/pictures/unknown/fills/auto/download")]
    [InlineData("api/pictures/unknown/attention?x=1&y=1")]
    [InlineData("wwwroot/index.html")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("api/pictures/..%2f..%2fetc%2fpasswd")]
    public async Task What_is_unknown_is_not_found(string path)
    {
        using HttpResponseMessage answer = await page.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Bad_uploads_are_refused_in_one_line_that_names_no_path()
    {
        byte[] row = [0, 1, 2, 3];
        (byte[] File, int Status, string Error)[] cases =
        [
            ([], 400, "the picture: is empty"),
            (Encoding.ASCII.GetBytes("<script>alert(1)</script>"), 400, "the picture: is not an image"),
            (Good[..(Good.Length / 2)], 400, "the picture: is cut off"),
            (Pictures.Png(60000, 60000, 8, 2, row), 400, "has 60000x60000 pixels; want at most 100 megapixels"),
            (ImageFile.ToPng(Pictures.Flat(1001, 1000, 9, 9, 9)), 413, "want at most 1 megapixels here"),
            (ImageFile.ToPng(Pictures.Noise(700, 700)), 413, "too large to be sent"),
        ];
        foreach ((byte[] file, int status, string error) in cases)
        {
            (int got, string said) = await ServedPage.RefusalAsync(await page.Client.PostAsync("api/pictures?name=a.png", new ByteArrayContent(file)));
            Assert.Equal(status, got);
            Assert.Contains(error, said);
            Assert.DoesNotContain(Path.GetTempPath(), said);
        }

        Assert.Equal(0, page.Server.OpenPictures);
    }

    [Fact]
    public async Task Bad_fills_are_refused_before_anything_runs()
    {
        string picture = await page.OpenAsync(Good);
        byte[] mask = ImageFile.ToPng(Pictures.Binary(64, 48, (y, x) => x == 5 && y > 9));
        (string Query, byte[] Mask, string Error)[] cases =
        [
            ("method=slow", ImageFile.ToPng(Pictures.Binary(48, 64, (_, x) => x == 5)), "the mask: want the picture's 64x48, got 48x64"),
            ("method=slow", ImageFile.ToPng(Pictures.Flat(64, 48, 0, 0, 0)), "nothing is brushed"),
            ("method=slow", Encoding.ASCII.GetBytes("no mask"), "the mask: is not an image"),
            ("method=magic", mask, "method: want one of auto, slow"),
            ("method=slow&grow=5000", mask, "grow: want 0 to 100 pixels"),
            ("method=slow&grow=x", mask, "grow: want a whole number"),
        ];
        foreach ((string query, byte[] bytes, string error) in cases)
        {
            (int status, string said) = await ServedPage.RefusalAsync(await page.Client.PostAsync($"{picture}/fill?{query}", new ByteArrayContent(bytes)));
            Assert.Equal(400, status);
            Assert.Contains(error, said);
        }

        Assert.Equal(0, slow.Begun);
        Assert.Equal(404, (await ServedPage.RefusalAsync(await page.Client.PostAsync("api/pictures/unknown/fill?method=slow", new ByteArrayContent(mask)))).Status);
    }

    [Fact]
    public async Task Of_a_hundred_uploads_at_once_so_many_are_kept_and_the_server_still_answers()
    {
        int[] statuses = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            using HttpResponseMessage answer = await page.Client.PostAsync($"api/pictures?name={i}.png", new ByteArrayContent(Good));
            return (int)answer.StatusCode;
        }));
        Assert.All(statuses, status => Assert.True(status is 200 or 503, $"{status}"));
        Assert.Equal(page.Server.OpenPictures, statuses.Count(status => status == 200));
        Assert.InRange(page.Server.OpenPictures, 1, 12);
        using HttpResponseMessage still = await page.Client.GetAsync("");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public void Of_a_path_that_a_fault_names_only_the_last_name_is_told() => Assert.Equal(
        "x.safetensors: want weights, got b; mend it, 18.8 dB", FillWork.WithoutFolders(@"/home/me/x.safetensors: want weights, got C:\a\b; mend it, 18.8 dB"));

    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, page.Server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }
}
