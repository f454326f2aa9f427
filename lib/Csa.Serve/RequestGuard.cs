using System.Net;
using Microsoft.AspNetCore.Http;

namespace Csa.Serve;

/// <summary>Decides which requests are answered, and tells browsers what they may do with the responses.</summary>
/// <remarks>
/// Any page in the same browser can send requests to 127.0.0.1. A DNS name that another site points to this address (DNS rebinding)
/// shows in the Host header, and a form or script of another site in Origin, which browsers send with every POST.
/// </remarks>
/// <param name="host">The host that the server was started with.</param>
internal sealed class RequestGuard(string host)
{
    private static readonly string[] OwnNames = ["127.0.0.1", "localhost", "[::1]"];

    /// <summary>Sets the headers that isolate the page: CSP, no framing, no CORS.</summary>
    /// <param name="headers">The response's headers.</param>
    public static void Seal(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    /// <summary>Refuses a request that did not come from this server's own page or a program on its own behalf.</summary>
    /// <param name="request">Any.</param>
    /// <exception cref="RefusedException">Another host's or origin's.</exception>
    public void Check(HttpRequest request)
    {
        if (!request.Host.HasValue || !IsOwn(request.Host.Host)) throw new RefusedException(403, "this server answers to its own address only");
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return;
        if (request.Headers.Origin.ToString() != $"http://{request.Host.Value}") throw new RefusedException(403, "this server takes pictures from its own page only");
    }

    // An address is never turned to another one; only names are. So a server on all addresses answers to each of them.
    private bool IsOwn(string asked) => OwnNames.Append(host).Contains(asked, StringComparer.OrdinalIgnoreCase)
        || (!IsLoopback(host) && (string.Equals(asked, Environment.MachineName, StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(asked.Trim('[', ']'), out _)));

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
