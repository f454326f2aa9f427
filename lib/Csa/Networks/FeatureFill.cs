using Csa.Attention;
using Csa.Data.Masks;
using static Csa.Networks.Layers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>What fills the hole in the features of the refinement network: the CSA layer, or what stands in its place.</summary>
/// <remarks>All else is the same whatever stands here, the first weights included: see <see cref="Initialisation.Normal"/>.</remarks>
internal abstract class FeatureFill : nn.Module<Tensor, HoleMask, FilledFeatures>
{
    private protected FeatureFill(string name)
        : base(name)
    {
    }

    /// <summary>Creates the part that the options ask for.</summary>
    /// <param name="options">Valid ones.</param>
    internal static FeatureFill Of(NetworkOptions options) => options.Attention switch
    {
        HoleAttention.None => new Identity(),
        HoleAttention.Convolution => new Convolved(options.Channels((int)options.CsaPosition)),
        HoleAttention.Contextual => new Contextual(),
        _ => new Recurrent(Reading(options)),
    };

    /// <summary>True if the hole is filled by CSA's recurrence, whose attention can be shown.</summary>
    /// <param name="options">Valid ones.</param>
    internal static bool HasTrace(NetworkOptions options) => options.Attention is not (HoleAttention.None or HoleAttention.Convolution or HoleAttention.Contextual);

    /// <summary>The options of the CSA layer, or of the variant of its recurrence with other weights, that the options ask for.</summary>
    /// <param name="options">Valid ones.</param>
    internal static CsaOptions Reading(NetworkOptions options) => options.Attention switch
    {
        HoleAttention.Nearest => options.Csa with { PredecessorWeight = 0 },
        HoleAttention.Selected => options.Csa with { PredecessorWeight = 0, Candidates = options.Csa.Candidates > 1 ? options.Csa.Candidates : 8 },
        HoleAttention.Constant => options.Csa with { PredecessorWeight = options.Csa.PredecessorWeight ?? 0.5 },
        _ => options.Csa,
    };

    /// <summary>Fills the hole.</summary>
    /// <param name="features">[N, C, h, w].</param>
    /// <param name="hole">On the same grid, each sample with a known cell.</param>
    /// <returns>The features with their hole filled; the caller disposes it.</returns>
    public abstract override FilledFeatures forward(Tensor features, HoleMask hole);

    // CSA's search and recurrence, with Eq. 3's weights or constant ones.
    private sealed class Recurrent(CsaOptions options) : FeatureFill("CSA layer")
    {
        public override FilledFeatures forward(Tensor features, HoleMask hole) => new(CsaLayer.Fill(features, hole, options));
    }

    private sealed class Identity() : FeatureFill("nothing")
    {
        public override FilledFeatures forward(Tensor features, HoleMask hole) => new(features.alias());
    }

    private sealed class Contextual() : FeatureFill("contextual attention")
    {
        public override FilledFeatures forward(Tensor features, HoleMask hole) => new(ContextualLayer.Fill(features, hole));
    }

    // Over the whole map, without an activation, as the layer in whose place it stands has none.
    private sealed class Convolved : FeatureFill
    {
        private readonly Convolution2d conv;

        internal Convolved(int channels)
            : base("convolution")
        {
            conv = Conv3x3(channels, channels);
            RegisterComponents();
        }

        public override FilledFeatures forward(Tensor features, HoleMask hole) => new(conv.call(features));
    }
}

/// <summary>Features whose hole has been filled. Owns its tensor, and the attention if it was filled by the CSA layer's rule.</summary>
internal sealed class FilledFeatures : IDisposable
{
    internal FilledFeatures(CsaTrace trace)
    {
        Trace = trace;
        Output = trace.Output;
    }

    internal FilledFeatures(Tensor output) => Output = output.DetachFromDisposeScope();

    /// <summary>[N, C, h, w].</summary>
    internal Tensor Output { get; }

    /// <summary>The attention, which owns the output; null if the features were filled by another rule.</summary>
    internal CsaTrace? Trace { get; }

    /// <inheritdoc/>
    public void Dispose() => Output.Dispose();
}
