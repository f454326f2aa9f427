using Csa.Data;

namespace Csa.Baselines.DeepFill;

/// <summary>Options of the contextual attention layer; the defaults are its published code's.</summary>
public sealed record AttentionOptions
{
    /// <summary>
    /// For images of 64 pixels, whose features are 16x16: scores are taken on that grid, which CSA and Shift-Net search too.
    /// At half of it all 28 keys around a centre hole contain padding; here 60 of 156 do.
    /// </summary>
    public static AttentionOptions OfSmallImages { get; } = new() { Rate = 1 };

    /// <summary>Scores are taken on a map this many times smaller than the features that are copied. Published: 2.</summary>
    public int Rate { get; init; } = 2;

    /// <summary>What scores are multiplied by before the softmax. Published: 10.</summary>
    public double SoftmaxScale { get; init; } = 10;

    /// <summary>
    /// Adds to each score those of the neighbours in the same direction, along rows and then along columns. Published: yes.
    /// </summary>
    public bool Fuse { get; init; } = true;

    /// <summary>Checks every value.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="BadInputException">A value is out of range.</exception>
    public AttentionOptions Validated()
    {
        if (Rate is not (1 or 2 or 4)) throw new BadInputException($"attention options: Rate: want 1, 2 or 4, got {Rate}");
        if (!(SoftmaxScale > 0 && double.IsFinite(SoftmaxScale))) throw new BadInputException($"attention options: SoftmaxScale: want more than 0, got {SoftmaxScale}");
        return this;
    }
}
