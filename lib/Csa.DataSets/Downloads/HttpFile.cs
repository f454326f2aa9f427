using System.Net;
using System.Net.Http.Headers;
using Csa.Data;

namespace Csa.DataSets.Downloads;

/// <summary>Requests a file or the rest of it from a server, and follows a limited number of redirections.</summary>
/// <remarks>The client must not follow them itself: cycles, and a downgrade from https to http, would go unnoticed.</remarks>
internal sealed class HttpFile(HttpClient client, int redirects)
{
    /// <summary>A client without automatic redirections.</summary>
    public static HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None })
    {
        Timeout = Timeout.InfiniteTimeSpan, // a stall is judged by what comes, see Downloader
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("Csa.Research", "0.1") } },
    };

    /// <summary>Sends a request and returns the last answer's headers.</summary>
    /// <param name="address">http or https.</param>
    /// <param name="from">The first byte to request.</param>
    /// <param name="validator">The version of the bytes already received, or null to request all.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Any response except a redirection; the caller disposes it.</returns>
    /// <exception cref="BadInputException">Redirections in a cycle, too many, or to an address that is not allowed.</exception>
    public async Task<HttpResponseMessage> AskAsync(Uri address, long from, string? validator, CancellationToken cancel)
    {
        var seen = new HashSet<Uri> { address };
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.AcceptEncoding.ParseAdd("identity");
            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
                request.Headers.TryAddWithoutValidation("If-Range", validator);
            }

            HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if ((int)response.StatusCode is < 300 or >= 400 || response.StatusCode == HttpStatusCode.NotModified) return response;
            Uri? next = response.Headers.Location;
            response.Dispose();
            if (next is null) throw new TransientFault($"{address.Host} redirects to nowhere");
            next = new Uri(address, next);
            if (next.Scheme != Uri.UriSchemeHttps && (next.Scheme != Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
                throw new BadInputException($"{address}: redirects to {next.GetLeftPart(UriPartial.Authority)}, away from https; download the file by hand and give it with --from FILE");
            if (!seen.Add(next)) throw new BadInputException($"{address}: redirects in a circle; download the file by hand and give it with --from FILE");
            if (seen.Count > redirects + 1) throw new BadInputException($"{address}: redirects more than {redirects} times; download the file by hand and give it with --from FILE");
            address = next;
        }
    }
}
