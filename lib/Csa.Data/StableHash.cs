using System.Text;

namespace Csa.Data;

/// <summary>A hash of names that is the same in every process, on every machine and in every version (String.GetHashCode is none of these).</summary>
internal static class StableHash
{
    /// <summary>FNV-1a of the UTF-8 bytes, mixed, because FNV's high bits vary little between similar names.</summary>
    /// <param name="text">Any text.</param>
    public static ulong Of(string text)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte part in Encoding.UTF8.GetBytes(text)) hash = (hash ^ part) * 0x100000001B3;
        return Seed.Derive(hash);
    }
}
