namespace Csa.Networks;

/// <summary>What a traced layer does.</summary>
public enum LayerKind
{
    /// <summary>A convolution.</summary>
    Convolution,

    /// <summary>A transposed convolution.</summary>
    TransposedConvolution,

    /// <summary>The CSA layer, which has no parameters.</summary>
    Attention,
}

/// <summary>The shape of one sample's features.</summary>
/// <param name="Channels">At least 1.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct FeatureShape(int Channels, int Height, int Width);

/// <summary>One layer of a network as it ran; norms and activations, which change no shape, are part of the layer before.</summary>
/// <param name="Network">"rough network" …</param>
/// <param name="Name">The module's name, as in checkpoints: "levels.2.conv".</param>
/// <param name="Kind">What it does.</param>
/// <param name="KernelSide">3 for 3x3; 0 for the CSA layer.</param>
/// <param name="Input">What came in, as the convolution read it: padded and thinned where it is dilated; where skip connections join, of more channels than the layer before gave.</param>
/// <param name="Output">What came out.</param>
/// <param name="Parameters">Weights and biases, those of the norm behind it included.</param>
public sealed record TracedLayer(string Network, string Name, LayerKind Kind, int KernelSide, FeatureShape Input, FeatureShape Output, long Parameters);
