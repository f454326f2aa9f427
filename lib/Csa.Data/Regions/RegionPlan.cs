using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Data.Regions;

/// <summary>One pass of the system: the pixels it fills and the crop it sees.</summary>
/// <param name="Label">The value of its pixels in <see cref="RegionPlan.Labels"/>.</param>
/// <param name="Bounds">The rectangle around its pixels.</param>
/// <param name="Crop">The part of the image that the system sees; larger than the working side when it must be reduced.</param>
internal sealed record PlannedRegion(int Label, PixelRectangle Bounds, PixelRectangle Crop);

/// <summary>How the holes of an image are divided into passes.</summary>
/// <remarks>
/// A compact hole is filled in one pass, reduced when it is larger than the system was trained for. A long thin one (a
/// scratch, a brush stroke) is cut into pieces, because what makes filling hard is the distance to known pixels and not
/// the length. Small ones near each other share a pass.
/// </remarks>
/// <param name="Labels">H W values in raster order: 0 = known, otherwise the region that fills the pixel.</param>
/// <param name="Regions">In the order of filling: at native resolution first, so that they are context for the reduced ones.</param>
internal sealed record RegionPlan(int[] Labels, IReadOnlyList<PlannedRegion> Regions)
{
    /// <summary>Divides the holes.</summary>
    /// <param name="hole">One mask with at least one hole pixel and one known pixel.</param>
    /// <param name="workingSide">Side in pixels of what the system sees.</param>
    /// <param name="largestHole">Side in pixels of the largest hole the system was trained for.</param>
    public static RegionPlan Of(HoleMask hole, int workingSide, int largestHole)
    {
        HoleComponents found = HoleComponents.Find(hole, largestHole);
        if (Math.Max(hole.Height, hole.Width) <= workingSide) return Whole(found, hole);

        // Each component's pieces get consecutive labels in a scratch map, then near pieces are joined.
        var divisions = new List<Division>();
        int pieces = 0;
        foreach (HoleComponent component in found.Components)
        {
            divisions.Add(Division.Of(component, largestHole, pieces));
            pieces += divisions[^1].Count;
        }

        var bounds = new PixelRectangle?[pieces];
        int[] labels = found.Labels;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] == 0) continue;
            (int y, int x) = (i / hole.Width, i % hole.Width);
            int piece = divisions[labels[i] - 1].PieceAt(x, y);
            labels[i] = piece + 1;
            if (bounds[piece] is not { } known) bounds[piece] = new PixelRectangle(x, y, 1, 1);
            else if (!known.Contains(x, y)) bounds[piece] = known.Union(new PixelRectangle(x, y, 1, 1));
        }

        double[] scales = [.. divisions.SelectMany(division => Enumerable.Repeat(division.Scale, division.Count))];
        int[] groups = Group(bounds, scales, largestHole);
        for (int i = 0; i < labels.Length; i++) labels[i] = labels[i] == 0 ? 0 : groups[labels[i] - 1];
        return new RegionPlan(labels, Order(bounds, scales, groups, hole, workingSide));
    }

    private static RegionPlan Whole(HoleComponents found, HoleMask hole)
    {
        PixelRectangle bounds = found.Components.Select(component => component.Bounds).Aggregate((a, b) => a.Union(b));
        for (int i = 0; i < found.Labels.Length; i++) found.Labels[i] = Math.Min(1, found.Labels[i]);
        return new RegionPlan(found.Labels, [new PlannedRegion(1, bounds, new PixelRectangle(0, 0, hole.Width, hole.Height))]);
    }

    // Pieces at native resolution join the first group that stays no larger than a trained hole; a group bears the number
    // of its first piece, from 1.
    private static int[] Group(PixelRectangle?[] bounds, double[] scales, int largestHole)
    {
        var groups = new int[bounds.Length];
        var open = new List<int>();
        foreach (int piece in Enumerable.Range(0, bounds.Length).Where(piece => bounds[piece] is not null).OrderBy(piece => bounds[piece]!.Value.Top).ToArray())
        {
            groups[piece] = piece + 1;
            if (scales[piece] > 1) continue;
            PixelRectangle own = bounds[piece]!.Value;
            int near = open.FindIndex(first => bounds[first]!.Value.Union(own).LongerSide <= largestHole);
            if (near < 0)
            {
                open.Add(piece);
                continue;
            }

            groups[piece] = open[near] + 1;
            bounds[open[near]] = bounds[open[near]]!.Value.Union(own);
        }

        return groups;
    }

    private static List<PlannedRegion> Order(PixelRectangle?[] bounds, double[] scales, int[] groups, HoleMask hole, int workingSide)
    {
        IEnumerable<int> first = Enumerable.Range(0, groups.Length).Where(piece => groups[piece] == piece + 1);
        return [.. first
            .OrderBy(piece => scales[piece]).ThenBy(piece => bounds[piece]!.Value.Top).ThenBy(piece => bounds[piece]!.Value.Left)
            .Select(piece => new PlannedRegion(
                piece + 1, bounds[piece]!.Value, Around(bounds[piece]!.Value, (int)Math.Ceiling(workingSide * scales[piece]), hole.Width, hole.Height)))];
    }

    // A square about the hole, pushed back into the image, cut where the image is smaller.
    private static PixelRectangle Around(PixelRectangle bounds, int side, int imageWidth, int imageHeight)
    {
        int width = Math.Min(side, imageWidth), height = Math.Min(side, imageHeight);
        int left = Math.Clamp(bounds.Left + ((bounds.Width - width) / 2), 0, imageWidth - width);
        int top = Math.Clamp(bounds.Top + ((bounds.Height - height) / 2), 0, imageHeight - height);
        return new PixelRectangle(left, top, width, height);
    }

    /// <summary>A component as a grid of pieces of equal size; one piece when it is compact.</summary>
    private sealed record Division(PixelRectangle Bounds, int Columns, int Rows, double Scale, int First)
    {
        public int Count => Columns * Rows;

        public static Division Of(HoleComponent component, int largestHole, int first)
        {
            int extent = component.Bounds.LongerSide;
            bool compact = extent <= largestHole || extent <= 2 * component.Thickness;
            double scale = Math.Max(1, (double)(compact ? extent : component.Thickness) / largestHole);
            int piece = compact ? extent : (int)Math.Ceiling(largestHole * scale);
            return new Division(component.Bounds, Pieces(component.Bounds.Width), Pieces(component.Bounds.Height), scale, first);

            int Pieces(int length) => (length + piece - 1) / piece;
        }

        public int PieceAt(int x, int y)
        {
            int column = (int)((long)(x - Bounds.Left) * Columns / Bounds.Width);
            int row = (int)((long)(y - Bounds.Top) * Rows / Bounds.Height);
            return First + (row * Columns) + column;
        }
    }
}
