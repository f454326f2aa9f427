using System.Runtime.Intrinsics;

namespace Csa.Baselines.Patches;

/// <summary>Laplace's equation on pixels that are vectors.</summary>
internal static class Surface
{
    /// <summary>Replaces all missing cells by the smoothest surface through the known ones.</summary>
    /// <param name="colours">One vector per cell.</param>
    /// <param name="kinds">At least one known.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="lanes">3: colours alone; 4: all of the vector.</param>
    /// <param name="cancellation">Stops soon.</param>
    public static void Fill(Vector128<float>[] colours, CellKind[] kinds, int height, int width, int lanes, CancellationToken cancellation)
    {
        var hole = new byte[kinds.Length];
        for (int i = 0; i < kinds.Length; i++) hole[i] = (byte)(kinds[i] == CellKind.Known ? 0 : 1);
        var planes = new float[3 * kinds.Length];
        Solve(0, 3);
        if (lanes > 3) Solve(3, 1);

        void Solve(int first, int channels)
        {
            for (int channel = 0; channel < 3; channel++)
                for (int i = 0; i < kinds.Length; i++) planes[(channel * kinds.Length) + i] = channel < channels ? colours[i][first + channel] : 0;
            LaplaceEquation.Solve(planes, hole, height, width, cancellation);
            for (int i = 0; i < kinds.Length; i++)
            {
                if (hole[i] == 0) continue;
                for (int channel = 0; channel < channels; channel++) colours[i] = colours[i].WithElement(first + channel, planes[(channel * kinds.Length) + i]);
            }
        }
    }
}
