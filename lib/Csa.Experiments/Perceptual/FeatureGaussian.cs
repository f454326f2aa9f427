using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Perceptual;

/// <summary>The Gaussian with the mean and the covariance (over N - 1) of a set of features, for FID (Heusel et al. 2017).</summary>
/// <remarks>
/// Not the covariance C is kept but a root R of it, R'R = C: then the trace of (C1 C2)^(1/2) is the sum of R1 R2's singular values,
/// so that a covariance without full rank, of fewer images than features, needs no correction. pytorch-fid takes the root of C1 C2
/// itself and there differs in the last digits. In float64.
/// </remarks>
public sealed class FeatureGaussian : IDisposable
{
    private readonly Tensor mean;
    private readonly Tensor root;

    private FeatureGaussian(Tensor mean, Tensor root) => (this.mean, this.root) = (mean.DetachFromDisposeScope(), root.DetachFromDisposeScope());

    /// <summary>Fits a set.</summary>
    /// <param name="features">[N, D] of any floating dtype, N at least 2.</param>
    /// <exception cref="ArgumentException">Fewer than 2.</exception>
    public static FeatureGaussian Of(Tensor features)
    {
        long count = features.shape[0];
        if (count < 2) throw new ArgumentException($"features: want those of at least 2 images, got {count}", nameof(features));
        using var scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        Tensor x = features.to(ScalarType.Float64), mean = x.mean([0]);
        Tensor centred = (x - mean) / Math.Sqrt(count - 1);
        return new FeatureGaussian(mean, count > features.shape[1] ? linalg.qr(centred).R : centred);
    }

    /// <summary>The Fréchet distance |m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^(1/2)), which of Inception's features is FID.</summary>
    /// <param name="other">Of features of the same kind.</param>
    /// <returns>At least 0; smaller is better.</returns>
    public double Distance(FeatureGaussian other)
    {
        using var scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        Tensor mixed = linalg.svdvals(root.matmul(other.root.t())).sum();
        Tensor distance = (mean - other.mean).square().sum() + root.square().sum() + other.root.square().sum() - (2 * mixed);
        return Math.Max(0, distance.item<double>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        mean.Dispose();
        root.Dispose();
    }
}
