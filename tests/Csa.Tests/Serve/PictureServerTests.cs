using System.Net;
using System.Text;
using System.Text.Json;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Experiments.Choosing;
using Csa.Serve;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Serve;

public sealed class PictureServerTests
{
    private static readonly RgbImage Picture = new BuiltInFacades().Read(Split.Test, 3, 96), Mask = Pictures.Binary(96, 96, (y, x) => y is >= 30 and < 62 && x is >= 20 and < 60);

    [Fact]
    public async Task What_is_filled_is_downloaded_with_known_pixels_and_tags_as_they_were()
    {
        await using ServedPage page = await ServedPage.StartAsync([.. FillMethod.All().Where(method => method.Name is "harmonic" or "exemplar")]);
        byte[] file = Pictures.PngWithChunk(ImageFile.ToPng(Picture), "tEXt", Encoding.ASCII.GetBytes("Author\0somebody"));
        string picture = await page.OpenAsync(file, "../../holiday in Rome.png");
        Assert.Equal(Picture.Pixels, ImageFile.Decode(await page.Client.GetByteArrayAsync(picture), "shown").Image.Pixels);

        JsonElement[] lines = await page.FillAsync(picture, Mask, "auto");
        JsonElement filled = lines.Single(line => line.TryGetProperty("filled", out _)).GetProperty("filled");
        JsonElement choice = Assert.Single(filled.GetProperty("choices").EnumerateArray());
        Assert.Equal(["exemplar", "harmonic"], choice.GetProperty("scores").EnumerateArray().Select(score => score.GetProperty("method").GetString()!).Where(name => name != Blend.Name).Order());
        Assert.All(choice.GetProperty("scores").EnumerateArray(), score => Assert.InRange(score.GetProperty("psnr").GetDouble(), 5, 60));
        Assert.Equal(["exemplar", "harmonic"], lines.Where(line => line.TryGetProperty("candidate", out _)).Select(line => line.GetProperty("candidate").GetString()!).Order());
        Assert.Contains(lines, line => line.TryGetProperty("done", out _));
        Assert.True(lines[^1].GetProperty("end").GetBoolean());

        foreach (string name in (string[])["auto", "harmonic", "exemplar"])
        {
            using HttpResponseMessage answer = await page.Client.GetAsync($"{picture}/fills/{name}/download");
            Assert.Equal("attachment; filename*=UTF-8''holiday%20in%20Rome-filled.png", answer.Content.Headers.GetValues("Content-Disposition").Single());
            byte[] bytes = await answer.Content.ReadAsByteArrayAsync();
            Assert.Contains("somebody", Encoding.Latin1.GetString(bytes));
            RgbImage result = ImageFile.Decode(bytes, name).Image;
            Assert.NotEqual(Picture.Pixels, result.Pixels);
            for (int i = 0; i < Picture.Pixels.Length; i++)
                if (Mask.Pixels[i] == 0) Assert.Equal(Picture.Pixels[i], result.Pixels[i]);
            Assert.Equal(result.Crop(20, 30, 40, 32).Pixels, ImageFile.Decode(await page.Client.GetByteArrayAsync($"{picture}/fills/{name}/patch"), name).Image.Pixels);
        }

        Assert.Equal(404, (await ServedPage.RefusalAsync(await page.Client.GetAsync($"{picture}/attention?x=30&y=40"))).Status);
    }

    [Fact]
    public async Task A_pixel_that_csa_filled_says_where_its_content_comes_from_step_by_step()
    {
        await using ServedPage page = await ServedPage.StartAsync([.. FillMethod.All(keepAttention: true).Where(method => method.Name == "csa")]);
        string picture = await page.OpenAsync(ImageFile.ToPng(Picture));
        JsonElement[] lines = await page.FillAsync(picture, Mask, "csa");
        JsonElement filled = lines.Single(line => line.TryGetProperty("filled", out _)).GetProperty("filled");
        Assert.True(filled.GetProperty("look").GetBoolean());
        Assert.StartsWith("csa from csa-portraits.safetensors: trained on builtin:portraits", filled.GetProperty("notes")[0].GetString());

        JsonElement step = JsonDocument.Parse(await page.Client.GetStringAsync($"{picture}/attention?x=40&y=46")).RootElement;
        int number = step.GetProperty("step").GetInt32();
        Assert.Equal(1, step.GetProperty("a").GetDouble() + step.GetProperty("b").GetDouble(), 1e-9);
        Assert.InRange(step.GetProperty("sources").EnumerateArray().Sum(source => source.GetProperty("share").GetDouble()), 0.9, 1.0001);
        double[] rectangle = [.. step.GetProperty("rectangle").EnumerateArray().Select(value => value.GetDouble())];
        Assert.True(rectangle[0] <= 40 && 40 < rectangle[2] && rectangle[1] <= 46 && 46 < rectangle[3], string.Join(' ', rectangle));

        JsonElement next = JsonDocument.Parse(await page.Client.GetStringAsync($"{picture}/attention?pass=0&step={number + 1}")).RootElement;
        Assert.Equal(number, next.GetProperty("previous").GetProperty("step").GetInt32());
        Assert.Equal(step.GetProperty("sources").ToString(), next.GetProperty("previous").GetProperty("sources").ToString());
        Assert.Equal(64, ImageFile.Decode(await page.Client.GetByteArrayAsync($"{picture}/attention/picture?pass=0"), "working").Image.Width);
        foreach (string query in (string[])["x=2&y=2", "x=-1&y=99999", "pass=0&step=-1", "pass=0&step=100000", "pass=7&step=0"])
            Assert.Equal(404, (await ServedPage.RefusalAsync(await page.Client.GetAsync($"{picture}/attention?{query}"))).Status);
    }

    [Fact]
    public async Task Two_windows_do_not_mix()
    {
        await using ServedPage page = await ServedPage.StartAsync([.. FillMethod.All().Where(method => method.Name == "harmonic")]);
        RgbImage red = Pictures.Flat(48, 40, 200, 0, 0), blue = Pictures.Flat(40, 48, 0, 0, 200);
        string one = await page.OpenAsync(ImageFile.ToPng(red)), two = await page.OpenAsync(ImageFile.ToPng(blue));
        await Task.WhenAll(
            page.FillAsync(one, Pictures.Binary(48, 40, (y, x) => y is > 10 and < 20 && x is > 10 and < 20), "harmonic"),
            page.FillAsync(two, Pictures.Binary(40, 48, (y, x) => y is > 30 and < 40 && x is > 5 and < 9), "harmonic"));
        Assert.Equal(red.Pixels, ImageFile.Decode(await page.Client.GetByteArrayAsync($"{one}/fills/harmonic/download"), "one").Image.Pixels);
        Assert.Equal(blue.Pixels, ImageFile.Decode(await page.Client.GetByteArrayAsync($"{two}/fills/harmonic/download"), "two").Image.Pixels);
        using HttpResponseMessage closed = await page.Client.PostAsync($"{one}/close", null);
        Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        Assert.Equal(404, (await ServedPage.RefusalAsync(await page.Client.GetAsync(one))).Status);
        Assert.Equal(blue.Pixels, ImageFile.Decode(await page.Client.GetByteArrayAsync(two), "two").Image.Pixels);
    }

    [Theory]
    [InlineData("cancels")]
    [InlineData("closes")]
    public async Task A_page_that_goes_stops_its_work(string how)
    {
        var slow = new SlowFill();
        await using ServedPage page = await ServedPage.StartAsync([slow]);
        string picture = await page.OpenAsync(ImageFile.ToPng(Picture));
        using var abort = new CancellationTokenSource();
        Task fill = page.Client.PostAsync($"{picture}/fill?method=slow", new ByteArrayContent(ImageFile.ToPng(Mask)), abort.Token);
        await UntilAsync(() => slow.Begun == 1);
        if (how == "cancels") await abort.CancelAsync();
        else (await page.Client.PostAsync($"{picture}/close", null)).Dispose();
        await UntilAsync(() => slow.Stopped == 1 && page.Server.Fills == 0);
        await Record.ExceptionAsync(() => fill);
    }

    [Fact]
    public async Task One_fill_runs_at_a_time_some_wait_and_the_rest_is_told()
    {
        var slow = new SlowFill();
        await using ServedPage page = await ServedPage.StartAsync([slow], new ServeOptions { WaitingFills = 2 });
        string[] pictures = [await page.OpenAsync(ImageFile.ToPng(Picture)), await page.OpenAsync(ImageFile.ToPng(Picture))];
        Task<JsonElement[]>[] fills = [.. Enumerable.Range(0, 6).Select(i => page.FillAsync(pictures[i % 2], Mask, "slow"))];
        await UntilAsync(() => fills.Count(fill => fill.IsCompleted) == 3);
        slow.Let.Set();
        JsonElement[][] answers = await Task.WhenAll(fills);
        Assert.Equal(3, answers.Count(lines => lines.Any(line => line.TryGetProperty("error", out JsonElement error) && error.GetString()!.StartsWith("too many fills at once", StringComparison.Ordinal))));
        Assert.Equal(3, answers.Count(lines => lines.Any(line => line.TryGetProperty("filled", out _))));
        Assert.Equal((3, 1), (slow.Begun, slow.MaxAtOnce));
    }

    [Fact]
    public async Task A_picture_that_nobody_asks_for_is_forgotten_and_so_many_at_most_are_open()
    {
        await using ServedPage page = await ServedPage.StartAsync([new SlowFill()], new ServeOptions { Sessions = 2, SessionLife = TimeSpan.FromSeconds(2) });
        byte[] file = ImageFile.ToPng(Pictures.Flat(8, 8, 1, 2, 3));
        string first = await page.OpenAsync(file);
        await page.OpenAsync(file);
        (int status, string error) = await ServedPage.RefusalAsync(await page.Client.PostAsync("api/pictures?name=a.png", new ByteArrayContent(file)));
        Assert.Equal((503, true), (status, error.StartsWith("2 pictures are open", StringComparison.Ordinal)));
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        Assert.Equal(404, (await ServedPage.RefusalAsync(await page.Client.GetAsync(first))).Status);
        await page.OpenAsync(file);
        Assert.Equal(1, page.Server.OpenPictures);
    }

    [Fact]
    public async Task A_port_that_is_taken_and_a_host_that_is_unknown_are_said_in_one_line()
    {
        await using ServedPage page = await ServedPage.StartAsync([new SlowFill()]);
        BadInputException taken = await Assert.ThrowsAsync<BadInputException>(() => PictureServer.StartAsync([new SlowFill()], new ServeOptions { Port = page.Server.Address.Port }));
        Assert.Contains($"127.0.0.1:{page.Server.Address.Port}: cannot be served there", taken.Message);
        BadInputException unknown = await Assert.ThrowsAsync<BadInputException>(() => PictureServer.StartAsync([new SlowFill()], new ServeOptions { Host = "no such host" }));
        Assert.Contains("want an address or a name of this machine", unknown.Message);
    }

    internal static async Task UntilAsync(Func<bool> isSo)
    {
        for (int i = 0; i < 600 && !isSo(); i++) await Task.Delay(50);
        Assert.True(isSo());
    }
}
