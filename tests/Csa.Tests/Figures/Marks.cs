using Csa.Data.Images;

namespace Csa.Tests.Figures;

/// <summary>What is to be seen in a figure: pixels of a colour.</summary>
internal static class Marks
{
    public static readonly (int R, int G, int B) Blue = (0, 114, 178), Vermilion = (213, 94, 0), Green = (0, 158, 115), Accent = (220, 20, 30);

    public static (int R, int G, int B) At(RgbImage image, int x, int y)
    {
        int i = 3 * ((y * image.Width) + x);
        return (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]);
    }

    /// <summary>Pixels of exactly a colour in a part of a figure.</summary>
    public static int Count(RgbImage image, (int R, int G, int B) colour, int left = 0, int top = 0, int? right = null, int? bottom = null)
    {
        int found = 0;
        for (int y = top; y < (bottom ?? image.Height); y++)
            for (int x = left; x < (right ?? image.Width); x++)
                if (At(image, x, y) == colour) found++;
        return found;
    }

    /// <summary>The outermost pixels must be paper: nothing is cut off at the edge.</summary>
    public static bool HasMargin(RgbImage image)
    {
        for (int x = 0; x < image.Width; x++)
            if (At(image, x, 2) != (255, 255, 255) || At(image, x, image.Height - 3) != (255, 255, 255)) return false;
        for (int y = 0; y < image.Height; y++)
            if (At(image, 2, y) != (255, 255, 255) || At(image, image.Width - 3, y) != (255, 255, 255)) return false;
        return true;
    }
}
