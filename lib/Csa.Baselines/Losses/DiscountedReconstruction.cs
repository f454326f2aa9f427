using Csa.Data.Masks;
using Csa.Tensors.Ranks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Baselines.Losses;

/// <summary>
/// CA's L1 terms: discounted by the distance to the nearest known pixel in the hole (Yu et al. 2018, section 3.2), plain
/// outside.
/// </summary>
/// <remarks>Far inside a hole many completions are plausible, so the ground truth counts for less there.</remarks>
public static class DiscountedReconstruction
{
    /// <summary>The published weights of a window: gamma to the power of the distance to its nearest border.</summary>
    /// <param name="side">Height and width of the window.</param>
    /// <param name="gamma">0.9.</param>
    /// <returns>[1, 1, side, side] on the CPU; max(gamma^min(i, side - i), gamma^min(j, side - j)) in row i and column j,
    /// counted from 0 on both sides as published.</returns>
    public static Tensor WindowWeights(int side, double gamma)
    {
        var weights = new float[side * side];
        for (int i = 0; i < side; i++)
            for (int j = 0; j < side; j++)
                weights[(i * side) + j] = (float)Math.Max(Math.Pow(gamma, Math.Min(i, side - i)), Math.Pow(gamma, Math.Min(j, side - j)));
        using var scope = NewDisposeScope();
        return tensor(weights).view(1, 1, side, side).MoveToOuterDisposeScope();
    }

    /// <summary>Weights for holes of any shape: gamma to the power of the distance to the nearest known pixel, minus one.</summary>
    /// <param name="hole">On the pixel grid; the image's border is not known content.</param>
    /// <param name="gamma">0.9.</param>
    /// <returns>[N, 1, H, W] on the CPU: 1 next to a known pixel, 0 outside the hole, gamma^(H + W) where nothing is known.</returns>
    /// <remarks>
    /// Distances are counted in steps between 4-neighbours. In a rectangle these are <see cref="WindowWeights"/>, made
    /// symmetric.
    /// </remarks>
    public static Tensor HoleWeights(HoleMask hole, double gamma)
    {
        var weights = new float[hole.Count * hole.Height * hole.Width];
        for (int n = 0; n < hole.Count; n++)
        {
            int[] steps = StepsToKnown(hole, n);
            for (int i = 0; i < steps.Length; i++) weights[(n * steps.Length) + i] = steps[i] == 0 ? 0 : (float)Math.Pow(gamma, steps[i] - 1);
        }

        using var scope = NewDisposeScope();
        return tensor(weights).view(hole.Count, 1, hole.Height, hole.Width).MoveToOuterDisposeScope();
    }

    /// <summary>The weighted L1 of a window, as published: known pixels of the window count too.</summary>
    /// <param name="prediction">[N, 3, h, w]: the window of a prediction.</param>
    /// <param name="truth">[N, 3, h, w].</param>
    /// <param name="weights">From <see cref="WindowWeights"/>.</param>
    /// <returns>A scalar: the mean over the window.</returns>
    public static Tensor OfWindow(Tensor prediction, Tensor truth, Tensor weights)
    {
        using var scope = NewDisposeScope();
        return ((prediction - truth).abs() * weights).mean().MoveToOuterDisposeScope();
    }

    /// <summary>The weighted L1 of the hole.</summary>
    /// <param name="prediction">[N, 3, H, W].</param>
    /// <param name="truth">[N, 3, H, W].</param>
    /// <param name="weights">From <see cref="HoleWeights"/>.</param>
    /// <param name="m">[N, 1, H, W], 1 = hole.</param>
    /// <param name="share">This process's share of the batch whose mean is wanted; the whole batch when not set.</param>
    /// <returns>A scalar: the mean over the hole of the batch; 0 without a hole.</returns>
    public static Tensor OfHole(Tensor prediction, Tensor truth, Tensor weights, Tensor m, BatchShare? share = null)
    {
        using var scope = NewDisposeScope();
        return (((prediction - truth).abs() * weights).sum() / (share ?? BatchShare.Whole).Denominator(m.sum() * prediction.shape[1])).MoveToOuterDisposeScope();
    }

    /// <summary>The L1 over the known pixels: its mean over the image, divided by the known fraction.</summary>
    /// <param name="prediction">[N, 3, H, W].</param>
    /// <param name="truth">[N, 3, H, W].</param>
    /// <param name="m">[N, 1, H, W], 1 = hole.</param>
    /// <param name="share">This process's share of the batch whose mean is wanted; the whole batch when not set.</param>
    /// <returns>A scalar; 0 where nothing is known.</returns>
    public static Tensor OfKnown(Tensor prediction, Tensor truth, Tensor m, BatchShare? share = null)
    {
        using var scope = NewDisposeScope();
        Tensor known = 1 - m;
        return (((prediction - truth).abs() * known).sum() / (share ?? BatchShare.Whole).Denominator(known.sum() * prediction.shape[1])).MoveToOuterDisposeScope();
    }

    // Two sweeps give the exact distance in steps between four neighbours.
    private static int[] StepsToKnown(HoleMask hole, int sample)
    {
        int height = hole.Height, width = hole.Width, far = height + width + 1;
        var steps = new int[height * width];
        ReadOnlySpan<byte> cells = hole.Cells(sample);
        for (int i = 0; i < steps.Length; i++) steps[i] = cells[i] == 0 ? 0 : far;
        for (int i = 0; i < steps.Length; i++)
        {
            if (i >= width) steps[i] = Math.Min(steps[i], steps[i - width] + 1);
            if (i % width > 0) steps[i] = Math.Min(steps[i], steps[i - 1] + 1);
        }

        for (int i = steps.Length - 1; i >= 0; i--)
        {
            if (i < steps.Length - width) steps[i] = Math.Min(steps[i], steps[i + width] + 1);
            if (i % width < width - 1) steps[i] = Math.Min(steps[i], steps[i + 1] + 1);
        }

        return steps;
    }
}
