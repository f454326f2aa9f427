using System.Collections.Concurrent;
using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Serve;

/// <summary>The fills of a picture, of each only the rectangle around the holes.</summary>
/// <param name="number">The number of the request, by which the page tells results apart.</param>
/// <param name="photograph">The picture.</param>
/// <param name="hole">The hole, not empty.</param>
internal sealed class FillResult(int number, RgbImage photograph, HoleMask hole)
{
    private readonly ConcurrentDictionary<string, RgbImage> patches = new();

    public int Number => number;

    /// <summary>The rectangle around the holes.</summary>
    public PixelRectangle Bounds { get; } = hole.Bounds(0) ?? throw new ArgumentException("hole: want one that is not empty", nameof(hole));

    /// <summary>The attention of CSA's fill; null if there is none.</summary>
    public AttentionView? Look { get; set; }

    /// <summary>Stores a fill.</summary>
    /// <param name="name">"auto" or the method's.</param>
    /// <param name="filled">The fill, of the picture's size.</param>
    public void Keep(string name, RgbImage filled) => patches[name] = filled.Crop(Bounds);

    /// <summary>The rectangle around the holes, filled.</summary>
    /// <param name="name">As it was stored.</param>
    /// <exception cref="RefusedException">Nothing was kept under it.</exception>
    public RgbImage Patch(string name) => patches.TryGetValue(name, out RgbImage? patch) ? patch : throw new RefusedException(404, "no such fill of this picture");

    /// <summary>The whole picture, filled; known pixels are the picture's.</summary>
    /// <param name="name">As it was stored.</param>
    /// <exception cref="RefusedException">Nothing was kept under it.</exception>
    public RgbImage Whole(string name)
    {
        RgbImage patch = Patch(name);
        var pixels = (byte[])photograph.Pixels.Clone();
        for (int y = 0; y < Bounds.Height; y++)
            patch.Pixels.AsSpan(3 * y * Bounds.Width, 3 * Bounds.Width).CopyTo(pixels.AsSpan(3 * (((y + Bounds.Top) * photograph.Width) + Bounds.Left)));
        return new RgbImage(photograph.Width, photograph.Height, pixels, photograph.Alpha);
    }

    /// <summary>The filled holes with context of their own size on each side, for a thumbnail.</summary>
    /// <param name="name">As it was stored.</param>
    /// <exception cref="RefusedException">Nothing was kept under it.</exception>
    public RgbImage Card(string name) => Whole(name).Crop(Bounds.Widened(Math.Max(16, Bounds.LongerSide / 2), photograph.Size));
}
