using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Csa.Kernel.Jupyter;

/// <summary>Signs messages with the connection file's key, so that no other user of the machine can run code here.</summary>
/// <param name="scheme">A scheme that <see cref="Knows"/> accepts.</param>
/// <param name="key">The shared key; empty turns signing off, as Jupyter defines it.</param>
internal sealed class MessageSigner(string scheme, string key)
{
    private readonly HashAlgorithmName _algorithm = Algorithm(scheme) ?? throw new ArgumentException($"scheme: want hmac-sha256, got {scheme}", nameof(scheme));
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>True if a signature scheme is supported.</summary>
    public static bool Knows(string scheme) => Algorithm(scheme) is not null;

    /// <summary>The signature of a message's four parts, in hexadecimal; nothing where the key is empty.</summary>
    public byte[] Sign(params IEnumerable<byte[]> parts)
    {
        if (_key.Length == 0) return [];
        using IncrementalHash hmac = IncrementalHash.CreateHMAC(_algorithm, _key);
        foreach (byte[] part in parts) hmac.AppendData(part);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset()));
    }

    /// <summary>Checks a signature, in constant time.</summary>
    public bool Accepts(byte[] signature, params IEnumerable<byte[]> parts) =>
        _key.Length == 0 || CryptographicOperations.FixedTimeEquals(Sign(parts), signature);

    private static HashAlgorithmName? Algorithm(string scheme) => scheme.ToLower(CultureInfo.InvariantCulture) switch
    {
        "hmac-sha256" => HashAlgorithmName.SHA256,
        "hmac-sha384" => HashAlgorithmName.SHA384,
        "hmac-sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
