namespace Csa.Data.Files;

/// <summary>
/// A file to which whole records are appended. A record that could not be written leaves no partial data and is written
/// before the next one.
/// </summary>
/// <remarks>It is opened for each append, so that no data is left in a buffer when the process is killed.</remarks>
internal sealed class AppendOnlyFile(string path)
{
    // What waits for a full disk to have room again; more is lost rather than kept for hours.
    private const int WaitingLimit = 1 << 24;

    private readonly MemoryStream waiting = new();

    /// <summary>Appends a record, after any that could not be written before.</summary>
    /// <param name="record">The whole record.</param>
    /// <exception cref="BadInputException">The file cannot be written; the record waits for the next call.</exception>
    public void Append(ReadOnlySpan<byte> record)
    {
        if (waiting.Length + record.Length <= WaitingLimit) waiting.Write(record);
        try
        {
            using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            WriteWhole(stream, waiting.GetBuffer().AsSpan(0, (int)waiting.Length));
            waiting.SetLength(0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be written: {failure.Message}; free space", failure);
        }
    }

    private static void WriteWhole(FileStream stream, ReadOnlySpan<byte> bytes)
    {
        long end = stream.Seek(0, SeekOrigin.End);
        try
        {
            stream.Write(bytes);
        }
        catch (IOException)
        {
            stream.SetLength(end);
            throw;
        }
    }
}
