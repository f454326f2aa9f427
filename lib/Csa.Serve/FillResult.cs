using System.Collections.Concurrent;
using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Serve;

/// <summary>What was made of a picture: of each fill the rectangle around the holes, as the rest is the picture's.</summary>
/// <param name="number">Of the fill, so that a page tells two apart.</param>
/// <param name="photograph">The picture.</param>
/// <param name="hole">What was missing, not empty.</param>
internal sealed class FillResult(int number, RgbImage photograph, HoleMask hole)
{
    private readonly ConcurrentDictionary<string, RgbImage> patches = new();

    public int Number => number;

    /// <summary>The rectangle around the holes.</summary>
    public PixelRectangle Bounds { get; } = hole.Bounds(0) ?? throw new ArgumentException("hole: want one that is not empty", nameof(hole));

    /// <summary>Where the content of CSA's fill comes from; null unless it filled.</summary>
    public AttentionLook? Look { get; set; }

    /// <summary>Keeps a fill.</summary>
    /// <param name="name">"auto" or the method's.</param>
    /// <param name="filled">Of the picture's size.</param>
    public void Keep(string name, RgbImage filled) => patches[name] = filled.Crop(Bounds);

    /// <summary>The rectangle around the holes, filled.</summary>
    /// <param name="name">As it was kept.</param>
    /// <exception cref="RefusedException">Nothing was kept under it.</exception>
    public RgbImage Patch(string name) => patches.TryGetValue(name, out RgbImage? patch) ? patch : throw new RefusedException(404, "no such fill of this picture");

    /// <summary>The whole picture, filled; known pixels are the picture's.</summary>
    /// <param name="name">As it was kept.</param>
    /// <exception cref="RefusedException">Nothing was kept under it.</exception>
    public RgbImage Whole(string name)
    {
        RgbImage patch = Patch(name);
        var pixels = (byte[])photograph.Pixels.Clone();
        for (int y = 0; y < Bounds.Height; y++)
            patch.Pixels.AsSpan(3 * y * Bounds.Width, 3 * Bounds.Width).CopyTo(pixels.AsSpan(3 * (((y + Bounds.Top) * photograph.Width) + Bounds.Left)));
        return new RgbImage(photograph.Width, photograph.Height, pixels, photograph.Alpha);
    }

    /// <summary>The holes with as much around them as they are large, filled: what a card shows.</summary>
    /// <param name="name">As it was kept.</param>
    /// <exception cref="RefusedException">Nothing was kept under it.</exception>
    public RgbImage Card(string name) => Whole(name).Crop(Bounds.Widened(Math.Max(16, Bounds.LongerSide / 2), photograph.Size));
}
