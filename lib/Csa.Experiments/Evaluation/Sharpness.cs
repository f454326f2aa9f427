using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Experiments.Evaluation;

/// <summary>How much an image changes from pixel to pixel: blur lowers it, and PSNR does not see that.</summary>
public static class Sharpness
{
    /// <summary>The mean absolute difference between neighbours inside a hole, right and below.</summary>
    /// <param name="image">E.g. a composited output, or the ground truth to compare it with.</param>
    /// <param name="hole">One mask of the same size.</param>
    /// <returns>In grey levels, 0 … 255; a pair counts when both of its pixels are missing; NaN without such a pair.</returns>
    /// <remarks>The total variation per pair. Noise counts as sharp too, so look at the image too.</remarks>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public static double InHole(RgbImage image, HoleMask hole)
    {
        if (hole.Count != 1 || hole.Width != image.Width || hole.Height != image.Height)
            throw new ArgumentException($"hole: want one mask of {image.Width}x{image.Height}, got {hole}", nameof(hole));
        ReadOnlySpan<byte> cells = hole.Cells(0);
        long sum = 0, values = 0;
        for (int cell = 0; cell < cells.Length; cell++)
        {
            if (cell % image.Width + 1 < image.Width) Add(cell, cell + 1, cells);
            if (cell + image.Width < cells.Length) Add(cell, cell + image.Width, cells);
        }

        return (double)sum / values;

        void Add(int a, int b, ReadOnlySpan<byte> missing)
        {
            if (missing[a] == 0 || missing[b] == 0) return;
            for (int c = 0; c < 3; c++) sum += Math.Abs(image.Pixels[(3 * a) + c] - image.Pixels[(3 * b) + c]);
            values += 3;
        }
    }
}
