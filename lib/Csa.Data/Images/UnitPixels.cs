namespace Csa.Data.Images;

/// <summary>Bytes to the numbers that networks take, x / 127.5 - 1 in planes of red, green and blue, and back. All 256 values survive.</summary>
public static class UnitPixels
{
    private static readonly float[] ToUnit = [.. Enumerable.Range(0, 256).Select(x => (float)((x / 127.5) - 1))];

    /// <summary>An image as planes.</summary>
    /// <param name="image">Any image; alpha is ignored.</param>
    /// <param name="planes">Receives 3 H W values in [-1, 1].</param>
    public static void FromImage(RgbImage image, Span<float> planes)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        int plane = image.Width * image.Height;
        Span<float> r = planes[..plane], g = planes.Slice(plane, plane), b = planes.Slice(2 * plane, plane);
        for (int i = 0; i < plane; i++)
        {
            r[i] = ToUnit[pixels[3 * i]];
            g[i] = ToUnit[pixels[(3 * i) + 1]];
            b[i] = ToUnit[pixels[(3 * i) + 2]];
        }
    }

    /// <summary>Planes as an image: clamped to [-1, 1], rounded half away from zero; NaN becomes 0.</summary>
    /// <param name="planes">3 H W values.</param>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    public static RgbImage ToImage(ReadOnlySpan<float> planes, int width, int height)
    {
        int plane = width * height;
        var pixels = new byte[3 * plane];
        for (int channel = 0; channel < 3; channel++)
        {
            ReadOnlySpan<float> source = planes.Slice(channel * plane, plane);
            for (int i = 0; i < plane; i++) pixels[(3 * i) + channel] = ToByte(source[i]);
        }

        return new RgbImage(width, height, pixels);
    }

    // In double: float would round 126.49999 + 0.5 up. A NaN fails both comparisons.
    private static byte ToByte(float x)
    {
        double value = (x + 1.0) * 127.5;
        return value >= 255 ? (byte)255 : value > 0 ? (byte)(value + 0.5) : (byte)0;
    }
}
