using Csa.Data.Images;

namespace Csa.Drawings.Theory;

/// <summary>
/// An image of 16 by 16 square cells, whatever its size: those of a CSA layer whose feature grid has 16 cells a side. The
/// middle half, which a centre hole covers, shows the pattern itself; the cells around it carry noise, so that what a layer
/// copies from them is wrong by a known amount.
/// </summary>
/// <param name="Seed">Draws the pattern and its noise.</param>
/// <param name="Kind">The pattern.</param>
public sealed record CellPattern(ulong Seed, PatternKind Kind)
{
    /// <summary>The number of cells in a row and in a column.</summary>
    public const int Grid = 16;

    /// <summary>The lowest value of a row's or column's colour, of 0 … 1; each channel is uniform from here over <see cref="Range"/>.</summary>
    public const double Darkest = 0.2;

    /// <summary>The range of a row's or column's colour in each channel.</summary>
    public const double Range = 0.6;

    /// <summary>The standard deviation of a known cell's noise in <see cref="PatternKind.Rows"/> and <see cref="PatternKind.Columns"/>, per channel.</summary>
    public const double Noise = 0.1;

    /// <summary>The difference between the two variants of <see cref="PatternKind.Variants"/>, per channel.</summary>
    public const double Distance = 0.24;

    /// <summary>The probability that a known cell shows the other of the two variants.</summary>
    public const double Flip = 0.2;

    /// <summary>The mean square difference between two rows or two columns, per channel: D² of the predictions.</summary>
    public static double SquaredDifference => Range * Range / 6;

    /// <summary>Draws the image.</summary>
    /// <param name="side">Height and width in pixels, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The side is less than 1.</exception>
    public RgbImage Draw(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        double[,][] cells = Cells();
        var pixels = new byte[3 * side * side];
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                double[] colour = cells[y * Grid / side, x * Grid / side];
                for (int c = 0; c < 3; c++) pixels[(3 * ((y * side) + x)) + c] = (byte)Math.Clamp((int)Math.Round(255 * colour[c]), 0, 255);
            }
        }

        return new RgbImage(side, side, pixels);
    }

    // The colours are drawn first, then the noise cell by cell: rows and columns of one seed are each other's transposes.
    private double[,][] Cells()
    {
        Random random = Csa.Data.Seed.Generator(Seed);
        bool isVariants = Kind == PatternKind.Variants;
        double half = (random.Next(2) == 0 ? 1 : -1) * Distance / 2;
        double[][] colours = [.. Enumerable.Range(0, Grid).Select(_ => new[] { Colour(random), Colour(random), Colour(random) })];
        var cells = new double[Grid, Grid][];
        for (int line = 0; line < Grid; line++)
        {
            for (int along = 0; along < Grid; along++)
            {
                double[] colour = colours[isVariants ? 0 : line];
                double[] noise = isVariants
                    ? [.. Enumerable.Repeat(random.NextDouble() < Flip ? -half : half, 3)]
                    : [Noise * Normal(random), Noise * Normal(random), Noise * Normal(random)];
                double[] clean = isVariants ? [half, half, half] : [0, 0, 0];
                double[] cell = [.. colour.Zip(IsInMiddle(line, along) ? clean : noise, (value, change) => value + change)];
                if (Kind == PatternKind.Columns) cells[along, line] = cell;
                else cells[line, along] = cell;
            }
        }

        return cells;
    }

    // The cells that a centre hole covers.
    private static bool IsInMiddle(int row, int column) => row is >= Grid / 4 and < 3 * Grid / 4 && column is >= Grid / 4 and < 3 * Grid / 4;

    private static double Colour(Random random) => Darkest + (Range * random.NextDouble());

    // Box and Muller.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>A pattern on which theory says whether the coherence of Eq. 2-3 helps.</summary>
public enum PatternKind
{
    /// <summary>Each row of cells has one colour: along the scan nothing changes, so averaging along it removes noise.</summary>
    Rows,

    /// <summary>The same images transposed: along the scan everything changes, so averaging along it blurs.</summary>
    Columns,

    /// <summary>Every cell shows one of two variants of one colour, the same in the whole image but for chance.</summary>
    Variants,
}
