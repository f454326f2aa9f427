using System.Security.Cryptography;

namespace Csa.Data.Files;

/// <summary>SHA-256 digests in lower-case hexadecimal, as in manifests, records and messages.</summary>
internal static class Digest
{
    /// <summary>The number of digits in a full digest.</summary>
    public const int Digits = 2 * SHA256.HashSizeInBytes;

    /// <summary>The digest of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The digest of the rest of a stream, which is left open at its end.</summary>
    /// <param name="stream">May be longer than memory.</param>
    public static string Of(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));

    /// <summary>The digest of a file.</summary>
    /// <param name="path">It can be read.</param>
    public static string OfFile(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Of(file);
    }
}
