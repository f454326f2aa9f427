using System.Runtime.Intrinsics;

namespace Csa.Baselines.Patches;

/// <summary>The votes of patches for the colour of a pixel they cover.</summary>
internal sealed class PatchVote
{
    // A patch's say falls by this factor with each pixel into the hole (Wexler et al.: 1.3).
    private const double ConfidenceFalls = 1.3;

    // In units of the mean distance of the patches over a pixel.
    private const float Bandwidth = 1.5f;

    // Pixels that one thread takes at a time.
    private const int Run = 256;

    private readonly PatchLevel level;
    private readonly float[] confidence;

    /// <summary>Votes on a level.</summary>
    public PatchVote(PatchLevel level)
    {
        this.level = level;
        int half = level.Side / 2;
        confidence = [.. level.Targets.Select(place => (float)Math.Max(1e-12, Math.Pow(ConfidenceFalls, -level.Depth[place + (half * level.Width) + half])))];
    }

    /// <summary>Replaces all missing pixels that a target covers.</summary>
    /// <param name="field">The sources.</param>
    /// <param name="sharpness">0 = the mean of the votes; larger = closer to their mode, by mean shift.</param>
    /// <returns>The largest change of a value.</returns>
    public float Paint(MatchField field, int sharpness)
    {
        var changes = new float[(level.Missing.Length + Run - 1) / Run];
        level.Each(changes.Length, run =>
        {
            Vector128<float> change = default;
            for (int n = run * Run; n < Math.Min(level.Missing.Length, (run + 1) * Run); n++)
            {
                int cell = level.Missing[n];
                if (Of(cell, field, sharpness) is not Vector128<float> colour) continue;
                change = Vector128.Max(change, Vector128.Abs(colour - level.Colours[cell]));
                level.Colours[cell] = colour;
            }

            changes[run] = Math.Max(change[0], Math.Max(change[1], change[2]));
        });
        return changes.Max();
    }

    /// <summary>The vote for one pixel, missing or not; null if no target covers it.</summary>
    public Vector128<float>? Of(int cell, MatchField field, int sharpness)
    {
        int side = level.Side, width = level.Width;
        Span<Vector128<float>> said = stackalloc Vector128<float>[side * side];
        Span<float> weight = stackalloc float[side * side];
        (int y, int x) = (cell / width, cell % width);
        int count = 0;
        float total = 0;
        for (int dy = Math.Min(side - 1, y); dy >= 0; dy--)
        {
            for (int dx = Math.Min(side - 1, x); dx >= 0; dx--)
            {
                int i = level.TargetAt[cell - (dy * width) - dx];
                if (i < 0) continue;
                said[count] = level.Colours[field.Source[i] + (dy * width) + dx] + field.Constant[i];
                weight[count++] = field.Cost[i];
                total += field.Cost[i];
            }
        }

        if (count == 0) return null;

        // The bandwidth is that of the patches around (Newson et al.): what is unlikely here may be likely elsewhere.
        float mean = total / count, least = float.MaxValue;
        for (int n = 0; n < count; n++) least = Math.Min(least, weight[n]);
        float scale = 1 / Math.Max(1e-12f, Bandwidth * mean);
        count = 0;
        for (int dy = Math.Min(side - 1, y); dy >= 0; dy--)
        {
            for (int dx = Math.Min(side - 1, x); dx >= 0; dx--)
            {
                int i = level.TargetAt[cell - (dy * width) - dx];
                if (i < 0) continue;
                weight[count] = confidence[i] * MathF.Exp((least - weight[count]) * scale);
                count++;
            }
        }

        Vector128<float> colour = Mean(said[..count], weight[..count]);
        for (int shift = 0; shift < sharpness; shift++) colour = Shift(said[..count], weight[..count], colour);
        return colour;
    }

    private static Vector128<float> Mean(ReadOnlySpan<Vector128<float>> said, ReadOnlySpan<float> weight)
    {
        Vector128<float> sum = default;
        float total = 0;
        for (int n = 0; n < said.Length; n++)
        {
            sum += said[n] * weight[n];
            total += weight[n];
        }

        return sum / Vector128.Create(total);
    }

    // What is farther from the mean than most is heard less.
    private static Vector128<float> Shift(ReadOnlySpan<Vector128<float>> said, ReadOnlySpan<float> weight, Vector128<float> mean)
    {
        float spread = 0, total = 0;
        for (int n = 0; n < said.Length; n++)
        {
            Vector128<float> d = said[n] - mean;
            spread += weight[n] * Vector128.Sum(d * d);
            total += weight[n];
        }

        spread = Math.Max(1e-9f, spread / total);
        Vector128<float> sum = default;
        float all = 0;
        for (int n = 0; n < said.Length; n++)
        {
            Vector128<float> d = said[n] - mean;
            float w = weight[n] / (1 + (2 * Vector128.Sum(d * d) / spread));
            sum += said[n] * w;
            all += w;
        }

        return sum / Vector128.Create(all);
    }
}
