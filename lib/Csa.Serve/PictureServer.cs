using System.Net;
using System.Net.Sockets;
using Csa.Data;
using Csa.Experiments.Choosing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Csa.Serve;

/// <summary>A web server for one page: brush a hole into a picture, fill it, see where its content comes from.</summary>
public sealed class PictureServer : IAsyncDisposable
{
    private const int MaxConnections = 256;

    private readonly WebApplication app;
    private readonly Endpoints endpoints;

    private PictureServer(WebApplication app, Endpoints endpoints)
    {
        this.app = app;
        this.endpoints = endpoints;
    }

    /// <summary>The address of the page: "http://127.0.0.1:40123/".</summary>
    public Uri Address => new(app.Urls.First().Replace("0.0.0.0", "127.0.0.1").Replace("[::]", "[::1]"));

    /// <summary>The number of open pictures.</summary>
    internal int OpenPictures => endpoints.OpenPictures;

    /// <summary>The number of fills that run or wait.</summary>
    internal int Fills => endpoints.Fills;

    /// <summary>Starts the server.</summary>
    /// <param name="methods">The methods, with attention kept; not disposed.</param>
    /// <param name="options">Address and limits.</param>
    /// <returns>The caller disposes it, which stops all work.</returns>
    /// <exception cref="BadInputException">The address is not this machine's, or the port is taken.</exception>
    public static async Task<PictureServer> StartAsync(IReadOnlyList<FillMethod> methods, ServeOptions? options = null)
    {
        options ??= new ServeOptions();
        IPAddress address = await AddressOfAsync(options.Host);
        // Empty: no environment variable and no settings file of the folder changes what it does.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = options.UploadBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();

        WebApplication app = builder.Build();
        var endpoints = new Endpoints(options, new FillWork(methods));
        var guard = new RequestGuard(options.Host);
        app.Use((context, next) => AnswerAsync(context, next, guard));
        endpoints.Map(app);
        try
        {
            await app.StartAsync();
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            endpoints.Dispose();
            await app.DisposeAsync();
            throw new BadInputException($"{options.Host}:{options.Port}: cannot be served there: {fault.Message}; leave --port out for one that is free", fault);
        }

        return new PictureServer(app, endpoints);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task stopped = endpoints.StopAsync();
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
        await stopped;
        await endpoints.StopAsync(); // what came in while the others stopped
        endpoints.Dispose();
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next, RequestGuard guard)
    {
        RequestGuard.Seal(context.Response.Headers);
        try
        {
            guard.Check(context.Request);
            await next(context);
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            (int status, string text) = fault switch
            {
                RefusedException refused => (refused.Status, refused.Message),
                BadInputException bad => (StatusCodes.Status400BadRequest, bad.Message),
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (StatusCodes.Status413PayloadTooLarge, "the picture's file is too large to be sent here; csa inpaint takes larger ones"),
                BadHttpRequestException request => (request.StatusCode, "not a request that this server understands"),
                OutOfMemoryException => (StatusCodes.Status503ServiceUnavailable, "this machine's memory does not suffice for the picture"),
                _ => (StatusCodes.Status500InternalServerError, $"a fault of this program: {fault.GetType().Name}"),
            };
            context.Response.StatusCode = status;
            await context.Response.WriteAsJsonAsync(new { error = text });
        }
    }

    private static async Task<IPAddress> AddressOfAsync(string host)
    {
        if (IPAddress.TryParse(host, out IPAddress? address)) return address;
        if (host == "localhost") return IPAddress.Loopback;
        try
        {
            return (await Dns.GetHostAddressesAsync(host)).First();
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException or InvalidOperationException)
        {
            throw new BadInputException($"{host}: want an address or a name of this machine, got one that is unknown here", fault);
        }
    }

    // The program that serves has its own way to end.
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
