namespace Csa.Baselines.DeepFill;

/// <summary>One convolution of a two-stage network as the papers' tables list it.</summary>
/// <param name="Channels">The convolution's output channels; a gate halves them.</param>
/// <param name="Kernel">Side of the kernel, odd.</param>
internal sealed record LayerPlan(int Channels, int Kernel = 3)
{
    /// <summary>The stride; 2 halves the sides.</summary>
    internal int Stride { get; init; } = 1;

    /// <summary>The step between the taps of the kernel in cells.</summary>
    internal int Dilation { get; init; } = 1;

    /// <summary>True if the map is up-sampled by 2 (nearest neighbour) before the convolution.</summary>
    internal bool UpsampleFirst { get; init; }

    /// <summary>True if a ReLU follows instead of the ELU.</summary>
    internal bool Rectified { get; init; }

    /// <summary>True for the last layer: neither gate nor activation follows.</summary>
    internal bool IsOutput { get; init; }
}

/// <summary>The layers of DeepFill's two stages, the same in its first (CA) and its second version (GC).</summary>
internal static class TwoStageLayout
{
    private static readonly int[] Dilations = [2, 4, 8, 16];

    /// <summary>The first stage.</summary>
    /// <param name="c">The base width, a multiple of 4.</param>
    internal static LayerPlan[] Coarse(int c) =>
        [new(c, 5), Down(2 * c), new(2 * c), Down(4 * c), new(4 * c), new(4 * c), .. Dilated(4 * c), new(4 * c), new(4 * c), .. Decoder(c)];

    /// <summary>The second stage's branch of dilated convolutions.</summary>
    /// <param name="c">The base width.</param>
    internal static LayerPlan[] DilatedBranch(int c) =>
        [new(c, 5), Down(c), new(2 * c), Down(2 * c), new(4 * c), new(4 * c), .. Dilated(4 * c)];

    /// <summary>The second stage's other branch, up to the attention.</summary>
    /// <param name="c">The base width.</param>
    internal static LayerPlan[] BeforeAttention(int c) =>
        [new(c, 5), Down(c), new(2 * c), Down(4 * c), new(4 * c), new(4 * c) { Rectified = true }];

    /// <summary>The same branch after the attention.</summary>
    /// <param name="c">The base width.</param>
    internal static LayerPlan[] AfterAttention(int c) => [new(4 * c), new(4 * c)];

    /// <summary>From both branches, concatenated along the channels, to the image.</summary>
    /// <param name="c">The base width.</param>
    internal static LayerPlan[] Joint(int c) => [new(4 * c), new(4 * c), .. Decoder(c)];

    private static LayerPlan[] Decoder(int c) => [Up(2 * c), new(2 * c), Up(c), new(c / 2), new(3) { IsOutput = true }];

    private static LayerPlan[] Dilated(int channels) => [.. Dilations.Select(dilation => new LayerPlan(channels) { Dilation = dilation })];

    private static LayerPlan Down(int channels) => new(channels) { Stride = 2 };

    private static LayerPlan Up(int channels) => new(channels) { UpsampleFirst = true };
}
