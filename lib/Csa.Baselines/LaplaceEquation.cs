using System.Runtime.Intrinsics;

namespace Csa.Baselines;

/// <summary>
/// The Laplace equation in the hole of an image: each hole pixel is the mean of its neighbours; known pixels are
/// boundary values (Dirichlet), nothing flows over the image's edge (Neumann).
/// </summary>
/// <remarks>Conjugate gradients preconditioned by a multigrid V-cycle; the three channels are lanes of one vector.</remarks>
internal static class LaplaceEquation
{
    // 0.01 grey level in units of [-1, 1].
    private const double Tolerance = 0.01 * 2 / 255;
    private const int IterationLimit = 2000;

    /// <summary>Solves in place.</summary>
    /// <param name="planes">3 x height x width; hole values are ignored and replaced, known ones only read.</param>
    /// <param name="hole">height x width, 1 = hole, at least one of them 0.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="cancellation">Stops between iterations, with nothing written.</param>
    /// <returns>Iterations taken.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static int Solve(Span<float> planes, ReadOnlySpan<byte> hole, int height, int width, CancellationToken cancellation = default)
    {
        int[] indexOf = new int[hole.Length];
        var cells = new int[hole.Count((byte)1)];
        for (int cell = 0, next = 0; cell < hole.Length; cell++)
        {
            indexOf[cell] = hole[cell] == 0 ? -1 : next;
            if (hole[cell] != 0) cells[next++] = cell;
        }

        if (cells.Length == 0) return 0;
        Boundary boundary = Boundary.Of(planes, cells, indexOf, height, width);
        var x = new Vector256<double>[cells.Length];
        int iterations = ConjugateGradients(new GridHierarchy(cells, indexOf, height, width), boundary.Flow, x, Tolerance / MeanExitTime(cells, width), cancellation);
        for (int i = 0; i < cells.Length; i++)
        {
            // The maximum principle holds for the exact solution; the clamp keeps it for the computed one.
            Vector256<double> value = Vector256.Min(Vector256.Max(x[i], boundary.Low), boundary.High);
            for (int channel = 0; channel < 3; channel++) planes[(channel * hole.Length) + cells[i]] = (float)value[channel];
        }

        return iterations;
    }

    // An error is at most the largest residual times the longest mean exit time of a random walk from the hole, which is
    // about the square of the hole's extent.
    private static double MeanExitTime(int[] cells, int width)
    {
        int left = cells.Min(cell => cell % width), right = cells.Max(cell => cell % width);
        double extent = Math.Max(right - left, (cells[^1] / width) - (cells[0] / width)) + 2;
        return extent * extent;
    }

    private static int ConjugateGradients(GridHierarchy grid, Vector256<double>[] r, Vector256<double>[] x, double tolerance, CancellationToken cancellation)
    {
        var z = new Vector256<double>[r.Length];
        var p = new Vector256<double>[r.Length];
        var product = new Vector256<double>[r.Length];
        Vector256<double> before = default;
        for (int iteration = 0; iteration < IterationLimit; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Largest(r) <= tolerance) return iteration;
            grid.Precondition(r, z);
            Vector256<double> now = Dot(r, z);
            Vector256<double> beta = Ratio(now, before);
            for (int i = 0; i < p.Length; i++) p[i] = z[i] + (beta * p[i]);
            grid.Multiply(p, product);
            Vector256<double> alpha = Ratio(now, Dot(p, product));
            for (int i = 0; i < p.Length; i++)
            {
                x[i] += alpha * p[i];
                r[i] -= alpha * product[i];
            }

            before = now;
        }

        throw new InvalidOperationException($"harmonic fill: want a residual of {tolerance:G3}, got {Largest(r):G3} after {IterationLimit} iterations; are there non-finite pixels in the image?");
    }

    private static Vector256<double> Dot(Vector256<double>[] a, Vector256<double>[] b)
    {
        Vector256<double> sum = default;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    // A channel that is already solved has 0/0, and takes no step.
    private static Vector256<double> Ratio(Vector256<double> a, Vector256<double> b) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(b, Vector256<double>.Zero), a / b, Vector256<double>.Zero);

    private static double Largest(Vector256<double>[] r)
    {
        Vector256<double> largest = default;
        foreach (Vector256<double> value in r) largest = Vector256.Max(largest, Vector256.Abs(value));
        return Math.Max(Math.Max(largest[0], largest[1]), largest[2]);
    }

    // What flows in from known neighbours (the right-hand side), and the range of those neighbours.
    private sealed record Boundary(Vector256<double>[] Flow, Vector256<double> Low, Vector256<double> High)
    {
        public static Boundary Of(ReadOnlySpan<float> planes, int[] cells, int[] indexOf, int height, int width)
        {
            var flow = new Vector256<double>[cells.Length];
            Vector256<double> low = Vector256.Create(double.PositiveInfinity), high = Vector256.Create(double.NegativeInfinity);
            Span<int> around = stackalloc int[4];
            for (int i = 0; i < cells.Length; i++)
            {
                (int y, int x) = (cells[i] / width, cells[i] % width);
                around[0] = x + 1 < width ? cells[i] + 1 : -1;
                around[1] = x > 0 ? cells[i] - 1 : -1;
                around[2] = y + 1 < height ? cells[i] + width : -1;
                around[3] = y > 0 ? cells[i] - width : -1;
                foreach (int cell in around)
                {
                    if (cell < 0 || indexOf[cell] >= 0) continue;
                    int plane = indexOf.Length;
                    Vector256<double> value = Vector256.Create((double)planes[cell], planes[plane + cell], planes[(2 * plane) + cell], 0);
                    flow[i] += value;
                    low = Vector256.Min(low, value);
                    high = Vector256.Max(high, value);
                }
            }

            return new Boundary(flow, low, high);
        }
    }
}
