using System.Text.Json;
using Csa.Data.Images;
using Csa.Experiments.Evaluation;

namespace Csa.Experiments.Verification;

/// <summary>metrics/metrics.json: L1, L2, PSNR and SSIM of pairs of images.</summary>
internal static class MetricCases
{
    private const double Tolerance = 1e-6, SsimTolerance = 1e-4;

    /// <summary>Every comparison of the folder.</summary>
    public static IEnumerable<GoldenCheck> Check(string folder)
    {
        JsonElement root = GoldenJson.Read(Path.Combine(folder, "metrics.json"));
        RgbImage? any = null;
        foreach (JsonElement pair in root.GetProperty("pairs").EnumerateArray())
        {
            string name = $"metrics {pair.GetProperty("name").GetString()}";
            RgbImage a = Image(folder, pair, "a"), b = any = Image(folder, pair, "b");
            ImageMetrics got = Metrics.Compare(a, b).Whole;
            double Want(string quantity) => pair.GetProperty(quantity).GetDouble();
            yield return GoldenCheck.Compare(name, "L1 %", Want("l1_percent"), got.L1Percent, Tolerance);
            yield return GoldenCheck.Compare(name, "L2 %", Want("l2_percent"), got.L2Percent, Tolerance);
            yield return GoldenCheck.Compare(name, "mean square", Want("mse_255"), got.L2Percent / 100 * 255 * 255, Tolerance);
            yield return GoldenCheck.Compare(name, "PSNR", Want("psnr"), got.Psnr, Tolerance);
            yield return GoldenCheck.Compare(name, "SSIM", Want("ssim_gauss"), got.Ssim, SsimTolerance);
            yield return GoldenCheck.Compare(name, "SSIM of R, G, B", pair.GetProperty("ssim_gauss_per_channel").Numbers(), PerChannel(a, b), SsimTolerance);
            yield return GoldenCheck.Compare(name, "SSIM of luma", Want("ssim_gauss_luma"), got.SsimLuma, SsimTolerance);
        }

        yield return GoldenCheck.Skip("metrics", "SSIM, uniform window", "no table uses this variant");
        if (any is null) yield break;
        ImageMetrics same = Metrics.Compare(any, any).Whole;
        JsonElement identical = root.GetProperty("identical_pair");
        double psnr = identical.GetProperty("psnr").GetString() == "inf" ? double.PositiveInfinity : double.NaN;
        yield return GoldenCheck.Compare("metrics identical", "L1 %", identical.GetProperty("l1_percent").GetDouble(), same.L1Percent, 0);
        yield return GoldenCheck.Compare("metrics identical", "L2 %", identical.GetProperty("l2_percent").GetDouble(), same.L2Percent, 0);
        yield return GoldenCheck.Compare("metrics identical", "PSNR", psnr, same.Psnr, 0);
        yield return GoldenCheck.Compare("metrics identical", "SSIM", identical.GetProperty("ssim").GetDouble(), same.Ssim, Tolerance);
    }

    private static RgbImage Image(string folder, JsonElement pair, string key) => ImageFile.Read(Path.Combine(folder, pair.GetProperty(key).GetString()!));

    private static double[] PerChannel(RgbImage a, RgbImage b) =>
        [.. Enumerable.Range(0, 3).Select(channel => Ssim.Mean(Ssim.Map(Plane(a, channel), Plane(b, channel), a.Height, a.Width), a.Height, a.Width))];

    private static double[] Plane(RgbImage image, int channel) =>
        [.. Enumerable.Range(0, image.Width * image.Height).Select(i => (double)image.Pixels[(3 * i) + channel])];
}
