using System.Numerics;
using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>
/// Paints water: reflections of what stands beyond it and of the sky, broken by ripples, and its own colour where one looks
/// into it.
/// </summary>
internal sealed class WaterPainter(LandscapeAttributes attributes, Raster raster, LandscapeView view, SkyDome sky, Atmosphere air, float[] landDepths)
{
    private readonly uint seed = (uint)Seed.Derive(attributes.DetailSeed, 51);
    private readonly float choppy = 0.004f + (0.085f * (float)(attributes.Ripples * attributes.Ripples)) + (0.02f * (float)attributes.Ripples);
    private readonly Vector3 deep = LinearColour.Along(
        [LinearColour.Rgb(86, 74, 54), LinearColour.Rgb(52, 84, 74), LinearColour.Rgb(36, 76, 112)], (float)attributes.WaterHue) * (sky.SkyLight + (0.35f * sky.SunLight));

    /// <summary>Paints the water over cells whose land, sky and distant objects are finished.</summary>
    /// <param name="water">0 … 1 for every cell.</param>
    public void Paint(float[] water)
    {
        int side = raster.Side;
        for (int at = side * (int)(view.Horizon * side); at < water.Length; at++)
        {
            // What stands before the water stays: it may be mirrored further down.
            if (water[at] <= 0.004f || IsThing(at)) continue;
            Vector3 seen = Seen(at % side, at / side);
            raster.Pixels[at] = Vector3.Lerp(raster.Pixels[at], seen, Math.Min(1, water[at]));
        }
    }

    private Vector3 Seen(int column, int row)
    {
        int side = raster.Side;
        float below = Math.Max(0.0006f, ((row + 0.5f) / side) - view.Horizon), z = LandscapeView.Focal * view.Eye / below, across = ((column + 0.5f) / side - 0.5f) / LandscapeView.Focal, x = across * z;
        float along = x / MathF.Sqrt(z) * 1.1f, away = MathF.Log(z) * 34;
        float broad = Noise.Value(along, away, seed), fine = Noise.Value(along * 2.7f, away * 2.3f, seed + 1), gust = 0.65f + (0.5f * Noise.Value(across * 3, MathF.Log(z) * 2.5f, seed + 2));
        float tilt = choppy * gust * ((0.8f * broad) + (0.6f * fine)), sideways = 0.6f * choppy * Noise.Value(along * 1.3f, away * 1.7f, seed + 3);
        // A wave that leans towards the viewer mirrors what is higher up.
        float rise = Math.Abs((below / LandscapeView.Focal) + (2 * tilt * Math.Min(1, 0.15f + (6 * below))));
        Vector3 mirrored = Mirrored(column, row, z, rise, across, sideways);
        float facing = Math.Clamp((below / LandscapeView.Focal) + (1.2f * tilt), 0.01f, 1), away4 = 1 - facing;
        away4 *= away4;
        away4 *= away4;
        Vector3 seen = Vector3.Lerp(deep, 0.95f * mirrored, Math.Clamp(0.10f + (0.90f * away4), 0, 1));
        return air.Through(seen, column, x, 0, z);
    }

    private bool IsThing(int at) => raster.Depths[at] < landDepths[at];

    // Up the same column of cells: the mirrored line of sight keeps its direction, but for ripples.
    private Vector3 Mirrored(int column, int row, float z, float rise, float across, float sideways)
    {
        int side = raster.Side, shifted = Math.Clamp(column + (int)MathF.Round(sideways * side * 0.5f), 0, side - 1);
        float highest = view.Horizon - (LandscapeView.Focal * rise) - (1.5f / side);
        for (int k = row - 1; k >= 0 && (k + 1f) / side > highest; k--)
        {
            float distance = raster.Depths[(k * side) + shifted];
            if (float.IsPositiveInfinity(distance)) break;
            if (distance <= z) continue;
            float height = view.Eye - (((k + 0.5f) / side - view.Horizon) * distance / LandscapeView.Focal);
            float passes = (distance - z) * rise;
            if (height <= 0.05f || height < passes) continue;
            // Land is solid; under a crown of leaves one sees through.
            bool above = height > passes + (3 * distance / (LandscapeView.Focal * side));
            if (!above || !IsThing((k * side) + shifted)) return raster.Pixels[(k * side) + shifted];
        }

        return sky.Seen(new Vector3(across + sideways, rise, 1));
    }
}
