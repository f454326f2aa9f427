using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Numerics;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Systems;

namespace Csa.Experiments.TensorBoard;

/// <summary>One process's events of a run, for TensorBoard: events.out.tfevents.NUMBER.csa in the run folder.</summary>
/// <remarks>
/// Every process that trains in a folder adds a file, as is usual. TensorBoard reads them in the order of their names, so
/// each gets a later second than the last, and begins with the step that it starts from: what a killed process wrote beyond
/// its last checkpoint is dropped when read.
/// </remarks>
internal sealed class EventFile
{
    private const string Prefix = "events.out.tfevents.", Suffix = ".csa";

    private readonly AppendOnlyFile file;

    private EventFile(string path) => file = new(path);

    /// <summary>A new file, sorted after those in the folder.</summary>
    /// <param name="folder">The run folder.</param>
    public static EventFile Create(string folder)
    {
        long last = Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}").Select(NumberOf).DefaultIfEmpty(0).Max();
        long number = Math.Max(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), last + 1);
        return new EventFile(Path.Combine(folder, FormattableString.Invariant($"{Prefix}{number:D10}{Suffix}")));
    }

    /// <summary>Begins the file.</summary>
    /// <param name="step">Steps done so far.</param>
    public void Begin(long step) =>
        file.Append([.. RecordFraming.Frame(EventMessage.Version(Now)), .. RecordFraming.Frame(EventMessage.SessionStart(Now, step + 1))]);

    /// <summary>Adds numbers of one step.</summary>
    public void Scalars(long step, IEnumerable<LossValue> values) => Append(EventMessage.Scalars(Now, step, values));

    /// <summary>Adds an image of one step, as JPEG: the lossless one is in the samples folder.</summary>
    public void Picture(long step, string tag, RgbImage image) =>
        Append(EventMessage.Picture(Now, step, tag, image.Size, ImageEncoder.Encode(image, ".jpg")));

    /// <summary>Retries what could not be written before.</summary>
    public void Flush() => file.Append([]);

    private static double Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1e3;

    private static long NumberOf(string path)
    {
        string name = Path.GetFileName(path);
        return long.TryParse(name[Prefix.Length..^Suffix.Length], CultureInfo.InvariantCulture, out long number) ? number : 0;
    }

    private void Append(byte[] message) => file.Append(RecordFraming.Frame(message));
}

/// <summary>TFRecord, the container of event files: length, its checksum, data, its checksum; all little-endian.</summary>
internal static class RecordFraming
{
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>Frames a record for the file.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> data)
    {
        var record = new byte[sizeof(ulong) + sizeof(uint) + data.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc32C(record.AsSpan(0, 8)));
        data.CopyTo(record.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + data.Length), MaskedCrc32C(data));
        return record;
    }

    /// <summary>CRC-32C (Castagnoli), rotated and shifted as the format wants, so that checksums of checksums stay useful.</summary>
    public static uint MaskedCrc32C(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, data), 15) + MaskDelta;
}
