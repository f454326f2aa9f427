namespace Csa.Experiments.Evaluation;

/// <summary>One column of the paper's Table 1 or row of its Table 2.</summary>
/// <param name="System">"ca", "sh", "pc", "gc" or "csa".</param>
/// <param name="Holes">"centre", or the hole share in percent: "10-20".</param>
/// <param name="L1Percent">As <see cref="ImageMetrics.L1Percent"/>.</param>
/// <param name="L2Percent">As <see cref="ImageMetrics.L2Percent"/>.</param>
/// <param name="Psnr">In dB.</param>
/// <param name="Ssim">The paper does not say which kind of SSIM.</param>
public sealed record PaperFigures(string System, string Holes, double L1Percent, double L2Percent, double Psnr, double Ssim);

/// <summary>The figures that the paper prints: 500 CelebA images of 256x256 pixels, systems trained for days.</summary>
/// <remarks>The paper does not say over which pixels; the figures agree with whole composited images (<see cref="Metrics"/>).</remarks>
public static class PaperTables
{
    /// <summary>Table 1: centre holes.</summary>
    public static IReadOnlyList<PaperFigures> Table1 { get; } =
    [
        new("ca", "centre", 2.64, 0.47, 23.93, 0.882),
        new("sh", "centre", 1.97, 0.28, 26.38, 0.926),
        new("csa", "centre", 1.83, 0.27, 26.54, 0.931),
    ];

    /// <summary>Table 2: irregular holes by their share of the image.</summary>
    public static IReadOnlyList<PaperFigures> Table2 { get; } =
    [
        new("pc", "10-20", 1.00, 0.12, 31.13, 0.970),
        new("pc", "20-30", 1.46, 0.19, 29.10, 0.956),
        new("pc", "30-40", 2.97, 0.58, 23.46, 0.897),
        new("pc", "40-50", 4.01, 0.76, 22.11, 0.839),
        new("gc", "10-20", 1.00, 0.08, 31.67, 0.977),
        new("gc", "20-30", 1.40, 0.12, 29.83, 0.964),
        new("gc", "30-40", 2.62, 0.44, 24.48, 0.910),
        new("gc", "40-50", 3.26, 0.50, 23.36, 0.860),
        new("csa", "10-20", 0.72, 0.04, 34.69, 0.989),
        new("csa", "20-30", 0.94, 0.07, 32.58, 0.982),
        new("csa", "30-40", 2.18, 0.37, 25.32, 0.926),
        new("csa", "40-50", 2.85, 0.44, 24.14, 0.883),
    ];

    /// <summary>
    /// The holes of both tables as mask kinds: centred, and drawn walks of the same hole shares in place of the paper's
    /// irregular masks.
    /// </summary>
    public static IReadOnlyList<string> MaskKinds { get; } = ["centre", "walks#10-20", "walks#20-30", "walks#30-40", "walks#40-50"];

    /// <summary>What the paper prints for a system and a kind of hole, or null where it prints nothing.</summary>
    /// <param name="system">A system's name in our tables.</param>
    /// <param name="maskKind">"centre", or irregular masks of one hole share, e.g. "walks#10-20".</param>
    public static PaperFigures? Find(string system, string maskKind)
    {
        string holes = maskKind[(maskKind.IndexOf('#', StringComparison.Ordinal) + 1)..];
        return Table1.Concat(Table2).FirstOrDefault(figures => figures.System == system && figures.Holes == holes);
    }
}
