using System.Text.Json;
using Csa.Data.Files;

namespace Csa.DataSets.Downloads;

/// <summary>The conditions under which a partial file can be continued, written beside it before its first byte.</summary>
/// <param name="Address">The requested address.</param>
/// <param name="EntityTag">The server's strong tag of this version of the file, or null.</param>
/// <param name="LastModified">When this version was modified, as the server wrote it, or null.</param>
/// <param name="Total">The whole file's length, or null where the server did not say.</param>
internal sealed record PartRecord(string Address, string? EntityTag, string? LastModified, long? Total)
{
    /// <summary>The value for If-Range, or null if nothing identifies this version, in which case a partial file is useless.</summary>
    public string? Validator => EntityTag ?? LastModified;
}

/// <summary>The record of a complete file, kept beside it and in the data set's record.</summary>
/// <param name="File">Its name.</param>
/// <param name="Origin">An address, or the path that the user gave.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its digest in lower-case hexadecimal.</param>
/// <param name="Md5">Its digest in lower-case hexadecimal.</param>
/// <param name="Check">"md5 as published", "sha256 as published", or "none published: as first seen on DATE".</param>
internal sealed record SourceRecord(string File, string Origin, long Bytes, string Sha256, string Md5, string Check);

/// <summary>Small JSON files beside larger ones.</summary>
internal static class JsonRecord
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a file; null if it is absent or damaged.</summary>
    public static T? TryRead<T>(string path)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Options);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes a file atomically.</summary>
    public static void Write<T>(string path, T record) => AtomicFile.WriteText(path, JsonSerializer.Serialize(record, Options) + "\n");
}
