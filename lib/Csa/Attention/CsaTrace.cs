using Csa.Masks;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>The result of a CSA layer: its output, and the attention of each sample in factored form. Owns the output.</summary>
public sealed class CsaTrace : IDisposable
{
    internal CsaTrace(Tensor output, HoleMask hole, IReadOnlyList<CsaAttention> attention)
    {
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

    /// <inheritdoc/>
    public void Dispose() => Output.Dispose();
}
