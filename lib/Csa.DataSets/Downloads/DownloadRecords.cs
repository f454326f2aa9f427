using System.Text.Json;
using Csa.Data.Files;

namespace Csa.DataSets.Downloads;

/// <summary>What must still hold for a part of a file to be continued: kept beside the part, written before its first byte.</summary>
/// <param name="Address">What was asked for.</param>
/// <param name="EntityTag">The server's strong tag of this version of the file, or null.</param>
/// <param name="LastModified">When this version was made, as the server wrote it, or null.</param>
/// <param name="Total">The whole file's length, or null where the server did not say.</param>
internal sealed record PartRecord(string Address, string? EntityTag, string? LastModified, long? Total)
{
    /// <summary>What If-Range sends, or null where nothing tells this version from another: then a part is worth nothing.</summary>
    public string? Validator => EntityTag ?? LastModified;
}

/// <summary>What is known of a whole file: kept beside it, and in the data set's record.</summary>
/// <param name="File">Its name.</param>
/// <param name="Origin">An address, or the path that the user gave.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its bytes, in lower-case hexadecimal.</param>
/// <param name="Md5">Of its bytes, in lower-case hexadecimal.</param>
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

    /// <summary>Reads one, or null where it is absent or damaged.</summary>
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

    /// <summary>Writes one, whole or not at all.</summary>
    public static void Write<T>(string path, T record) => AtomicFile.WriteText(path, JsonSerializer.Serialize(record, Options) + "\n");
}
