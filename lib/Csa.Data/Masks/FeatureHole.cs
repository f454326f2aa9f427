using Csa.Data.Images;

namespace Csa.Data.Masks;

/// <summary>A hole on a feature grid, and what the grid was too coarse to tell. Neither case is an error.</summary>
public sealed class FeatureHole
{
    /// <summary>A result.</summary>
    /// <param name="mask">On the feature grid.</param>
    /// <param name="pixels">See <see cref="Pixels"/>.</param>
    /// <param name="vanishedSamples">See <see cref="VanishedSamples"/>.</param>
    /// <param name="forcedKnownSamples">See <see cref="ForcedKnownSamples"/>.</param>
    internal FeatureHole(HoleMask mask, ImageSize pixels, IReadOnlyList<int> vanishedSamples, IReadOnlyList<int> forcedKnownSamples)
    {
        Mask = mask;
        Pixels = pixels;
        VanishedSamples = vanishedSamples;
        ForcedKnownSamples = forcedKnownSamples;
    }

    /// <summary>On the feature grid, as many samples as the pixel mask.</summary>
    public HoleMask Mask { get; }

    /// <summary>The size of the pixel mask that the grid covers: the networks' input, with the padding that makes it divide.</summary>
    public ImageSize Pixels { get; }

    /// <summary>The cell of the grid in which a pixel lies.</summary>
    /// <param name="x">Column, 0 … <see cref="Pixels"/>.Width-1.</param>
    /// <param name="y">Row, 0 … <see cref="Pixels"/>.Height-1.</param>
    /// <exception cref="ArgumentException">Outside the pixel mask.</exception>
    public FeatureCell CellAt(int x, int y)
    {
        if (x < 0 || x >= Pixels.Width || y < 0 || y >= Pixels.Height) throw new ArgumentException($"pixel ({x}, {y}): want one inside {Pixels}");
        return new FeatureCell((int)((long)x * Mask.Width / Pixels.Width), (int)((long)y * Mask.Height / Pixels.Height));
    }

    /// <summary>Samples whose hole is too small for the grid: no cell is missing, and the convolutions alone fill it.</summary>
    public IReadOnlyList<int> VanishedSamples { get; }

    /// <summary>Samples with known pixels but no known cell: the cells of least hole share (all of them on a tie) count as known.</summary>
    public IReadOnlyList<int> ForcedKnownSamples { get; }
}

/// <summary>A cell of a feature grid.</summary>
/// <param name="X">Column.</param>
/// <param name="Y">Row.</param>
public readonly record struct FeatureCell(int X, int Y);
