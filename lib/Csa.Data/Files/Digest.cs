using System.Security.Cryptography;

namespace Csa.Data.Files;

/// <summary>SHA-256 as manifests, records and messages write it: lower-case hexadecimal.</summary>
internal static class Digest
{
    /// <summary>How many digits a whole one has.</summary>
    public const int Digits = 2 * SHA256.HashSizeInBytes;

    /// <summary>The digest of bytes.</summary>
    /// <param name="bytes">All of them.</param>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The digest of what a stream still has; it is left open, at its end.</summary>
    /// <param name="stream">May be longer than memory.</param>
    public static string Of(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));
}
