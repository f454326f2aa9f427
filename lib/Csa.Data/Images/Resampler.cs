namespace Csa.Data.Images;

/// <summary>Separable resampling of interleaved bytes with weights in fixed point: exact, hence equal on every machine.</summary>
internal static class Resampler
{
    // 255 x the sum of absolute cubic weights (at most 1.3) x 2^22 stays below 2^31.
    private const int Bits = 22;

    /// <summary>Catmull-Rom cubic, widened by the ratio when reducing.</summary>
    /// <param name="source">Rows top to bottom, channels interleaved.</param>
    /// <param name="size">The source's size.</param>
    /// <param name="channels">3 or 1.</param>
    /// <param name="target">The result's size.</param>
    public static byte[] Cubic(ReadOnlySpan<byte> source, ImageSize size, int channels, ImageSize target) =>
        Apply(source, size, channels, CubicTaps(size.Width, target.Width), CubicTaps(size.Height, target.Height));

    /// <summary>Mean over the area that a target pixel covers (nearest neighbour when enlarging by whole factors).</summary>
    /// <param name="source">Rows top to bottom, channels interleaved.</param>
    /// <param name="size">The source's size.</param>
    /// <param name="channels">3 or 1.</param>
    /// <param name="target">The result's size.</param>
    public static byte[] Area(ReadOnlySpan<byte> source, ImageSize size, int channels, ImageSize target) =>
        Apply(source, size, channels, AreaTaps(size.Width, target.Width), AreaTaps(size.Height, target.Height));

    // Columns first within each source row, then rows: the wide intermediate is never larger than toWidth x height.
    private static byte[] Apply(ReadOnlySpan<byte> source, ImageSize size, int channels, Taps[] columns, Taps[] rows)
    {
        (int width, int height) = size;
        int stride = columns.Length * channels;
        var narrow = new byte[stride * height];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> from = source.Slice(y * width * channels, width * channels);
            Span<byte> to = narrow.AsSpan(y * stride, stride);
            if (channels == 3) ScaleRow3(from, to, columns);
            else ScaleRow1(from, to, columns);
        }

        var result = new byte[stride * rows.Length];
        var sums = new int[stride];
        for (int y = 0; y < rows.Length; y++)
        {
            Array.Fill(sums, 1 << (Bits - 1));
            for (int k = 0; k < rows[y].Weights.Length; k++)
            {
                int weight = rows[y].Weights[k];
                ReadOnlySpan<byte> row = narrow.AsSpan((rows[y].First + k) * stride, stride);
                for (int i = 0; i < row.Length; i++) sums[i] += weight * row[i];
            }

            Span<byte> to = result.AsSpan(y * stride, stride);
            for (int i = 0; i < to.Length; i++) to[i] = Round(sums[i]);
        }

        return result;
    }

    private static void ScaleRow3(ReadOnlySpan<byte> from, Span<byte> to, Taps[] columns)
    {
        for (int x = 0; x < columns.Length; x++)
        {
            (int r, int g, int b) = (1 << (Bits - 1), 1 << (Bits - 1), 1 << (Bits - 1));
            int at = 3 * columns[x].First;
            foreach (int weight in columns[x].Weights)
            {
                r += weight * from[at];
                g += weight * from[at + 1];
                b += weight * from[at + 2];
                at += 3;
            }

            to[3 * x] = Round(r);
            to[(3 * x) + 1] = Round(g);
            to[(3 * x) + 2] = Round(b);
        }
    }

    private static void ScaleRow1(ReadOnlySpan<byte> from, Span<byte> to, Taps[] columns)
    {
        for (int x = 0; x < columns.Length; x++)
        {
            int sum = 1 << (Bits - 1);
            int at = columns[x].First;
            foreach (int weight in columns[x].Weights) sum += weight * from[at++];
            to[x] = Round(sum);
        }
    }

    private static byte Round(int sum) => (byte)Math.Clamp(sum >> Bits, 0, 255);

    private static Taps[] CubicTaps(int from, int to)
    {
        double ratio = (double)from / to;
        double widen = Math.Max(1, ratio);
        return Build(to, i =>
        {
            double centre = (i + 0.5) * ratio;
            int first = Math.Max(0, (int)Math.Ceiling(centre - (2 * widen) - 0.5));
            int last = Math.Min(from - 1, (int)Math.Floor(centre + (2 * widen) - 0.5));
            return Normalised(first, last, x => CatmullRom((x + 0.5 - centre) / widen));
        });
    }

    private static Taps[] AreaTaps(int from, int to)
    {
        double ratio = (double)from / to;
        return Build(to, i =>
        {
            (double start, double end) = (i * ratio, Math.Min(from, (i + 1) * ratio));
            int last = Math.Min(from - 1, (int)Math.Ceiling(end) - 1);
            return Normalised((int)start, last, x => Math.Min(end, x + 1) - Math.Max(start, x));
        });
    }

    private static double CatmullRom(double t)
    {
        t = Math.Abs(t);
        if (t >= 2) return 0;
        return t < 1 ? (((1.5 * t) - 2.5) * t * t) + 1 : (((((-0.5 * t) + 2.5) * t) - 4) * t) + 2;
    }

    private static Taps[] Build(int count, Func<int, Taps> tap) => [.. Enumerable.Range(0, count).Select(tap)];

    // The fixed-point weights sum to exactly 1, so that a flat colour stays that colour: the largest takes up the rounding.
    private static Taps Normalised(int first, int last, Func<int, double> weight)
    {
        double[] raw = [.. Enumerable.Range(first, last - first + 1).Select(weight)];
        double sum = raw.Sum();
        int[] fixedPoint = Array.ConvertAll(raw, w => (int)Math.Round(w / sum * (1 << Bits)));
        fixedPoint[Array.IndexOf(fixedPoint, fixedPoint.Max())] += (1 << Bits) - fixedPoint.Sum();
        return new Taps(first, fixedPoint);
    }

    private sealed record Taps(int First, int[] Weights);
}
