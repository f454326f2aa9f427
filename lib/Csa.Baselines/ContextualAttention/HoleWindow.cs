using Csa.Data.Masks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.ContextualAttention;

/// <summary>The square window of each sample that the local critic sees: the one that contains most of the hole.</summary>
/// <remarks>
/// The published code uses the box that the hole was drawn in. A rectangle no larger than the window lies whole in the
/// middle of this one; for strokes there is no such box, and this finds where most pixels are missing.
/// </remarks>
internal sealed class HoleWindow
{
    private readonly (int Top, int Left)[] corners;

    private HoleWindow((int Top, int Left)[] corners, int side)
    {
        this.corners = corners;
        Side = side;
    }

    /// <summary>Height and width in pixels.</summary>
    internal int Side { get; }

    /// <summary>The first row and column of a sample's window.</summary>
    internal (int Top, int Left) Corner(int sample) => corners[sample];

    /// <summary>Finds the windows of a batch.</summary>
    /// <param name="hole">On the pixel grid.</param>
    /// <param name="side">At most the hole's height and width.</param>
    internal static HoleWindow Find(HoleMask hole, int side) => new([.. Enumerable.Range(0, hole.Count).Select(n => Find(hole, n, side))], side);

    /// <summary>Crops a map to each sample's window.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <returns>[N, C, side, side].</returns>
    internal Tensor Crop(Tensor x)
    {
        using var scope = NewDisposeScope();
        return cat([.. corners.Select((corner, n) => x.narrow(0, n, 1).narrow(2, corner.Top, Side).narrow(3, corner.Left, Side))]).MoveToOuterDisposeScope();
    }

    // Of the windows with most of the hole, the middle one, so that a small hole lies in the middle where it can.
    private static (int Top, int Left) Find(HoleMask hole, int sample, int side)
    {
        int[,] sums = Sums(hole, sample);
        int most = -1;
        List<(int Top, int Left)> best = [];
        for (int top = 0; top + side <= hole.Height; top++)
        {
            for (int left = 0; left + side <= hole.Width; left++)
            {
                int inside = sums[top + side, left + side] - sums[top, left + side] - sums[top + side, left] + sums[top, left];
                if (inside > most)
                {
                    most = inside;
                    best.Clear();
                }

                if (inside == most) best.Add((top, left));
            }
        }

        double middleTop = best.Average(corner => corner.Top), middleLeft = best.Average(corner => corner.Left);
        return best.MinBy(corner => Math.Pow(corner.Top - middleTop, 2) + Math.Pow(corner.Left - middleLeft, 2));
    }

    // [y, x]: the missing pixels above row y and left of column x.
    private static int[,] Sums(HoleMask hole, int sample)
    {
        ReadOnlySpan<byte> cells = hole.Cells(sample);
        var sums = new int[hole.Height + 1, hole.Width + 1];
        for (int y = 0; y < hole.Height; y++)
        {
            int row = 0;
            for (int x = 0; x < hole.Width; x++)
            {
                row += cells[(y * hole.Width) + x];
                sums[y + 1, x + 1] = sums[y, x + 1] + row;
            }
        }

        return sums;
    }
}
