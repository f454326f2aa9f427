namespace Csa.Masks;

/// <summary>A hole on a feature grid, and what the grid was too coarse to tell. Neither case is an error.</summary>
public sealed class FeatureHole
{
    /// <summary>A result.</summary>
    /// <param name="mask">On the feature grid.</param>
    /// <param name="vanishedSamples">See <see cref="VanishedSamples"/>.</param>
    /// <param name="forcedKnownSamples">See <see cref="ForcedKnownSamples"/>.</param>
    internal FeatureHole(HoleMask mask, IReadOnlyList<int> vanishedSamples, IReadOnlyList<int> forcedKnownSamples)
    {
        Mask = mask;
        VanishedSamples = vanishedSamples;
        ForcedKnownSamples = forcedKnownSamples;
    }

    /// <summary>On the feature grid, as many samples as the pixel mask.</summary>
    public HoleMask Mask { get; }

    /// <summary>Samples whose hole is too small for the grid: no cell is missing, and the convolutions alone fill it.</summary>
    public IReadOnlyList<int> VanishedSamples { get; }

    /// <summary>Samples with known pixels but no known cell: the cells of least hole share (all of them on a tie) count as known.</summary>
    public IReadOnlyList<int> ForcedKnownSamples { get; }
}
