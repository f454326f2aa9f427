using Csa.Baselines;
using Csa.Data.Masks;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Baselines;

/// <summary>Criminisi, Perez, Toyama 2004 written out: everything is computed anew in every step, and nothing is left out early.</summary>
internal static class SlowExemplarFill
{
    private sealed record Scene(double[,,] Colour, bool[,] Known, bool[,] Source, double[,] Confidence, int Height, int Width)
    {
        public IEnumerable<(int Y, int X)> All => Square((0, 0), Math.Max(Height, Width));

        public IEnumerable<(int Y, int X)> Square((int Y, int X) at, int r) =>
            from y in Enumerable.Range(at.Y - r, (2 * r) + 1)
            from x in Enumerable.Range(at.X - r, (2 * r) + 1)
            where y >= 0 && y < Height && x >= 0 && x < Width
            select (y, x);

        public bool IsKnown(int y, int x) => y >= 0 && y < Height && x >= 0 && x < Width && Known[y, x];

        public bool IsSource((int Y, int X) at, int r) =>
            at.Y >= r && at.X >= r && at.Y + r < Height && at.X + r < Width && Square(at, r).All(p => Source[p.Y, p.X]);

        public double Luma(int y, int x) => (0.299 * Colour[0, y, x]) + (0.587 * Colour[1, y, x]) + (0.114 * Colour[2, y, x]);
    }

    /// <summary>One image, [1, 3, H, W].</summary>
    public static Tensor Fill(Tensor image, HoleMask hole, ExemplarFillOptions options)
    {
        (int height, int width) = (hole.Height, hole.Width);
        var scene = new Scene(new double[3, height, width], new bool[height, width], new bool[height, width], new double[height, width], height, width);
        foreach ((int y, int x) in scene.All)
        {
            scene.Known[y, x] = scene.Source[y, x] = !hole[0, y, x];
            scene.Confidence[y, x] = hole[0, y, x] ? 0 : 1;
            for (int c = 0; c < 3; c++) scene.Colour[c, y, x] = image[0, c, y, x].item<float>();
        }

        int radius = Enumerable.Range(0, (options.PatchSide / 2) + 1).Last(r => scene.All.Any(p => scene.IsSource(p, r)));
        while (scene.All.Any(p => !scene.Known[p.Y, p.X])) Step(scene, radius, options.SearchRadius ?? height + width);

        Tensor filled = image.clone();
        foreach ((int y, int x) in scene.All)
            for (int c = 0; c < 3; c++)
                filled[0, c, y, x] = (float)scene.Colour[c, y, x];
        return filled;
    }

    private static void Step(Scene scene, int r, int reach)
    {
        // MaxBy and MinBy give the first of equals, and All goes in raster order.
        (int Y, int X) p = scene.All
            .Where(at => !scene.Known[at.Y, at.X] && (scene.IsKnown(at.Y - 1, at.X) || scene.IsKnown(at.Y + 1, at.X) || scene.IsKnown(at.Y, at.X - 1) || scene.IsKnown(at.Y, at.X + 1)))
            .MaxBy(at => Confidence(scene, at, r) * (Data(scene, at, r) + 0.001));
        while (!scene.All.Any(q => scene.IsSource(q, r) && Math.Abs(q.Y - p.Y) <= reach && Math.Abs(q.X - p.X) <= reach)) reach *= 2;
        (int Y, int X) best = scene.All
            .Where(q => scene.IsSource(q, r) && Math.Abs(q.Y - p.Y) <= reach && Math.Abs(q.X - p.X) <= reach)
            .MinBy(q => (Distance(scene, p, q, r), ((q.Y - p.Y) * (q.Y - p.Y)) + ((q.X - p.X) * (q.X - p.X))));

        double confidence = Confidence(scene, p, r);
        foreach ((int y, int x) in scene.Square(p, r).Where(at => !scene.Known[at.Y, at.X]).ToList())
        {
            for (int c = 0; c < 3; c++) scene.Colour[c, y, x] = scene.Colour[c, y + best.Y - p.Y, x + best.X - p.X];
            scene.Known[y, x] = true;
            scene.Confidence[y, x] = confidence;
        }
    }

    private static double Confidence(Scene scene, (int Y, int X) p, int r) =>
        scene.Square(p, r).Sum(q => scene.Confidence[q.Y, q.X]) / scene.Square(p, r).Count();

    private static double Distance(Scene scene, (int Y, int X) p, (int Y, int X) q, int r)
    {
        double sum = 0;
        foreach ((int y, int x) in scene.Square(p, r).Where(at => scene.Known[at.Y, at.X]))
        {
            double red = Difference(0), green = Difference(1), blue = Difference(2);
            sum += (red * red) + (green * green) + (blue * blue);

            double Difference(int c) => (float)scene.Colour[c, y, x] - (float)scene.Colour[c, y + q.Y - p.Y, x + q.X - p.X];
        }

        return sum;
    }

    private static double Data(Scene scene, (int Y, int X) p, int r)
    {
        double gx = 0, gy = 0;
        foreach ((int y, int x) in scene.Square(p, r))
        {
            if (!scene.Known[y, x] || !scene.IsKnown(y - 1, x) || !scene.IsKnown(y + 1, x) || !scene.IsKnown(y, x - 1) || !scene.IsKnown(y, x + 1)) continue;
            double dx = (scene.Luma(y, x + 1) - scene.Luma(y, x - 1)) / 2, dy = (scene.Luma(y + 1, x) - scene.Luma(y - 1, x)) / 2;
            if ((dx * dx) + (dy * dy) > (gx * gx) + (gy * gy)) (gx, gy) = (dx, dy);
        }

        int[,] sobel = { { -1, 0, 1 }, { -2, 0, 2 }, { -1, 0, 1 } };
        int nx = 0, ny = 0;
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                int y = Math.Clamp(p.Y + i - 1, 0, scene.Height - 1), x = Math.Clamp(p.X + j - 1, 0, scene.Width - 1);
                if (scene.Known[y, x]) continue;
                nx += sobel[i, j];
                ny += sobel[j, i];
            }
        }

        double length = Math.Sqrt((nx * nx) + (ny * ny));
        return length > 0 ? Math.Abs((-gy * (nx / length)) + (gx * (ny / length))) : 0;
    }
}
