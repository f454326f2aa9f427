using Csa.Data;
using Csa.Images;

namespace Csa.Tests.Evaluation;

/// <summary>Small images for tests.</summary>
internal static class Pictures
{
    public static RgbImage Paint(int height, int width, Func<int, int, (int R, int G, int B)> colour)
    {
        var pixels = new byte[3 * height * width];
        for (int i = 0; i < height * width; i++)
        {
            (int r, int g, int b) = colour(i / width, i % width);
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = ((byte)r, (byte)g, (byte)b);
        }

        return new RgbImage(width, height, pixels);
    }

    public static RgbImage Constant(int height, int width, int r, int g, int b) => Paint(height, width, (_, _) => (r, g, b));

    public static RgbImage Noise(int height, int width, ulong seed)
    {
        var pixels = new byte[3 * height * width];
        Seed.Generator(seed).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
