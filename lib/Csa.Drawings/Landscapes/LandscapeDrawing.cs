using Csa.Data.Images;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>Draws a landscape from its attributes.</summary>
public static class LandscapeDrawing
{
    /// <summary>
    /// Draws a view over land and water to the horizon, which crosses the centre half; ridges, shores and their reflections
    /// run across it from edge to edge.
    /// </summary>
    /// <param name="attributes">What to draw.</param>
    /// <param name="side">Height and width in pixels, at least 1. Every size shows the same picture, in more or less detail.</param>
    /// <returns>side x side; the same bytes for the same arguments, on any thread.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side below 1.</exception>
    public static RgbImage Draw(LandscapeAttributes attributes, int side)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var raster = new Raster(side);
        LandscapeScene.Paint(attributes, raster);
        return raster.ToImage();
    }
}
