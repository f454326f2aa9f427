namespace Csa.Baselines;

/// <summary>The fill front: the missing pixels with a known neighbour, and the priority of the patches around them.</summary>
/// <remarks>
/// Criminisi, Perez, Toyama 2004, section III: P(p) = C(p) D(p). Confidence C(p) is the mean confidence of the patch, 1 for
/// pixels known from the start and 0 for missing ones: patches with many reliable pixels come first. The data term D(p) is the
/// strength of the isophote (the line of equal brightness) that runs into the front at p: lines are continued first.
/// </remarks>
internal sealed class FillFront
{
    // Differences of luma in [-1, 1] over two pixels are at most 1, as the paper's D(p) after division by 255.
    private const double FlatTerm = 0.001;

    private readonly ExemplarCanvas canvas;
    private readonly int radius;
    private readonly double[] confidence;
    private readonly SortedDictionary<int, double> priorities = [];

    /// <summary>The initial front of a canvas.</summary>
    /// <param name="canvas">What is being completed.</param>
    /// <param name="radius">Of a patch: 4 for 9x9.</param>
    public FillFront(ExemplarCanvas canvas, int radius)
    {
        (this.canvas, this.radius) = (canvas, radius);
        confidence = new double[canvas.Height * canvas.Width];
        for (int cell = 0; cell < confidence.Length; cell++) confidence[cell] = canvas.IsMissing(cell) ? 0 : 1;
        for (int cell = 0; cell < confidence.Length; cell++) Weigh(cell);
    }

    /// <summary>
    /// The centre of the patch with the highest priority, the first in raster order on a tie; null when nothing is missing.
    /// </summary>
    public int? Next()
    {
        int? next = null;
        double highest = double.NegativeInfinity;
        foreach ((int cell, double priority) in priorities)
            if (priority > highest) (highest, next) = (priority, cell);
        return next;
    }

    /// <summary>Updates the front after a patch was completed.</summary>
    /// <param name="centre">The centre that <see cref="Next"/> returned.</param>
    public void Advance(int centre)
    {
        // What was filled is as sure as its patch was; confidences change together, after they were read.
        double sure = Confidence(centre);
        foreach (int cell in canvas.Window(centre, radius))
            if (confidence[cell] == 0) confidence[cell] = sure;

        // A priority reads its patch, and gradients there read one pixel more.
        foreach (int cell in canvas.Window(centre, (2 * radius) + 1)) Weigh(cell);
    }

    private void Weigh(int cell)
    {
        if (IsOnFront(cell)) priorities[cell] = Confidence(cell) * (DataTerm(cell) + FlatTerm);
        else priorities.Remove(cell);
    }

    private bool IsOnFront(int cell)
    {
        if (!canvas.IsMissing(cell)) return false;
        (int y, int x) = (cell / canvas.Width, cell % canvas.Width);
        return (y > 0 && !canvas.IsMissing(cell - canvas.Width)) || (y + 1 < canvas.Height && !canvas.IsMissing(cell + canvas.Width))
            || (x > 0 && !canvas.IsMissing(cell - 1)) || (x + 1 < canvas.Width && !canvas.IsMissing(cell + 1));
    }

    private double Confidence(int cell)
    {
        double sum = 0;
        int count = 0;
        foreach (int other in canvas.Window(cell, radius))
        {
            sum += confidence[other];
            count++;
        }

        return sum / count;
    }

    // |isophote . normal|, the isophote being the strongest gradient of the patch turned by a quarter.
    private double DataTerm(int cell)
    {
        (double x, double y) strongest = default;
        double largest = 0;
        foreach (int other in canvas.Window(cell, radius))
        {
            (double x, double y) gradient = Gradient(other);
            double size = (gradient.x * gradient.x) + (gradient.y * gradient.y);
            if (size > largest) (largest, strongest) = (size, gradient);
        }

        (double x, double y) normal = Normal(cell);
        return Math.Abs((-strongest.y * normal.x) + (strongest.x * normal.y));
    }

    // Central differences, where all four neighbours are there and not missing; elsewhere nothing is known of it.
    private (double X, double Y) Gradient(int cell)
    {
        (int y, int x) = (cell / canvas.Width, cell % canvas.Width);
        if (canvas.IsMissing(cell) || y == 0 || x == 0 || y + 1 == canvas.Height || x + 1 == canvas.Width) return default;
        int up = cell - canvas.Width, down = cell + canvas.Width;
        if (canvas.IsMissing(up) || canvas.IsMissing(down) || canvas.IsMissing(cell - 1) || canvas.IsMissing(cell + 1)) return default;
        return ((canvas.Luma(cell + 1) - canvas.Luma(cell - 1)) / 2, (canvas.Luma(down) - canvas.Luma(up)) / 2);
    }

    // Unit length, from a Sobel filter of what is missing; the image goes on beyond its border as it ends. None, and so no
    // data term, where both sides are alike, as in a line of one pixel's width.
    private (double X, double Y) Normal(int cell)
    {
        (int y, int x) = (cell / canvas.Width, cell % canvas.Width);
        int across = 0, down = 0;
        for (int k = -1; k <= 1; k++)
        {
            int weight = k == 0 ? 2 : 1;
            across += weight * (Missing(y + k, x + 1) - Missing(y + k, x - 1));
            down += weight * (Missing(y + 1, x + k) - Missing(y - 1, x + k));
        }

        double length = Math.Sqrt((across * across) + (down * down));
        return length > 0 ? (across / length, down / length) : default;
    }

    private int Missing(int y, int x) =>
        canvas.IsMissing((Math.Clamp(y, 0, canvas.Height - 1) * canvas.Width) + Math.Clamp(x, 0, canvas.Width - 1)) ? 1 : 0;
}
