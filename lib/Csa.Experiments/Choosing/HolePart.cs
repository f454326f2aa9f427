using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;

namespace Csa.Experiments.Choosing;

/// <summary>A part of a photograph's holes, for which one method is chosen: a large hole, or all the small ones together.</summary>
/// <param name="Pixels">Raster indices of its pixels, ascending.</param>
/// <param name="Bounds">The rectangle around them.</param>
/// <param name="Holes">The number of separate holes in it.</param>
internal sealed record HolePart(IReadOnlyList<int> Pixels, PixelRectangle Bounds, int Holes)
{
    // A hole of a fifth of all that is missing is worth a choice of its own.
    private const double LargeShare = 0.2;
    private const int LargePixels = 64;

    // In pixels, and as a fraction of its rectangle: anything less is a speck or a stroke, determined by its surroundings.
    private const int MinSide = 16;
    private const double MinFilled = 0.2;

    /// <summary>True for a hole so wide that its surroundings do not determine its content, so that fine-tuning may help.</summary>
    public bool IsWide => Holes == 1 && Math.Min(Bounds.Width, Bounds.Height) >= MinSide && Pixels.Count >= MinFilled * Bounds.Width * Bounds.Height;

    /// <summary>The parts of a mask, largest first.</summary>
    /// <param name="hole">One mask, not empty.</param>
    public static IReadOnlyList<HolePart> Of(HoleMask hole)
    {
        HoleComponents found = HoleComponents.Find(hole, int.MaxValue);
        List<int>[] pixels = [.. found.Components.Select(_ => new List<int>())];
        for (int i = 0; i < found.Labels.Length; i++)
            if (found.Labels[i] != 0) pixels[found.Labels[i] - 1].Add(i);
        int all = pixels.Sum(one => one.Count);
        bool IsLarge(int count) => count >= LargePixels && count >= LargeShare * all;

        int[] large = [.. Enumerable.Range(0, pixels.Length).Where(i => IsLarge(pixels[i].Count)).OrderByDescending(i => pixels[i].Count)];
        int[] small = [.. Enumerable.Range(0, pixels.Length).Where(i => !IsLarge(pixels[i].Count))];
        var parts = large.Select(i => new HolePart(pixels[i], found.Components[i].Bounds, 1)).ToList();
        if (small.Length > 0)
        {
            parts.Add(new(
                [.. small.SelectMany(i => pixels[i]).Order()], small.Select(i => found.Components[i].Bounds).Aggregate((a, b) => a.Union(b)), small.Length));
        }

        return parts;
    }
}
