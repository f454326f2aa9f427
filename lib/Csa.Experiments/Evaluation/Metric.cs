using System.Globalization;

namespace Csa.Experiments.Evaluation;

/// <summary>A metric as tables show it.</summary>
/// <param name="Key">Its name in csv files.</param>
/// <param name="Name">Its column heading.</param>
/// <param name="OfImage">Its value for one image; null if not measured.</param>
/// <param name="Of">Its mean over images; null if not measured.</param>
/// <param name="Digits">The digits of a mean that are shown after the decimal point.</param>
internal sealed record Metric(string Key, string Name, Func<ImageMetrics, double?> OfImage, Func<MetricEstimates, Estimate?> Of, int Digits)
{
    public static Metric L1 { get; } = new("l1_percent", "L1 %", m => m.L1Percent, m => m.L1Percent, 2) { InPaper = f => f.L1Percent };

    public static Metric L2 { get; } = new("l2_percent", "L2 %", m => m.L2Percent, m => m.L2Percent, 3) { InPaper = f => f.L2Percent };

    public static Metric Psnr { get; } = new("psnr_db", "PSNR dB", m => m.Psnr, m => m.Psnr, 2) { InPaper = f => f.Psnr, LargerIsBetter = true };

    public static Metric Ssim { get; } = new("ssim", "SSIM", m => m.Ssim, m => m.Ssim, 3) { InPaper = f => f.Ssim, PaperDigits = 3, LargerIsBetter = true };

    public static Metric SsimLuma { get; } = new("ssim_luma", "SSIM luma", m => m.SsimLuma, m => m.SsimLuma, 3) { LargerIsBetter = true };

    public static Metric FeatureDistance { get; } = new("feature_distance", "feature distance", m => m.FeatureDistance, m => m.FeatureDistance, 3);

    public static Metric LpipsAlex { get; } = new("lpips_alex", "LPIPS (alex)", m => m.LpipsAlex, m => m.LpipsAlex, 4);

    public static Metric LpipsVgg { get; } = new("lpips_vgg", "LPIPS (vgg)", m => m.LpipsVgg, m => m.LpipsVgg, 4);

    /// <summary>The metrics of pixels, which are always measured.</summary>
    public static IReadOnlyList<Metric> PixelMetrics { get; } = [L1, L2, Psnr, Ssim, SsimLuma];

    /// <summary>All metrics, in the order of tables and csv files.</summary>
    public static IReadOnlyList<Metric> All { get; } = [.. PixelMetrics, FeatureDistance, LpipsAlex, LpipsVgg];

    /// <summary>The metrics that the paper prints.</summary>
    public static IReadOnlyList<Metric> Paper { get; } = [L1, L2, Psnr, Ssim];

    /// <summary>True if larger values are better.</summary>
    public bool LargerIsBetter { get; init; }

    /// <summary>Its value in the paper's tables; null where they have none.</summary>
    public Func<PaperFigures, double?> InPaper { get; init; } = _ => null;

    /// <summary>The digits that the paper prints after the decimal point.</summary>
    public int PaperDigits { get; init; } = 2;

    /// <summary>A mean with its interval beside it.</summary>
    public TableCell Cell(MetricEstimates estimates)
    {
        if (Of(estimates) is not Estimate e) return new TableCell("");
        return new TableCell(Fixed(e.Mean, Digits), double.IsFinite(e.Mean) ? $"[{Fixed(e.Low, Digits)}, {Fixed(e.High, Digits)}]" : "");
    }

    /// <summary>The metrics that were computed in at least one of several results.</summary>
    public static Metric[] Measured(IEnumerable<MetricEstimates?> estimates)
    {
        MetricEstimates[] all = [.. estimates.OfType<MetricEstimates>()];
        return [.. All.Where(metric => all.Any(m => metric.Of(m) is not null))];
    }

    /// <summary>The paper's value with the given number of digits.</summary>
    public string PaperText(PaperFigures figures, int digits) => InPaper(figures) is double value ? Fixed(value, digits) : "";

    /// <summary>A number as text, with the given number of digits after the decimal point.</summary>
    public static string Fixed(double value, int digits) => double.IsPositiveInfinity(value) ? "+inf" : value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
