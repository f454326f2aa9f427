using Csa.Data.Images;

namespace Csa.Data.Masks;

/// <summary>Scales masks by area, so that what counts for a thin stroke is how much it covers, not where a sample falls.</summary>
public static class MaskScaling
{
    /// <summary>Resizes masks: a cell is missing if at least half of its area was.</summary>
    /// <param name="mask">N masks.</param>
    /// <param name="height">H of the result.</param>
    /// <param name="width">W of the result.</param>
    public static HoleMask ResizeByArea(HoleMask mask, int height, int width)
    {
        if (mask.Height == height && mask.Width == width) return mask;
        return HoleMask.Batch([.. Enumerable.Range(0, mask.Count).Select(n => ResizeOne(mask, n, height, width))]);
    }

    private static HoleMask ResizeOne(HoleMask mask, int sample, int height, int width)
    {
        byte[] cells = mask.Cells(sample).ToArray();
        for (int i = 0; i < cells.Length; i++) cells[i] *= 255;
        byte[] scaled = Resampler.Area(cells, new ImageSize(mask.Width, mask.Height), 1, new ImageSize(width, height));
        for (int i = 0; i < scaled.Length; i++) scaled[i] = scaled[i] >= 128 ? (byte)1 : (byte)0;
        return HoleMask.FromCells(scaled, 1, height, width);
    }
}
