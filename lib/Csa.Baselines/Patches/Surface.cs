using System.Runtime.Intrinsics;

namespace Csa.Baselines.Patches;

/// <summary>Laplace's equation on pixels that are vectors.</summary>
internal static class Surface
{
    /// <summary>Replaces all missing cells by the smoothest surface through the known ones.</summary>
    public static void Fill(Vector128<float>[] colours, CellKind[] kinds, int height, int width)
    {
        var planes = new float[3 * kinds.Length];
        var hole = new byte[kinds.Length];
        for (int i = 0; i < kinds.Length; i++)
        {
            hole[i] = (byte)(kinds[i] == CellKind.Known ? 0 : 1);
            for (int channel = 0; channel < 3; channel++) planes[(channel * kinds.Length) + i] = colours[i][channel];
        }

        LaplaceEquation.Solve(planes, hole, height, width);
        for (int i = 0; i < kinds.Length; i++)
            if (hole[i] != 0) colours[i] = Vector128.Create(planes[i], planes[kinds.Length + i], planes[(2 * kinds.Length) + i], 0);
    }
}
