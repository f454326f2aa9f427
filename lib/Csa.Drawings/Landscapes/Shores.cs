using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>Where the water of each column of cells begins and ends.</summary>
internal sealed class Shores
{
    private readonly float[] nearest, farthest;

    /// <param name="raster">With the depths of land and water.</param>
    /// <param name="water">0 … 1 for every cell.</param>
    public Shores(Raster raster, float[] water)
    {
        nearest = new float[raster.Side];
        farthest = new float[raster.Side];
        Array.Fill(nearest, float.PositiveInfinity);
        for (int at = 0; at < water.Length; at++)
        {
            if (water[at] <= 0.5f) continue;
            int column = at % raster.Side;
            nearest[column] = Math.Min(nearest[column], raster.Depths[at]);
            farthest[column] = Math.Max(farthest[column], raster.Depths[at]);
        }
    }

    /// <summary>The z of the nearest water in a column, or infinity.</summary>
    public float Nearest(int column) => nearest[Math.Clamp(column, 0, nearest.Length - 1)];

    /// <summary>The z of the farthest water in some columns, or 0.</summary>
    public float Farthest(int first, int last)
    {
        float most = 0;
        for (int column = Math.Max(0, first); column <= Math.Min(last, farthest.Length - 1); column++) most = Math.Max(most, farthest[column]);
        return most;
    }
}
