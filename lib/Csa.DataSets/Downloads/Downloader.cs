using System.Net;
using System.Net.Http.Headers;
using Csa.Data;
using Csa.Programs;

namespace Csa.DataSets.Downloads;

/// <summary>
/// Downloads a published file; under its final name it is always complete. Continues partial files, retries, closes stalled
/// connections, recognises web pages in place of files, and compares published checksums.
/// </summary>
internal sealed class Downloader(HttpClient client, DownloadOptions options, IDownloadObserver observer)
{
    private const int BlockBytes = 1 << 16;
    // Where the server does not say how long a file is, it may be so many times as long as people say.
    private const int LengthSlack = 2;
    private const long LengthFloor = 1L << 30;

    private readonly HttpFile http = new(client, options.Redirects);

    /// <summary>Downloads a file, unless it is there already.</summary>
    /// <param name="source">Has an address.</param>
    /// <param name="folder">The folder in which it is kept under its published name.</param>
    /// <param name="cancel">Cancels; the part received so far is kept.</param>
    /// <exception cref="BadInputException">It cannot be downloaded, and the message says how to continue or to get it by
    /// hand; or the disk is full.</exception>
    public async Task<SourceRecord> FetchAsync(DataSource source, string folder, CancellationToken cancel = default)
    {
        string target = Path.Combine(folder, source.FileName);
        if (SourceFiles.Whole(source, target) is SourceRecord whole) return whole;
        Directory.CreateDirectory(folder);
        using var part = new PartFile(target);
        part.Resume(source.Address!, cancel);
        if (part.Length > 0) observer.OnNote($"{source.FileName}: {ConsoleText.Size(part.Length)} are here from before; going on from there");
        bool again = false;
        while (true)
        {
            await FetchAllAsync(source, part, folder, cancel);
            (string sha256, string md5) = part.Checksums();
            if (SourceFiles.Mismatch(source, target, sha256, md5) is not string mismatch)
            {
                long bytes = part.Length;
                part.Complete(target);
                return SourceFiles.Keep(source, target, source.Address!.ToString(), bytes, sha256, md5, observer);
            }

            // A part of an older version, or a damaged one: worth one download from the start.
            part.Restart(null);
            if (again) throw new BadInputException($"{source.Address}: {mismatch}");
            again = true;
            observer.OnNote($"{source.FileName}: {mismatch}; downloading it once more from the start");
        }
    }

    private async Task FetchAllAsync(DataSource source, PartFile part, string folder, CancellationToken cancel)
    {
        for (int failures = 1; ; failures++)
        {
            long before = part.Length;
            TransientFault fault;
            try
            {
                await AttemptAsync(source, part, folder, cancel);
                return;
            }
            catch (TransientFault met)
            {
                fault = met;
            }

            if (part.Length - before >= options.ProgressBytes) failures = 1;
            string kept = part.Record?.Validator is null || part.Length == 0 ? "" : $" ({ConsoleText.Size(part.Length)} are kept)";
            if (failures >= options.Attempts)
                throw new BadInputException($"{source.Address}: {fault.Message}; given up after {failures} attempts{kept}; run the same command again later, or download the file by hand and give it with --from FILE");
            TimeSpan wait = fault.RetryAfter ?? DownloadOptions.BackOff(failures);
            if (wait > options.LongestWait)
                throw new BadInputException($"{source.Address}: {fault.Message}; it asks to wait {ConsoleText.Duration(wait.TotalSeconds)}{kept}; run the same command again then, or download the file by hand and give it with --from FILE");
            observer.OnNote($"{source.FileName}: {fault.Message}{kept}; trying again in {ConsoleText.Duration(wait.TotalSeconds)}");
            await options.Wait(wait, cancel);
        }
    }

    private async Task AttemptAsync(DataSource source, PartFile part, string folder, CancellationToken cancel)
    {
        if (part.Record is { Total: long all } && all == part.Length) return; // it ended between the last byte and the new name
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stall.CancelAfter(options.Stall);
        try
        {
            long from = part.Record?.Validator is null ? 0 : part.Length;
            using HttpResponseMessage response = await http.AskAsync(source.Address!, from, part.Record?.Validator, stall.Token);
            long? total = await BeginAsync(source, part, from, response, stall.Token);
            DiskSpace.Require(folder, (total ?? 0) - part.Length, source.FileName);
            await ReceiveAsync(source, part, response, total, stall);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TransientFault($"{source.Address!.Host} sent less than {ConsoleText.Size(options.StallBytes)} in {ConsoleText.Duration(options.Stall.TotalSeconds)}");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw new TransientFault($"the connection failed: {ConsoleText.OneLine(fault.InnerException?.Message ?? fault.Message)}", inner: fault);
        }
    }

    /// <summary>Decides from a response whether to continue the partial file or start again.</summary>
    /// <returns>The whole file's length, or null.</returns>
    private async Task<long?> BeginAsync(DataSource source, PartFile part, long from, HttpResponseMessage response, CancellationToken cancel)
    {
        HttpStatusCode status = response.StatusCode;
        string host = source.Address!.Host;
        switch (status)
        {
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange is { From: long start, Length: var length } && start == from && from > 0:
                if (length is not null && part.Record!.Total is not null && length != part.Record.Total) throw Changed("its length is another than before");
                if (part.Record!.EntityTag is string tag && response.Headers.ETag is { } now && now.ToString() != tag) throw Changed("its tag is another than before");
                return length ?? part.Record.Total;
            case HttpStatusCode.PartialContent:
                throw Changed("the server sent another part than was asked for");
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                throw Changed("the server has no such part");
            case HttpStatusCode.OK:
                await RefusePageAsync(source, response, cancel);
                if (from > 0) observer.OnNote($"{source.FileName}: the server cannot go on from there, or has another file now; beginning anew");
                string? strong = response.Headers.ETag is { IsWeak: false } entity ? entity.ToString() : null;
                string? modified = response.Content.Headers.LastModified is DateTimeOffset when ? when.ToString("R") : null;
                part.Restart(new PartRecord(source.Address.ToString(), strong, modified, response.Content.Headers.ContentLength));
                return response.Content.Headers.ContentLength;
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new TransientFault($"{host} answered {(int)status} {status}", RetryAfter(response.Headers.RetryAfter));
            default:
                throw new BadInputException($"{source.Address}: {host} answered {(int)status} {status}; download the file by hand and give it with --from FILE");
        }

        TransientFault Changed(string why)
        {
            part.Restart(null);
            return new TransientFault($"{why}: it is downloaded from the start", TimeSpan.Zero);
        }
    }

    private async Task ReceiveAsync(DataSource source, PartFile part, HttpResponseMessage response, long? total, CancellationTokenSource stall)
    {
        long most = total ?? Math.Max(LengthFloor, LengthSlack * source.AboutBytes), lately = 0;
        await using Stream stream = await response.Content.ReadAsStreamAsync(stall.Token);
        await using FileStream file = part.OpenEnd();
        var block = new byte[BlockBytes];
        while (true)
        {
            int read = await stream.ReadAsync(block, stall.Token);
            if (read == 0) break;
            if (part.Length == 0 && WebPage.IsPage(block.AsSpan(0, read))) throw PageInstead(source, block.AsSpan(0, read));
            if (part.Length + read > most) throw TooLong(source, part, most);
            part.Append(file, block.AsSpan(0, read));
            observer.OnBytes(source.FileName, part.Length, total);
            lately += read;
            if (lately < options.StallBytes) continue;
            lately = 0;
            stall.CancelAfter(options.Stall);
        }

        file.Flush(flushToDisk: true);
        if (total is long all && part.Length < all) throw new TransientFault($"the connection ended after {part.Length} of {all} bytes");
    }

    private static BadInputException TooLong(DataSource source, PartFile part, long most)
    {
        part.Restart(null);
        return new BadInputException($"{source.Address}: sends more than the {most} bytes that the file may have; download it by hand and give it with --from FILE");
    }

    private static async Task RefusePageAsync(DataSource source, HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("text/html" or "application/xhtml+xml")) return;
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancel);
        var page = new byte[WebPage.Excerpt];
        int read = await stream.ReadAtLeastAsync(page, page.Length, throwOnEndOfStream: false, cancel);
        throw PageInstead(source, page.AsSpan(0, read));
    }

    private static BadInputException PageInstead(DataSource source, ReadOnlySpan<byte> page) => new(
        $"{source.Address}: want {source.FileName}, got {WebPage.Meaning(page, source.Address!.Host)}; open the address in a browser, save the file, and give it with --from FILE");

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? asked)
    {
        TimeSpan? wait = asked?.Delta ?? (asked?.Date is DateTimeOffset date ? date - DateTimeOffset.UtcNow : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
