using Csa.Data.Images;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>Draws a facade from its attributes.</summary>
public static class FacadeDrawing
{
    /// <summary>
    /// Draws a house from the street, as photographers frame one: it fills most of the square; its windows, and the rhythm
    /// in which they stand, reach from the centre half to the rim.
    /// </summary>
    /// <param name="attributes">What to draw.</param>
    /// <param name="side">Height and width in pixels, at least 1. Every size shows the same picture, in more or less detail.</param>
    /// <returns>side x side; the same bytes for the same arguments, on any thread.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side below 1.</exception>
    public static RgbImage Draw(FacadeAttributes attributes, int side)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var raster = new Raster(side);
        new FacadeScene(attributes).Paint(raster);
        return raster.ToImage();
    }
}
