using Csa.Data.Masks;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>The result of a CSA layer: its output, and the attention of each sample in factored form. Owns the output.</summary>
public sealed class CsaTrace : IDisposable
{
    private readonly BackwardFailure? failure;

    internal CsaTrace(Tensor output, HoleMask hole, IReadOnlyList<CsaAttention> attention, BackwardFailure? failure = null)
    {
        this.failure = failure;
        Output = output.DetachFromDisposeScope();
        Hole = hole;
        Attention = attention;
    }

    /// <summary>[N, C, H, W]; known cells bit-identical to the input.</summary>
    public Tensor Output { get; }

    /// <summary>The hole on the feature grid.</summary>
    public HoleMask Hole { get; }

    /// <summary>One entry per sample.</summary>
    public IReadOnlyList<CsaAttention> Attention { get; }

    /// <summary>Throws what went wrong in this layer's backward pass, if anything did. To be called after <c>backward()</c>, before an optimiser's step.</summary>
    /// <remarks>Libtorch cannot carry an exception out of <c>backward()</c>: the gradients of a failed pass are NaN.</remarks>
    /// <exception cref="InvalidOperationException">The backward pass failed; the cause is the inner exception.</exception>
    public void ThrowIfBackwardFailed() => failure?.Throw();

    /// <inheritdoc/>
    public void Dispose() => Output.Dispose();
}
