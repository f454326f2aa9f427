using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Csa.Tests.DataSets;

/// <summary>A web server on 127.0.0.1 whose answers are written byte by byte, right or wrong, by a script of the test.</summary>
internal sealed class MisbehavingServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<ServerRequest, NetworkStream, Task> answer;
    private readonly Task serving;

    public MisbehavingServer(Func<ServerRequest, NetworkStream, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        serving = Task.Run(ServeAsync);
    }

    public int Port { get; }

    public ConcurrentQueue<ServerRequest> Requests { get; } = [];

    public Uri Address(string path = "file.zip") => new($"http://127.0.0.1:{Port}/{path}");

    /// <summary>A server that sends a file as it should be sent: ranges, tags and all.</summary>
    public static MisbehavingServer Good(IReadOnlyDictionary<string, byte[]> files) => new((request, stream) =>
        files.TryGetValue(request.Path, out byte[]? content) ? SendAsync(request, stream, content) : HeadersAsync(stream, "404 Not Found", "Content-Length: 0"));

    /// <summary>A right answer, of the part that was asked for.</summary>
    public static async Task SendAsync(ServerRequest request, NetworkStream stream, byte[] content, string tag = "\"one\"", int? cutAt = null)
    {
        long from = request.From is long wanted && request.Header("If-Range") is string version && version == tag && wanted < content.Length ? wanted : 0;
        string status = from > 0 ? "206 Partial Content" : "200 OK";
        string[] headers = [$"Content-Length: {content.Length - from}", $"ETag: {tag}", .. from > 0 ? [$"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}"] : Array.Empty<string>()];
        await HeadersAsync(stream, status, headers);
        int end = cutAt is int cut ? (int)Math.Clamp(cut, from, content.Length) : content.Length;
        await stream.WriteAsync(content.AsMemory((int)from, end - (int)from));
    }

    public static async Task HeadersAsync(NetworkStream stream, string status, params string[] headers) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}Connection: close\r\n\r\n"));

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
        serving.Wait();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await listener.AcceptTcpClientAsync(stop.Token);
                connections.Add(Task.Run(() => AnswerAsync(client)));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }
        }

        await Task.WhenAll(connections);
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                var reader = new StreamReader(stream, Encoding.ASCII);
                string[] first = (await reader.ReadLineAsync(stop.Token) ?? "").Split(' ');
                if (first.Length < 2) return;
                var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                for (string? line = await reader.ReadLineAsync(stop.Token); !string.IsNullOrEmpty(line); line = await reader.ReadLineAsync(stop.Token))
                    headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
                var request = new ServerRequest(first[1].TrimStart('/'), headers, Requests.Count, stop.Token);
                Requests.Enqueue(request);
                await answer(request, stream);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException)
        {
            // The client hung up, or the test is over.
        }
    }
}

/// <summary>What was asked, and as how-manyeth.</summary>
internal sealed record ServerRequest(string Path, IReadOnlyDictionary<string, string> Headers, int Number, CancellationToken Stop)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The first byte wanted, or null for all.</summary>
    public long? From => Header("Range") is string range ? long.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : null;
}
