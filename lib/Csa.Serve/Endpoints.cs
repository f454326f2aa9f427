using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Csa.Serve;

/// <summary>The HTTP endpoints of the page.</summary>
/// <param name="options">The limits.</param>
/// <param name="work">Runs the fills.</param>
internal sealed class Endpoints(ServeOptions options, FillWork work) : IDisposable
{
    private const int MaxGrown = 100, LongestName = 100, ReadAtOnce = 2;
    private const string OfSession = "/api/pictures/{id}";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly SessionStore sessions = new(options.Sessions, options.SessionLife);
    private readonly ConcurrencyLimit reading = new(ReadAtOnce, options.WaitingUploads, "uploads"), filling = new(1, options.WaitingFills, "fills");

    /// <summary>The number of open pictures.</summary>
    public int OpenPictures => sessions.Count;

    /// <summary>The number of fills that run or wait.</summary>
    public int Fills => filling.Inside;

    /// <summary>Maps all endpoints.</summary>
    /// <param name="app">The server.</param>
    public void Map(IEndpointRouteBuilder app)
    {
        foreach (string path in PageFiles.Paths)
        {
            (byte[] bytes, string type) = PageFiles.Read(path);
            app.MapGet(path, (RequestDelegate)(context => SendAsync(context, bytes, type)));
        }

        app.MapGet("/api/methods", (RequestDelegate)(context => context.Response.WriteAsJsonAsync(new { methods = work.Names, grow = MaxGrown }, Json)));
        app.MapPost("/api/pictures", (RequestDelegate)OpenAsync);
        app.MapPost(OfSession + "/close", (RequestDelegate)CloseAsync);
        app.MapPost(OfSession + "/fill", (RequestDelegate)FillAsync);
        app.MapGet(OfSession, (RequestDelegate)(context => SendPngAsync(context, Asked(context).Photograph.Image)));
        app.MapGet(OfSession + "/fills/{name}/patch", (RequestDelegate)(context => SendPngAsync(context, Result(context).Patch(Word(context, "name")))));
        app.MapGet(OfSession + "/fills/{name}/card", (RequestDelegate)(context => SendPngAsync(context, Result(context).Card(Word(context, "name")))));
        app.MapGet(OfSession + "/fills/{name}/download", (RequestDelegate)DownloadAsync);
        app.MapGet(OfSession + "/attention", (RequestDelegate)LookAsync);
        app.MapGet(OfSession + "/attention/picture", (RequestDelegate)(context => SendPngAsync(context, Look(context).Picture(Number(context, "pass")))));
    }

    /// <summary>Stops all work and waits for its end, after which the methods may be disposed.</summary>
    public async Task StopAsync()
    {
        sessions.CloseAll();
        while (filling.Inside > 0) await Task.Delay(20);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        reading.Dispose();
        filling.Dispose();
    }

    private async Task OpenAsync(HttpContext context)
    {
        sessions.RequireRoom();
        DecodedImage photograph = await ReadAsync(context, "the picture");
        ImageSize size = photograph.Image.Size;
        if ((long)size.Width * size.Height > options.PicturePixels)
            throw new RefusedException(413, $"the picture has {size} pixels; want at most {options.PicturePixels / 1_000_000} megapixels here, csa inpaint takes larger ones");
        Session session = sessions.Add(NameOf(context.Request.Query["name"].ToString()), photograph);
        await context.Response.WriteAsJsonAsync(new { id = session.Id, width = size.Width, height = size.Height, notes = photograph.Notes }, Json);
    }

    private Task CloseAsync(HttpContext context)
    {
        sessions.Close(Word(context, "id"));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    // The answer is a line of JSON for each event, and who stops reading it stops the work.
    private async Task FillAsync(HttpContext context)
    {
        Session session = Asked(context);
        string name = context.Request.Query["method"].ToString();
        if (!work.Names.Contains(name)) throw new RefusedException(400, $"method: want one of {string.Join(", ", work.Names)}");
        int grow = Number(context, "grow");
        if (grow is < 0 or > MaxGrown) throw new RefusedException(400, $"grow: want 0 to {MaxGrown} pixels");
        HoleMask hole = await HoleAsync(context, session.Photograph.Image.Size);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, session.Closed);
        var events = Channel.CreateUnbounded<FillEvent>();
        Interlocked.Increment(ref session.Busy);
        Task run = Task.Run(() => RunAsync(session, hole, grow, name, events.Writer, stop.Token), CancellationToken.None);
        try
        {
            context.Response.ContentType = "application/x-ndjson";
            await foreach (FillEvent line in events.Reader.ReadAllAsync(stop.Token))
            {
                await context.Response.WriteAsync(JsonSerializer.Serialize(line, Json) + "\n", stop.Token);
                await context.Response.Body.FlushAsync(stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone or has cancelled.
        }
        finally
        {
            await stop.CancelAsync();
            await run;
            Interlocked.Decrement(ref session.Busy);
            session.Touch();
        }
    }

    private async Task RunAsync(Session session, HoleMask hole, int grow, string name, ChannelWriter<FillEvent> events, CancellationToken cancellation)
    {
        void Tell(FillEvent one) => events.TryWrite(one);
        try
        {
            int before = filling.Inside;
            if (before > 0) Tell(new() { Waiting = before });
            using IDisposable turn = await filling.WaitAsync(cancellation);
            using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            late.CancelAfter(options.FillTime);
            try
            {
                work.Run(session, HoleEdge.Grow(hole, grow), name, Tell, late.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                Tell(new() { Error = $"stopped after {options.FillTime.TotalMinutes:F0} minutes; csa inpaint has no such limit" });
            }

            Tell(new() { End = true });
        }
        catch (OperationCanceledException)
        {
            // Nobody listens.
        }
        catch (Exception fault) when (fault is BadInputException or RefusedException)
        {
            Tell(new() { Error = FillWork.WithoutFolders(fault.Message), End = true });
        }
        catch (Exception fault)
        {
            Tell(new() { Error = $"a fault of this program: {fault.GetType().Name}", End = true });
        }
        finally
        {
            events.Complete();
        }
    }

    private Task DownloadAsync(HttpContext context)
    {
        Session session = Asked(context);
        string name = Path.GetFileNameWithoutExtension(session.Name) + "-filled" + Ending(context.Request.Query["as"].ToString());
        byte[] bytes = ImageFile.Encode(name, Result(context).Whole(Word(context, "name")), session.Photograph);
        context.Response.Headers.ContentDisposition = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}";
        return SendAsync(context, bytes, "application/octet-stream");
    }

    private Task LookAsync(HttpContext context)
    {
        AttentionView look = Look(context);
        AttentionStep step = context.Request.Query.ContainsKey("step")
            ? look.Step(Number(context, "pass"), Number(context, "step"))
            : look.At(Number(context, "x"), Number(context, "y"));
        return context.Response.WriteAsJsonAsync(step, Json);
    }

    private async Task<HoleMask> HoleAsync(HttpContext context, ImageSize size)
    {
        RgbImage mask = (await ReadAsync(context, "the mask")).Image;
        if (mask.Size != size) throw new RefusedException(400, $"the mask: want the picture's {size}, got {mask.Size}");
        var hole = HoleMask.Create(size.Height, size.Width, (y, x) => mask.Pixels[3 * ((y * size.Width) + x)] >= 128);
        if (hole.IsEmpty) throw new RefusedException(400, "nothing is brushed: paint over what is to be filled");
        return hole;
    }

    // Two at a time: a picture of a few kilobytes may decode to hundreds of megabytes.
    private async Task<DecodedImage> ReadAsync(HttpContext context, string what)
    {
        using IDisposable turn = await reading.WaitAsync(context.RequestAborted);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        late.CancelAfter(options.UploadTime);
        try
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.UploadBytes;
            using var bytes = new MemoryStream();
            await context.Request.Body.CopyToAsync(bytes, late.Token);
            return await Task.Run(() => ImageFile.Decode(bytes.ToArray(), what), late.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new RefusedException(408, $"{what} took longer than {options.UploadTime.TotalSeconds:F0} s to arrive");
        }
    }

    private Session Asked(HttpContext context) => sessions.Require(Word(context, "id"));

    private FillResult Result(HttpContext context) => Asked(context).Result ?? throw new RefusedException(404, "this picture was not filled yet");

    private AttentionView Look(HttpContext context) => Result(context).Look ?? throw new RefusedException(404, "only a fill by csa says where its content comes from, and only in holes that its grid shows");

    private static string Word(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private static int Number(HttpContext context, string name) => context.Request.Query[name].ToString() is { Length: > 0 } text
        ? int.TryParse(text, CultureInfo.InvariantCulture, out int number) ? number : throw new RefusedException(400, $"{name}: want a whole number")
        : 0;

    private static string Ending(string kind) => kind switch
    {
        "" or "png" => ".png",
        "jpg" or "webp" or "tif" => "." + kind,
        _ => throw new RefusedException(400, "as: want png, jpg, webp or tif"),
    };

    // Never a path, only the name of a download.
    private static string NameOf(string given)
    {
        string name = new([.. given[(given.AsSpan().LastIndexOfAny('/', '\\') + 1)..].Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)).Take(LongestName)]);
        return Path.GetFileNameWithoutExtension(name).Length == 0 ? "picture.png" : name;
    }

    private static Task SendPngAsync(HttpContext context, RgbImage image) => SendAsync(context, ImageFile.ToPng(image), "image/png");

    private static async Task SendAsync(HttpContext context, byte[] bytes, string type)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
