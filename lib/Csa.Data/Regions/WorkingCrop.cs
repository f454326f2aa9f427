using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Data.Regions;

/// <summary>Maps a crop of an image to a square of the working side: reduced if it is larger, continued by reflection if smaller.</summary>
internal sealed class WorkingCrop
{
    private readonly int side;
    private readonly int width;
    private readonly int height;

    /// <summary>The geometry of one crop.</summary>
    /// <param name="crop">Inside the image.</param>
    /// <param name="side">The working side in pixels.</param>
    public WorkingCrop(PixelRectangle crop, int side)
    {
        Crop = crop;
        this.side = side;
        Scale = Math.Min(1, (double)side / crop.LongerSide);
        width = Math.Max(1, (int)Math.Round(crop.Width * Scale));
        height = Math.Max(1, (int)Math.Round(crop.Height * Scale));
        Content = new PixelRectangle((side - width) / 2, (side - height) / 2, width, height);
    }

    /// <summary>The part of the image.</summary>
    public PixelRectangle Crop { get; }

    /// <summary>The part of the working square that the crop covers; the rest is reflection.</summary>
    public PixelRectangle Content { get; }

    /// <summary>Working pixels per image pixel, at most 1.</summary>
    public double Scale { get; }

    /// <summary>The system's input: the crop at the working side.</summary>
    /// <param name="image">The whole image; pixels where <paramref name="missing"/> is 1 are ignored.</param>
    /// <param name="missing">1 = not known yet; at least one pixel of the crop is known.</param>
    /// <returns>Image and hole of the working side.</returns>
    /// <exception cref="ArgumentException">No pixel of the crop is known.</exception>
    public WorkingInput Cut(RgbImage image, byte[] missing)
    {
        // Each image pixel falls into one working pixel, which is the mean of the known ones among them.
        var sums = new long[3 * width * height];
        var known = new int[width * height];
        var all = new int[width * height];
        for (int y = 0; y < Crop.Height; y++)
        {
            int row = (int)((long)y * height / Crop.Height) * width;
            for (int x = 0; x < Crop.Width; x++)
            {
                int to = row + (int)((long)x * width / Crop.Width);
                int from = ((Crop.Top + y) * image.Width) + Crop.Left + x;
                all[to]++;
                if (missing[from] != 0) continue;
                known[to]++;
                for (int channel = 0; channel < 3; channel++) sums[(3 * to) + channel] += image.Pixels[(3 * from) + channel];
            }
        }

        // Half of it must be known; where nothing is known that well, the best known count.
        double enough = Math.Min(0.5, Enumerable.Range(0, known.Length).Max(i => (double)known[i] / all[i]));
        if (enough == 0) throw new ArgumentException($"missing: want a known pixel in the crop {Crop}, got none", nameof(missing));
        var pixels = new byte[3 * side * side];
        var hole = new byte[side * side];
        for (int y = 0; y < side; y++)
        {
            int row = Reflection.HalfSample(y - Content.Top, height) * width;
            for (int x = 0; x < side; x++)
            {
                int from = row + Reflection.HalfSample(x - Content.Left, width);
                int to = (y * side) + x;
                if ((double)known[from] / all[from] < enough) hole[to] = 1;
                for (int channel = 0; channel < 3 && known[from] > 0; channel++)
                    pixels[(3 * to) + channel] = (byte)((sums[(3 * from) + channel] + (known[from] / 2)) / known[from]);
            }
        }

        return new WorkingInput(new RgbImage(side, side, pixels), HoleMask.FromCells(hole, 1, side, side));
    }

    /// <summary>Resizes a working square back to the size of the crop.</summary>
    /// <param name="working">Of the working side.</param>
    public RgbImage Enlarge(RgbImage working) =>
        working.Crop(Content.Left, Content.Top, width, height).Resize(Crop.Width, Crop.Height);
}

/// <summary>The input of a system for one pass.</summary>
/// <param name="Image">Square, of the working side.</param>
/// <param name="Hole">Of the same size.</param>
internal sealed record WorkingInput(RgbImage Image, HoleMask Hole);
