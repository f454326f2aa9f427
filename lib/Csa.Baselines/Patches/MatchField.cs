using System.Runtime.Intrinsics;

namespace Csa.Baselines.Patches;

/// <summary>For each target of a level the source that it is matched with.</summary>
internal sealed class MatchField
{
    // Targets are searched in runs of this many, each in its own thread: a run sees matches of others as they were before.
    private const int Run = 1024;

    // Where all pairs are this few, all are compared.
    private const long AllPairs = 1_000_000;

    private readonly PatchLevel level;
    private readonly int reach;

    private MatchField(PatchLevel level, int reach)
    {
        (this.level, this.reach) = (level, reach);
        Source = new int[level.Targets.Length];
        Cost = new float[level.Targets.Length];
        Constant = new Vector128<float>[level.Targets.Length];
    }

    /// <summary>For each target the index of its source.</summary>
    public int[] Source { get; }

    /// <summary>For each target the distance to its source.</summary>
    public float[] Cost { get; }

    /// <summary>For each target the colour to add to its source.</summary>
    public Vector128<float>[] Constant { get; }

    /// <summary>A field of random sources, nearby ones if there are any.</summary>
    /// <param name="level">With at least one source.</param>
    /// <param name="reach">How far sources are tried, in rows and columns.</param>
    public static MatchField Random(PatchLevel level, int reach)
    {
        var field = new MatchField(level, reach);
        level.Each(level.Targets.Length, i => field.Source[i] = field.Draw(i));
        return field;
    }

    /// <summary>The field of the next finer level: the same offsets, twice as long; costs and constants as they were.</summary>
    public MatchField Refine(PatchLevel finer, int finerReach)
    {
        var field = new MatchField(finer, finerReach);
        finer.Each(finer.Targets.Length, i =>
        {
            int target = finer.Targets[i], y = target / finer.Width, x = target % finer.Width;
            int parent = NearestTarget(y / 2, x / 2);
            if (parent < 0)
            {
                field.Source[i] = field.Draw(i);
                field.Cost[i] = float.MaxValue;
                return;
            }

            int from = Source[parent], at = level.Targets[parent];
            int dy = 2 * ((from / level.Width) - (at / level.Width)), dx = 2 * ((from % level.Width) - (at % level.Width));
            int place = field.NearestSource(y + dy, x + dx);
            field.Source[i] = place >= 0 ? place : field.Draw(i);
            field.Cost[i] = Cost[parent];
            field.Constant[i] = Constant[parent];
        });
        return field;
    }

    /// <summary>Recomputes costs and constants after the colours have changed.</summary>
    public void Weigh() => level.Each(level.Targets.Length, i =>
        Cost[i] = level.Distance(i, Source[i], float.PositiveInfinity, out Constant[i]));

    /// <summary>Looks for better sources: of neighbours, one on, and by chance, near and far; all of them where there are few.</summary>
    /// <param name="round">A number that differs from round to round: the seed.</param>
    /// <param name="passes">Passes over the targets, in turn from either end.</param>
    public void Search(int round, int passes)
    {
        Weigh();
        if ((long)level.Sources.Length * level.Targets.Length <= AllPairs) CompareAll();
        else for (int pass = 0; pass < passes; pass++) Pass((round * passes) + pass);
        Weigh();
    }

    private void CompareAll() => level.Each(level.Targets.Length, i =>
    {
        int target = level.Targets[i];
        foreach (int source in level.Sources) if (IsNear(target, source)) Try(i, source);
    });

    private void Pass(int number)
    {
        int[] before = [.. Source];
        int count = level.Targets.Length;
        int forth = number % 2 == 0 ? 1 : -1;
        level.Each((count + Run - 1) / Run, run =>
        {
            (int first, int last) = (run * Run, Math.Min(count, (run + 1) * Run) - 1);
            int i = forth > 0 ? first : last;
            for (int left = last - first; left >= 0; left--, i += forth)
            {
                int target = level.Targets[i];
                Follow(i, target, -forth);
                Follow(i, target, -forth * level.Width);
                uint state = Hash((uint)number, (uint)target);
                for (int radius = reach; radius >= 1; radius /= 2)
                {
                    int y = (Source[i] / level.Width) + Between(ref state, radius), x = (Source[i] % level.Width) + Between(ref state, radius);
                    if (y < 0 || x < 0 || y >= level.Height || x >= level.Width) continue;
                    int place = (y * level.Width) + x;
                    if (level.IsSource[place] && IsNear(target, place)) Try(i, place);
                }
            }

            void Follow(int i, int target, int step)
            {
                int neighbour = target + step;
                if (neighbour < 0 || neighbour >= level.TargetAt.Length) return;
                int at = level.TargetAt[neighbour];
                if (at < 0) return;
                int place = (at >= first && at <= last ? Source[at] : before[at]) - step;
                if (place < 0 || place >= level.IsSource.Length || place == Source[i]) return;
                if (level.IsSource[place] && IsNear(target, place)) Try(i, place);
            }
        });
    }

    private void Try(int i, int source)
    {
        float cost = level.Distance(i, source, Cost[i]);
        if (cost < Cost[i]) (Cost[i], Source[i]) = (cost, source);
    }

    private bool IsNear(int target, int source) =>
        Math.Abs((target / level.Width) - (source / level.Width)) <= reach && Math.Abs((target % level.Width) - (source % level.Width)) <= reach;

    // A few draws within reach, then any source.
    private int Draw(int i)
    {
        int target = level.Targets[i];
        uint state = Hash(uint.MaxValue, (uint)target);
        for (int attempt = 0; attempt < 32; attempt++)
        {
            int y = (target / level.Width) + Between(ref state, reach), x = (target % level.Width) + Between(ref state, reach);
            if (y >= 0 && x >= 0 && y < level.Height && x < level.Width && level.IsSource[(y * level.Width) + x]) return (y * level.Width) + x;
        }

        return level.Sources[Next(ref state) % level.Sources.Length];
    }

    private int NearestSource(int y, int x) => Nearest(y, x, 3, place => level.IsSource[place] ? place : -1);

    private int NearestTarget(int y, int x) => Nearest(y, x, 2, place => level.TargetAt[place]);

    // In squares of growing size around a place.
    private int Nearest(int y, int x, int radius, Func<int, int> found)
    {
        for (int r = 0; r <= radius; r++)
        {
            for (int v = y - r; v <= y + r; v++)
            {
                for (int u = x - r; u <= x + r; u++)
                {
                    if (Math.Max(Math.Abs(v - y), Math.Abs(u - x)) != r || v < 0 || u < 0 || v >= level.Height || u >= level.Width) continue;
                    if (found((v * level.Width) + u) is >= 0 and int hit) return hit;
                }
            }
        }

        return -1;
    }

    private static uint Hash(uint a, uint b)
    {
        uint h = (a * 0x9E3779B1u) ^ (b * 0x85EBCA77u);
        h = (h ^ (h >> 16)) * 0x7FEB352Du;
        h = (h ^ (h >> 15)) * 0x846CA68Bu;
        return (h ^ (h >> 16)) | 1;
    }

    // Marsaglia's xorshift.
    private static int Next(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return (int)(state >> 1);
    }

    private static int Between(ref uint state, int radius) => (int)(((long)Next(ref state) * ((2 * radius) + 1)) >> 31) - radius;
}
