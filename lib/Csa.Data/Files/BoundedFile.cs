using System.Text;

namespace Csa.Data.Files;

/// <summary>
/// Reads small files completely, and refuses others: a path may name an endless device, a file larger than memory, or
/// nothing.
/// </summary>
public static class BoundedFile
{
    private const int PartBytes = 1 << 16;

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="want">What it should be, for the message, e.g. "the config.json of a run".</param>
    /// <param name="maxBytes">A longer file is refused, before reading if its length is known; at most 2 GB.</param>
    /// <exception cref="BadInputException">No such file, a folder, a device or a pipe, one that cannot be read, or a longer
    /// one.</exception>
    public static byte[] Read(string path, string want, int maxBytes)
    {
        if (Directory.Exists(path)) throw new BadInputException($"{path}: want {want}, this is a folder");
        if (SpecialFile.Exists(path)) throw new BadInputException($"{path}: want {want}, this is a device or a pipe");
        try
        {
            // Another process may be writing it, or replace it meanwhile.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (stream.Length > maxBytes) throw TooLong(path, want, maxBytes);
            using var bytes = new MemoryStream((int)stream.Length);
            var part = new byte[PartBytes];
            for (int read = stream.Read(part); read > 0; read = stream.Read(part))
            {
                if (bytes.Length + read > maxBytes) throw TooLong(path, want, maxBytes);
                bytes.Write(part, 0, read);
            }

            return bytes.ToArray();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new BadInputException($"{path}: want {want}, it cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a file's text as UTF-8, or as its byte order mark says, which is dropped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="want">What it should be, for the message.</param>
    /// <param name="maxBytes">A longer file is refused.</param>
    /// <exception cref="BadInputException">As for <see cref="Read"/>.</exception>
    public static string ReadText(string path, string want, int maxBytes) =>
        new StreamReader(new MemoryStream(Read(path, want, maxBytes)), Encoding.UTF8).ReadToEnd();

    private static BadInputException TooLong(string path, string want, int maxBytes) =>
        new($"{path}: want {want}, which has at most {maxBytes >> 20} MB; this file has more");
}
