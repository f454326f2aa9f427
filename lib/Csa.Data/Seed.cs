using System.Text;

namespace Csa.Data;

/// <summary>
/// Derives seeds from seeds, so that any random draw of a run can be repeated on its own, without hidden state or a fixed
/// order.
/// </summary>
public static class Seed
{
    /// <summary>A well-mixed seed from a base seed and a path of numbers, e.g. (run seed, epoch, index).</summary>
    /// <param name="root">The run's seed.</param>
    /// <param name="path">Numbers that identify the draw.</param>
    public static ulong Derive(ulong root, params ReadOnlySpan<ulong> path)
    {
        ulong state = Mix(root);
        foreach (ulong part in path) state = Mix(state ^ Mix(part + 0x9E3779B97F4A7C15));
        return state;
    }

    /// <summary>A random generator with a seed.</summary>
    /// <param name="seed">Any number.</param>
    public static Random Generator(ulong seed) => new((int)(Mix(seed) & int.MaxValue));

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>
/// A hash of names that is the same in every process, on every machine and in every version (String.GetHashCode is none of
/// these).
/// </summary>
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
