namespace Csa.Data.Masks;

/// <summary>
/// Free-form holes, as if painted by hand with a brush: 1-3 strokes, each a polyline of 4-11 turns with round
/// joints, after the generator of gated convolution (Yu et al. 2019).
/// </summary>
/// <remarks>
/// Differs from its published code where that has slips: height and width are not swapped, and the random mirroring takes
/// place. Lengths scale with the mask (theirs are pixels of a 256-pixel image), and a brush is up to a quarter of the
/// side wide (theirs 40 pixels of 256), so that holes fill the range up to half of the image.
/// </remarks>
internal static class BrushStrokes
{
    private const double MeanAngle = 2 * Math.PI / 5;
    private const double AngleRange = 2 * Math.PI / 15;
    private const double MinShare = 0.05;
    private const double GreatestShare = 0.50;
    private const int Attempts = 64;

    /// <summary>Draws strokes until the hole covers 5 to 50 % of the pixels.</summary>
    /// <param name="height">H in pixels.</param>
    /// <param name="width">W in pixels.</param>
    /// <param name="random">Advanced by as many draws as needed.</param>
    public static HoleMask Draw(int height, int width, Random random)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            var cells = new byte[height * width];
            int strokes = random.Next(1, 4);
            for (int i = 0; i < strokes; i++) Stroke(cells, height, width, random);
            HoleMask mask = HoleMask.FromCells(cells, 1, height, width);
            if (mask.HoleFraction(0) is >= MinShare and <= GreatestShare) return mask;
        }

        // Extreme aspects only (a strip a few pixels wide): the promise of a hole between the bounds holds there too.
        return MaskShapes.Box(height, width, random);
    }

    private static void Stroke(byte[] cells, int height, int width, Random random)
    {
        double diagonal = Math.Sqrt(((double)height * height) + ((double)width * width));
        double meanLength = diagonal / 8;
        double least = MeanAngle - (random.NextDouble() * AngleRange);
        double greatest = MeanAngle + (random.NextDouble() * AngleRange);
        int turns = random.Next(4, 12);
        // 12 to 64 pixels of a 256-pixel square.
        double thickness = (12 + (52 * random.NextDouble())) / 256 * diagonal / Math.Sqrt(2);
        bool mirrorX = random.Next(2) == 1;
        bool mirrorY = random.Next(2) == 1;

        double x = random.NextDouble() * width;
        double y = random.NextDouble() * height;
        for (int i = 0; i < turns; i++)
        {
            double angle = least + (random.NextDouble() * (greatest - least));
            if (i % 2 == 0) angle = (2 * Math.PI) - angle;
            double length = Math.Clamp(meanLength + (Normal(random) * meanLength / 2), 0, 2 * meanLength);
            double nextX = Math.Clamp(x + (length * Math.Cos(angle)), 0, width);
            double nextY = Math.Clamp(y + (length * Math.Sin(angle)), 0, height);
            Segment(cells, height, width, new Line(MirrorX(x), MirrorY(y), MirrorX(nextX), MirrorY(nextY)), thickness / 2);
            (x, y) = (nextX, nextY);
        }

        double MirrorX(double value) => mirrorX ? width - value : value;
        double MirrorY(double value) => mirrorY ? height - value : value;
    }

    // A pixel is painted when its centre lies within the radius of the segment: a line with round ends.
    private static void Segment(byte[] cells, int height, int width, Line line, double radius)
    {
        int top = Math.Max(0, (int)(Math.Min(line.Y0, line.Y1) - radius - 1));
        int bottom = Math.Min(height - 1, (int)(Math.Max(line.Y0, line.Y1) + radius + 1));
        int left = Math.Max(0, (int)(Math.Min(line.X0, line.X1) - radius - 1));
        int right = Math.Min(width - 1, (int)(Math.Max(line.X0, line.X1) + radius + 1));
        (double dx, double dy) = (line.X1 - line.X0, line.Y1 - line.Y0);
        double squaredLength = (dx * dx) + (dy * dy);
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                (double px, double py) = (column + 0.5 - line.X0, row + 0.5 - line.Y0);
                double along = squaredLength > 0 ? Math.Clamp(((px * dx) + (py * dy)) / squaredLength, 0, 1) : 0;
                (double offX, double offY) = (px - (along * dx), py - (along * dy));
                if ((offX * offX) + (offY * offY) <= radius * radius) cells[(row * width) + column] = 1;
            }
        }
    }

    // Box and Muller: one of the two normals is enough here.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private readonly record struct Line(double X0, double Y0, double X1, double Y1);
}
