using System.Runtime.Intrinsics;

namespace Csa.Baselines.Patches;

/// <summary>The local roughness of the image.</summary>
internal static class TextureStrength
{
    // How much it counts beside a colour. More looks no better and costs PSNR.
    private const float Weight = 0.5f;
    private const int Radius = 3;

    /// <summary>Writes the mean absolute difference of neighbours around each known pixel into its fourth lane, weighted.</summary>
    /// <remarks>Coarse scales average texture away; this stays, and keeps smooth patches from standing in for it (Newson et al.).</remarks>
    public static void Measure(Vector128<float>[] colours, CellKind[] kinds, int height, int width)
    {
        // Summed-area tables of differences and of their number.
        int stride = width + 1;
        var sum = new double[(height + 1) * stride];
        var count = new int[(height + 1) * stride];
        for (int y = 0; y < height; y++)
        {
            double rowSum = 0;
            int rowCount = 0;
            for (int x = 0; x < width; x++)
            {
                int i = (y * width) + x;
                if (x > 0) Add(i, i - 1);
                if (y > 0) Add(i, i - width);
                int at = ((y + 1) * stride) + x + 1;
                sum[at] = sum[at - stride] + rowSum;
                count[at] = count[at - stride] + rowCount;
            }

            void Add(int i, int j)
            {
                if (kinds[i] != CellKind.Known || kinds[j] != CellKind.Known) return;
                rowSum += Vector128.Sum(Vector128.Abs(colours[i] - colours[j]));
                rowCount++;
            }
        }

        var strength = new float[kinds.Length];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int top = Math.Max(0, y - Radius) * stride, bottom = Math.Min(height, y + Radius + 1) * stride;
                int left = Math.Max(0, x - Radius), right = Math.Min(width, x + Radius + 1);
                int pairs = count[bottom + right] - count[bottom + left] - count[top + right] + count[top + left];
                if (pairs > 0) strength[(y * width) + x] = (float)(Weight * (sum[bottom + right] - sum[bottom + left] - sum[top + right] + sum[top + left]) / pairs);
            }
        }

        for (int i = 0; i < kinds.Length; i++) if (kinds[i] == CellKind.Known) colours[i] = colours[i].WithElement(3, strength[i]);
    }
}
