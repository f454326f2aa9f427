namespace Csa.Baselines;

/// <summary>Finds the known patch that agrees best with the known pixels of another.</summary>
internal sealed class ExemplarSearch
{
    private readonly ExemplarCanvas canvas;
    private readonly int? searchRadius;

    // Centres of patches that lie inside the image and were known from the start, in raster order; never filled ones, whose
    // errors would be copied on.
    private readonly int[] exemplars;

    private ExemplarSearch(ExemplarCanvas canvas, int radius, int? searchRadius, int[] exemplars)
    {
        (this.canvas, this.searchRadius, this.exemplars) = (canvas, searchRadius, exemplars);
        Radius = radius;
    }

    /// <summary>The radius of a patch in pixels.</summary>
    public int Radius { get; }

    /// <summary>A search with the largest patches, up to a given radius, of which at least one is wholly known.</summary>
    /// <param name="canvas">With at least one known pixel, before anything is filled.</param>
    /// <param name="radius">At least 0; 4 for patches of 9x9.</param>
    /// <param name="searchRadius">Rows and columns from a patch to its exemplar; null = no limit.</param>
    public static ExemplarSearch Over(ExemplarCanvas canvas, int radius, int? searchRadius)
    {
        // A patch of radius 0 is one known pixel, and there is one.
        for (int fits = Math.Min(radius, (Math.Min(canvas.Height, canvas.Width) - 1) / 2); ; fits--)
        {
            int[] exemplars = KnownPatches(canvas, fits);
            if (exemplars.Length > 0) return new ExemplarSearch(canvas, fits, searchRadius, exemplars);
        }
    }

    /// <summary>
    /// The centre of the best exemplar; of equally good ones the nearest, of equally near ones the first in raster order.
    /// </summary>
    /// <param name="centre">Of the patch to complete, which may reach beyond the image.</param>
    public int Best(int centre)
    {
        int[] known = [.. canvas.Window(centre, Radius).Where(cell => !canvas.IsMissing(cell))];
        for (int reach = searchRadius ?? int.MaxValue; ; reach *= 2)
            if (Best(centre, known, reach) is int found) return found;
    }

    private int? Best(int centre, int[] known, int reach)
    {
        int? best = null;
        double least = double.PositiveInfinity;
        foreach (int exemplar in exemplars)
        {
            if (reach < int.MaxValue && !IsWithin(reach, centre, exemplar)) continue;
            double distance = Distance(known, exemplar - centre, least);
            if (distance > least || (distance == least && best is int rival && Far(centre, rival) <= Far(centre, exemplar))) continue;
            (least, best) = (distance, exemplar);
        }

        return best;
    }

    // The sum of squared differences, given up once it exceeds the least.
    private double Distance(int[] known, int shift, double least)
    {
        double sum = 0;
        foreach (int cell in known)
        {
            ReadOnlySpan<float> a = canvas.Colour(cell), b = canvas.Colour(cell + shift);
            double red = a[0] - b[0], green = a[1] - b[1], blue = a[2] - b[2];
            sum += (red * red) + (green * green) + (blue * blue);
            if (sum > least) return sum;
        }

        return sum;
    }

    private bool IsWithin(int reach, int centre, int exemplar) =>
        Math.Abs((exemplar / canvas.Width) - (centre / canvas.Width)) <= reach && Math.Abs((exemplar % canvas.Width) - (centre % canvas.Width)) <= reach;

    private long Far(int centre, int exemplar)
    {
        long down = (exemplar / canvas.Width) - (centre / canvas.Width), across = (exemplar % canvas.Width) - (centre % canvas.Width);
        return (down * down) + (across * across);
    }

    // By a table of sums: how many pixels are missing above and left of each.
    private static int[] KnownPatches(ExemplarCanvas canvas, int radius)
    {
        int stride = canvas.Width + 1;
        var missing = new int[(canvas.Height + 1) * stride];
        for (int y = 0; y < canvas.Height; y++)
        {
            for (int x = 0; x < canvas.Width; x++)
            {
                int at = ((y + 1) * stride) + x + 1;
                missing[at] = missing[at - 1] + missing[at - stride] - missing[at - stride - 1] + (canvas.IsMissing((y * canvas.Width) + x) ? 1 : 0);
            }
        }

        var known = new List<int>();
        for (int y = radius; y < canvas.Height - radius; y++)
        {
            for (int x = radius; x < canvas.Width - radius; x++)
            {
                (int top, int bottom) = ((y - radius) * stride, (y + radius + 1) * stride);
                (int left, int right) = (x - radius, x + radius + 1);
                if (missing[bottom + right] - missing[bottom + left] - missing[top + right] + missing[top + left] == 0) known.Add((y * canvas.Width) + x);
            }
        }

        return [.. known];
    }
}
