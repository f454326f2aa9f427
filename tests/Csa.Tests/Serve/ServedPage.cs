using System.Text.Json;
using Csa.Data.Images;
using Csa.Experiments.Choosing;
using Csa.Serve;

namespace Csa.Tests.Serve;

/// <summary>A server on a port that is free, and a client that speaks as its page does.</summary>
internal sealed class ServedPage : IAsyncDisposable
{
    private readonly PictureServer server;
    private readonly IReadOnlyList<FillMethod> methods;

    private ServedPage(PictureServer server, IReadOnlyList<FillMethod> methods)
    {
        this.server = server;
        this.methods = methods;
        Client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(5) };
        Client.DefaultRequestHeaders.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
    }

    public HttpClient Client { get; }

    public PictureServer Server => server;

    public static async Task<ServedPage> StartAsync(IReadOnlyList<FillMethod> methods, ServeOptions? options = null) =>
        new(await PictureServer.StartAsync(methods, options), methods);

    /// <summary>Opens a picture and returns the address of what is asked about it.</summary>
    public async Task<string> OpenAsync(byte[] file, string name = "holiday.png")
    {
        using HttpResponseMessage answer = await Client.PostAsync($"api/pictures?name={Uri.EscapeDataString(name)}", new ByteArrayContent(file));
        answer.EnsureSuccessStatusCode();
        return "api/pictures/" + JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString();
    }

    /// <summary>Fills and returns the lines of the answer.</summary>
    public async Task<JsonElement[]> FillAsync(string picture, RgbImage mask, string method, int grow = 0)
    {
        using HttpResponseMessage answer = await Client.PostAsync($"{picture}/fill?method={method}&grow={grow}", new ByteArrayContent(ImageFile.ToPng(mask)));
        answer.EnsureSuccessStatusCode();
        return [.. (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>The status and the one line of an answer that refuses.</summary>
    public static async Task<(int Status, string Error)> RefusalAsync(HttpResponseMessage answer)
    {
        using (answer) return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await server.DisposeAsync();
        foreach (FillMethod method in methods) method.Dispose();
    }
}
