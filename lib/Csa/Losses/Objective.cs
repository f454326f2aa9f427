using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Losses;

/// <summary>The weights of Eq. 8's terms.</summary>
public sealed record ObjectiveWeights
{
    /// <summary>lambda_r, of the reconstruction loss.</summary>
    public double Reconstruction { get; init; } = 1;

    /// <summary>lambda_c, of the consistency loss; 0 leaves the term and its cost out.</summary>
    public double Consistency { get; init; } = 0.01;

    /// <summary>lambda_d, of each discriminator's adversarial term; 0 leaves the terms, the discriminators and their cost out.</summary>
    public double Adversarial { get; init; } = 0.002;
}

/// <summary>The overall objective (paper Eq. 8).</summary>
public static class Objective
{
    /// <summary>L = lambda_r L_re + lambda_c L_c + lambda_d D_R.</summary>
    /// <param name="reconstruction">L_re, a scalar.</param>
    /// <param name="consistency">L_c, a scalar, or null when the term is off.</param>
    /// <param name="adversarial">D_R of each discriminator, scalars, which are added; empty when the term is off.</param>
    /// <param name="lambda">The weights.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Total(Tensor reconstruction, Tensor? consistency, IReadOnlyList<Tensor> adversarial, ObjectiveWeights lambda)
    {
        using var scope = NewDisposeScope();
        Tensor total = lambda.Reconstruction * reconstruction;
        if (consistency is not null) total += lambda.Consistency * consistency;
        foreach (Tensor dR in adversarial) total += lambda.Adversarial * dR;
        return total.MoveToOuterDisposeScope();
    }
}
