using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Csa.Baselines.Patches;

/// <summary>A window at one scale: its pixels, the patches that touch the hole (targets) and those that are known (sources).</summary>
internal sealed class PatchLevel
{
    // A patch may differ from its source by a constant, at this price: half of the mean difference is taken off.
    private const float ConstantPrice = 1;

    private readonly float perPixel;
    private readonly float perPixelOfHalf;

    private PatchLevel(Vector128<float>[] colours, CellKind[] kinds, int height, int width, int side)
    {
        (Colours, Kinds, Height, Width, Side) = (colours, kinds, height, width, side);
        IsSource = PatchPlaces.WhollyKnown(kinds, height, width, side);
        bool[] touching = PatchPlaces.TouchingHole(kinds, height, width, side);
        Targets = [.. Enumerable.Range(0, touching.Length).Where(place => touching[place])];
        TargetAt = new int[kinds.Length];
        Array.Fill(TargetAt, -1);
        for (int i = 0; i < Targets.Length; i++) TargetAt[Targets[i]] = i;
        Missing = [.. Enumerable.Range(0, kinds.Length).Where(cell => kinds[cell] != CellKind.Known)];
        perPixel = 1 / (side * side * (1 + ConstantPrice));
        perPixelOfHalf = 1 / ((side * ((side / 2) + 1)) + (side * side * ConstantPrice));
    }

    public int Height { get; }

    public int Width { get; }

    public int Side { get; }

    public Vector128<float>[] Colours { get; }

    public CellKind[] Kinds { get; }

    /// <summary>For each place whether a whole known patch starts there.</summary>
    public bool[] IsSource { get; }

    /// <summary>The places of patches that touch the hole, in raster order.</summary>
    public int[] Targets { get; }

    /// <summary>For each place the index of its target, or -1.</summary>
    public int[] TargetAt { get; }

    /// <summary>Cells that are not known.</summary>
    public int[] Missing { get; }

    /// <summary>The window itself; what is filled here is filled there.</summary>
    public static PatchLevel Finest(PatchWindow window) => new(window.Colours, window.Kinds, window.Height, window.Width, window.PatchSide);

    /// <summary>Half as large: means of known pixels; a cell with a missing pixel in it is missing.</summary>
    public PatchLevel Coarsen()
    {
        (int height, int width) = ((Height + 1) / 2, (Width + 1) / 2);
        var colours = new Vector128<float>[height * width];
        var kinds = new CellKind[height * width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int to = (y * width) + x, count = 0;
                for (int v = 2 * y; v < Math.Min(Height, (2 * y) + 2); v++)
                {
                    for (int u = 2 * x; u < Math.Min(Width, (2 * x) + 2); u++)
                    {
                        int from = (v * Width) + u;
                        if (Kinds[from] > kinds[to]) kinds[to] = Kinds[from];
                        if (Kinds[from] != CellKind.Known) continue;
                        colours[to] += Colours[from];
                        count++;
                    }
                }

                if (count > 0) colours[to] /= Vector128.Create((float)count);
            }
        }

        return new PatchLevel(colours, kinds, height, width, Side);
    }

    /// <summary>
    /// How far two patches are apart: the sum of squared differences once a constant, which has its price, is taken off.
    /// May stop early with any value above the limit.
    /// </summary>
    public float Distance(int target, int source, float limit) => Distance(target, source, limit, out _);

    /// <summary>The same, with the constant that is to be added to the source.</summary>
    public float Distance(int target, int source, float limit, out Vector128<float> constant)
    {
        ref float a = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<Vector128<float>, float>(Colours));
        Vector256<float> sum = default, square = default;
        Vector128<float> lastSum = default, lastSquare = default;
        int side = Side, half = side / 2;
        nuint t = (nuint)(4 * target), s = (nuint)(4 * source), row = (nuint)(4 * Width);
        for (int y = 0; y < side; y++, t += row, s += row)
        {
            nuint k = 0;
            for (int pairs = half; pairs > 0; pairs--, k += 8)
            {
                Vector256<float> d = Vector256.LoadUnsafe(ref a, t + k) - Vector256.LoadUnsafe(ref a, s + k);
                sum += d;
                square += d * d;
            }

            if ((side & 1) != 0)
            {
                Vector128<float> d = Vector128.LoadUnsafe(ref a, t + k) - Vector128.LoadUnsafe(ref a, s + k);
                lastSum += d;
                lastSquare += d * d;
            }

            // What is left out can only add: a lower bound.
            if (y == half && Total(sum, square, lastSum, lastSquare, perPixelOfHalf, out _) > limit) break;
        }

        return Total(sum, square, lastSum, lastSquare, perPixel, out constant);
    }

    // Least over b of sum (d - b)^2 + price n b^2, b by channel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Total(Vector256<float> sum, Vector256<float> square, Vector128<float> lastSum, Vector128<float> lastSquare, float share, out Vector128<float> b)
    {
        Vector128<float> all = sum.GetLower() + sum.GetUpper() + lastSum;
        b = all * share;
        return Vector128.Sum(square.GetLower() + square.GetUpper() + lastSquare - (all * b));
    }
}
