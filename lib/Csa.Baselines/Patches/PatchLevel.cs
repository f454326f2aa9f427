using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Csa.Baselines.Patches;

/// <summary>A window at one scale: its pixels, the patches that touch the hole (targets) and those that are known (sources).</summary>
internal sealed class PatchLevel
{
    // A filled pixel counts less in a distance, by this factor with each step into the hole, but never less than that.
    private const double TrustFalls = 1.3;
    private const double MinTrust = 0.1;

    // A patch may differ from its source by a constant; what it costs, as a share of its square.
    private const float ConstantPrice = 0.3f;

    private readonly Vector128<float>[] trust;
    private readonly Shares[] shares;
    private readonly ParallelOptions work;

    private PatchLevel(Vector128<float>[] colours, CellKind[] kinds, int height, int width, int side, ParallelOptions work)
    {
        work.CancellationToken.ThrowIfCancellationRequested();
        this.work = work;
        (Colours, Kinds, Height, Width, Side) = (colours, kinds, height, width, side);
        IsSource = PatchPlaces.WhollyKnown(kinds, height, width, side);
        Sources = [.. Enumerable.Range(0, IsSource.Length).Where(place => IsSource[place])];
        Cancellation.ThrowIfCancellationRequested();
        bool[] touching = PatchPlaces.TouchingHole(kinds, height, width, side);
        Targets = [.. Enumerable.Range(0, touching.Length).Where(place => touching[place])];
        TargetAt = new int[kinds.Length];
        Array.Fill(TargetAt, -1);
        for (int i = 0; i < Targets.Length; i++) TargetAt[Targets[i]] = i;
        Missing = [.. Enumerable.Range(0, kinds.Length).Where(cell => kinds[cell] != CellKind.Known)];
        Depth = Depths(kinds, height, width);
        Cancellation.ThrowIfCancellationRequested();
        trust = [.. Depth.Select(steps => Vector128.Create((float)Math.Max(MinTrust, Math.Pow(TrustFalls, -steps))))];
        shares = [.. Targets.Select(Share)];
    }

    public int Height { get; }

    public int Width { get; }

    public int Side { get; }

    /// <summary>Red, green, blue and <see cref="TextureStrength"/>.</summary>
    public Vector128<float>[] Colours { get; }

    public CellKind[] Kinds { get; }

    /// <summary>For each place whether a whole known patch starts there.</summary>
    public bool[] IsSource { get; }

    /// <summary>Those places, in raster order.</summary>
    public int[] Sources { get; }

    /// <summary>The places of patches that touch the hole, in raster order.</summary>
    public int[] Targets { get; }

    /// <summary>For each place the index of its target, or -1.</summary>
    public int[] TargetAt { get; }

    /// <summary>For each cell the steps to the nearest known one; 0 = known.</summary>
    public int[] Depth { get; }

    /// <summary>Cells that are not known.</summary>
    public int[] Missing { get; }

    /// <summary>The window itself; what is filled here is filled there.</summary>
    /// <param name="window">With a patch side.</param>
    /// <param name="cancellation">Cancels work on this level and on coarser ones.</param>
    public static PatchLevel Finest(PatchWindow window, CancellationToken cancellation) =>
        new(window.Colours, window.Kinds, window.Height, window.Width, window.PatchSide, new ParallelOptions { CancellationToken = cancellation });

    /// <summary>Cancels the work.</summary>
    public CancellationToken Cancellation => work.CancellationToken;

    /// <summary>Runs work for each index, on all cores.</summary>
    /// <param name="count">The number of indices, from 0.</param>
    /// <param name="work">The work; may run for several indices at once.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Each(int count, Action<int> work) => Parallel.For(0, count, this.work, work);

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

        return new PatchLevel(colours, kinds, height, width, Side, work);
    }

    /// <summary>
    /// How far a target, by its index, is from a source, by its place: the mean of squared differences, weighted by trust, once
    /// a constant colour, which has its price, is taken off. May stop early with any value above the limit.
    /// </summary>
    public float Distance(int target, int source, float limit) => Distance(target, source, limit, out _);

    /// <summary>The same, with the constant that is to be added to the source.</summary>
    public float Distance(int target, int source, float limit, out Vector128<float> constant)
    {
        ref float a = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<Vector128<float>, float>(Colours));
        ref float w = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<Vector128<float>, float>(trust));
        Vector256<float> sum = default, square = default;
        Vector128<float> lastSum = default, lastSquare = default;
        int side = Side, half = side / 2;
        Shares share = shares[target];
        nuint t = (nuint)(4 * Targets[target]), s = (nuint)(4 * source), row = (nuint)(4 * Width);
        for (int y = 0; y < side; y++, t += row, s += row)
        {
            nuint k = 0;
            for (int pairs = half; pairs > 0; pairs--, k += 8)
            {
                Vector256<float> d = Vector256.LoadUnsafe(ref a, t + k) - Vector256.LoadUnsafe(ref a, s + k);
                Vector256<float> wd = d * Vector256.LoadUnsafe(ref w, t + k);
                sum += wd;
                square += d * wd;
            }

            if ((side & 1) != 0)
            {
                Vector128<float> d = Vector128.LoadUnsafe(ref a, t + k) - Vector128.LoadUnsafe(ref a, s + k);
                Vector128<float> wd = d * Vector128.LoadUnsafe(ref w, t + k);
                lastSum += wd;
                lastSquare += d * wd;
            }

            // What is left out can only add: a lower bound.
            if (y == half && share.Norm * Total(sum, square, lastSum, lastSquare, share.Half, out _) > limit) break;
        }

        return share.Norm * Total(sum, square, lastSum, lastSquare, share.All, out constant);
    }

    // Least over b of sum w (d - b)^2 + price (sum w) b^2, b by channel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Total(Vector256<float> sum, Vector256<float> square, Vector128<float> lastSum, Vector128<float> lastSquare, float share, out Vector128<float> b)
    {
        Vector128<float> all = sum.GetLower() + sum.GetUpper() + lastSum;
        b = all * share * Vector128.Create(1f, 1, 1, 0); // texture has no constant
        return Vector128.Sum(square.GetLower() + square.GetUpper() + lastSquare - (all * b));
    }

    private Shares Share(int place)
    {
        float all = 0, half = 0;
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                float w = trust[place + (y * Width) + x][0];
                all += w;
                if (y <= Side / 2) half += w;
            }
        }

        return new Shares(1 / (all * (1 + ConstantPrice)), 1 / (half + (all * ConstantPrice)), 1 / all);
    }

    private static int[] Depths(CellKind[] kinds, int height, int width)
    {
        var depth = new int[kinds.Length];
        for (int i = 0; i < depth.Length; i++)
        {
            if (kinds[i] == CellKind.Known) continue;
            (int y, int x) = (i / width, i % width);
            depth[i] = 1 + Math.Min(y > 0 ? depth[i - width] : height + width, x > 0 ? depth[i - 1] : height + width);
        }

        for (int i = depth.Length - 1; i >= 0; i--)
        {
            if (kinds[i] == CellKind.Known) continue;
            (int y, int x) = (i / width, i % width);
            depth[i] = Math.Min(depth[i], 1 + Math.Min(y + 1 < height ? depth[i + width] : height + width, x + 1 < width ? depth[i + 1] : height + width));
        }

        return depth;
    }

    // One over the trust in a patch's pixels and the price, of all of it and of its upper half; and what makes sums means.
    private readonly record struct Shares(float All, float Half, float Norm);
}
