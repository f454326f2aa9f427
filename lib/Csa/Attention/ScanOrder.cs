namespace Csa.Attention;

/// <summary>A rule that turns any hole into a <see cref="ScanPath"/>.</summary>
public enum ScanOrder
{
    /// <summary>The paper's: top-left to bottom-right; the predecessor is the cell visited just before, adjacent or not.</summary>
    Raster,

    /// <summary>Ours: rows alternate in direction; the predecessor is the most recently visited 8-neighbour, or none.</summary>
    Serpentine,

    /// <summary>Ours: by 8-neighbour distance to the nearest known cell, smallest first, in raster order within a distance; the predecessor is the most recently visited 8-neighbour, or none.</summary>
    Onion,
}
