using Csa.Data.Images;

namespace Csa.Data.Regions;

/// <summary>An image being filled. Known bytes are never written.</summary>
/// <param name="filled">The image; its holes are overwritten.</param>
/// <param name="missing">H W values, 1 = not known yet.</param>
/// <param name="labels">H W values: the region that fills each pixel, 0 = known.</param>
/// <param name="isGrey">True if what is filled gets no colour.</param>
internal sealed class Canvas(RgbImage filled, byte[] missing, int[] labels, bool isGrey)
{
    public RgbImage Filled => filled;

    public byte[] Missing => missing;

    public RgbImage? Rough { get; private set; }

    /// <summary>Takes a region's pixels from what a system has made of its crop.</summary>
    public void Paint(PlannedRegion region, RgbImage refined, RgbImage? rough)
    {
        if (rough is not null) Rough ??= new RgbImage(filled.Width, filled.Height, (byte[])filled.Pixels.Clone(), (byte[]?)filled.Alpha?.Clone());
        PixelRectangle bounds = region.Bounds;
        for (int y = bounds.Top; y < bounds.Bottom; y++)
        {
            for (int x = bounds.Left; x < bounds.Right; x++)
            {
                int to = (y * filled.Width) + x;
                if (labels[to] != region.Label) continue;
                int from = ((y - region.Crop.Top) * region.Crop.Width) + x - region.Crop.Left;
                Paint(refined.Pixels.AsSpan(3 * from, 3), filled.Pixels.AsSpan(3 * to, 3));
                if (rough is not null) Paint(rough.Pixels.AsSpan(3 * from, 3), Rough!.Pixels.AsSpan(3 * to, 3));
                missing[to] = 0;
            }
        }
    }

    // A grey photograph gets what is bright or dark from a system of colours, and no colour. Rec. 601 luma.
    private void Paint(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (isGrey) to.Fill((byte)(((299 * from[0]) + (587 * from[1]) + (114 * from[2]) + 500) / 1000));
        else from.CopyTo(to);
    }
}
