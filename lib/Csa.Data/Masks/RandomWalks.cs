namespace Csa.Data.Masks;

/// <summary>
/// Irregular holes like those found by tracking occlusions in films (Liu et al. 2018): thick walks of a wandering brush, long
/// edges, loops, scribbles and rows of dabs, up to 60 % of the image.
/// </summary>
/// <remarks>
/// Our own generator, made to resemble that published set and measured against it (hole share, thickness, number of parts);
/// none of its masks is used. The hole's share is uniform over 0 … 60 %, as the set has equally many in each of its six
/// buckets.
/// </remarks>
internal static class RandomWalks
{
    private const double MinShare = 0.01, GreatestShare = 0.60;
    private const double FrameShare = 0.1, GreatestFramed = 0.45;
    private const int MaxWalks = 400;

    /// <summary>Walks until the hole has a randomly drawn share.</summary>
    /// <param name="height">H in pixels.</param>
    /// <param name="width">W in pixels.</param>
    /// <param name="random">Advanced by as many draws as needed.</param>
    public static HoleMask Draw(int height, int width, Random random)
    {
        double share = MinShare + ((GreatestShare - MinShare) * random.NextDouble());
        // Nearly half keep a known frame, as theirs do.
        double frame = random.Next(2) == 0 && share < GreatestFramed ? FrameShare : 0;
        var canvas = new DabCanvas(height, width, frame);
        int goal = Math.Clamp((int)(share * height * width), 1, canvas.Room - 1);
        double aspect = Math.Exp(0.15 * Normal(random));
        for (int walks = 0; canvas.Painted < goal && walks < MaxWalks; walks++) Walk(canvas, goal, aspect, random);
        // A brush that never touched a mask of a few pixels: the promise of a hole holds there too.
        return canvas.Painted > 0 ? canvas.ToMask() : MaskShapes.Box(height, width, random);
    }

    // Lengths in pixels of a 256-pixel square.
    private static void Walk(DabCanvas canvas, int goal, double aspect, Random random)
    {
        double unit = canvas.Unit;
        double radius = Between(4, 9) * (random.Next(6) == 0 ? 1.8 : 1);
        // Straight edges, wandering lines and scribbles.
        double jitter = random.Next(3) switch { 0 => 0.05, 1 => 0.22, _ => 0.7 };
        double bend = random.Next(3) == 0 ? Between(-0.12, 0.12) : 0;
        // Every third walk lifts the brush at each step by chance and leaves dabs beside its path.
        bool dabs = random.Next(3) == 0;
        int steps = random.Next(8, 110);
        double heading = 2 * Math.PI * random.NextDouble();
        // Half start near what is there already, so that holes gather and leave known islands between them.
        (double x, double y) = canvas.Last is { } last && random.Next(2) == 0
            ? (last.X + (unit * Between(-40, 40)), last.Y + (unit * Between(-40, 40)))
            : (random.NextDouble() * canvas.Width, random.NextDouble() * canvas.Height);
        for (int step = 0; step < steps && canvas.Painted < goal && canvas.Near(x, y); step++)
        {
            double aside = dabs ? 1.5 * radius * Normal(random) : 0;
            if (!dabs || random.Next(3) == 0) canvas.Dab(x - (unit * aside * Math.Sin(heading)), y + (unit * aside * Math.Cos(heading)), unit * radius / aspect, unit * radius * aspect);
            heading += bend + (jitter * Normal(random));
            radius = Math.Clamp(radius * Math.Exp(0.06 * Normal(random)), 3, 18);
            double length = unit * Between(3, 6);
            (x, y) = (x + (length * Math.Cos(heading)), y + (length * Math.Sin(heading)));
        }

        double Between(double least, double greatest) => least + ((greatest - least) * random.NextDouble());
    }

    // Box and Muller: one of the two normals is enough here.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
