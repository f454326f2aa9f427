using Csa.Masks;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>The result of a CSA layer: its output, and the attention in factored form.</summary>
public sealed class CsaTrace : IDisposable
{
    internal CsaTrace(Tensor output, HoleMask hole)
    {
        Output = output.DetachFromDisposeScope();
        Hole = hole;
    }

    /// <summary>[N, C, H, W]; known cells bit-identical to the input.</summary>
    public Tensor Output { get; }

    /// <summary>The hole on the feature grid.</summary>
    public HoleMask Hole { get; }

    /// <inheritdoc/>
    public void Dispose() => Output.Dispose();
}
