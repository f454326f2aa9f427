using Csa.Experiments.Comparison;
using Csa.Experiments.Evaluation;

namespace Csa.Experiments.Ablation;

/// <summary>One training of an arm on one kind of mask: means over images, in the hole.</summary>
/// <param name="Arm">The arm's name.</param>
/// <param name="Run">Its training: "seed 1".</param>
/// <param name="Mask">The mask kind.</param>
/// <param name="Psnr">PSNR in dB.</param>
/// <param name="Ssim">Structural similarity.</param>
/// <param name="Metrics">Further metrics in the order of <see cref="HoleMetricsLog.Names"/>; empty except on the first kind of mask.</param>
/// <param name="LateGain">The validation PSNR in dB that it gained over the last fifth of its steps; NaN without a validation there.</param>
internal sealed record AblationRow(string Arm, string Run, string Mask, double Psnr, double Ssim, IReadOnlyList<double> Metrics, double LateGain);

/// <summary>The change of an arm's PSNR in the hole when a probe replaces its layer.</summary>
/// <param name="Arm">The arm's name.</param>
/// <param name="Probe">What replaced its layer, in words.</param>
/// <param name="Difference">PSNR with the probe minus PSNR as trained, in dB, paired by seed and image.</param>
internal sealed record ProbeRow(string Arm, string Probe, PairedContrast Difference);

/// <summary>A contrast of the protocol on one kind of mask.</summary>
/// <param name="Mask">The mask kind.</param>
/// <param name="Decides">True on the first kind of mask, whose contrasts are tested as one family; on others they are descriptive.</param>
/// <param name="Difference">The difference of PSNR in the hole, in dB.</param>
internal sealed record ContrastRow(string Mask, bool Decides, PairedContrast Difference);

/// <summary>A measured ablation on one set.</summary>
/// <param name="Description">The data it was measured on.</param>
/// <param name="Rows">One per arm, training and mask kind.</param>
/// <param name="Contrasts">The protocol's, on every mask kind.</param>
/// <param name="Probes">One per arm and probe.</param>
internal sealed record AblationResult(EvaluationDescription Description, IReadOnlyList<AblationRow> Rows, IReadOnlyList<ContrastRow> Contrasts, IReadOnlyList<ProbeRow> Probes)
{
    /// <summary>Computes the result of one set from its evaluation.</summary>
    /// <param name="contrasts">The protocol's.</param>
    /// <param name="report">All arms and seeds on all masks.</param>
    /// <param name="measures">Further metrics on the first kind of mask.</param>
    /// <param name="lateGains">For each arm's name and training, see <see cref="AblationRow.LateGain"/>.</param>
    /// <param name="probed">Arms as trained, and probed under names of <see cref="ProbeName"/>, on the same images.</param>
    public static AblationResult Of(
        IReadOnlyList<ComparisonContrast> contrasts, EvaluationReport report, HoleMetricsLog measures, IReadOnlyDictionary<(string Arm, string Run), double> lateGains, EvaluationReport probed)
    {
        Outputs outputs = new(report), probes = new(probed);
        return new(
            report.Description,
            [
                .. outputs.Groups.Where(group => lateGains.ContainsKey((group.System, group.Run))).Select(group => new AblationRow(
                    group.System, group.Run, group.Mask, outputs.Psnr(group).Where(double.IsFinite).Average(), outputs.Of(group).Average(metrics => metrics.Ssim),
                    group.Mask == outputs.Masks[0] ? measures.Of(group.System, group.Run) : [], lateGains[(group.System, group.Run)])),
            ],
            [.. outputs.Masks.SelectMany((mask, place) => Judged(contrasts, outputs, mask, decides: place == 0))],
            [.. Lost(probes)]);
    }

    /// <summary>The name of a probed arm in an evaluation.</summary>
    public static string ProbeName(string arm, LayerProbe probe) => $"{arm}: {ProbedLayer.Describe(probe)}";

    private static IEnumerable<ContrastRow> Judged(IReadOnlyList<ComparisonContrast> contrasts, Outputs outputs, string mask, bool decides)
    {
        // An arm whose every seed diverged has no contrast; a seed that one arm lacks is left out for both.
        PairedContrast[] found = [.. contrasts.Select(pair => outputs.Contrast(pair.First, pair.Second, mask)).OfType<PairedContrast>()];
        return (decides ? PairedContrast.Holm(found) : found).Select(contrast => new ContrastRow(mask, decides, contrast));
    }

    private static IEnumerable<ProbeRow> Lost(Outputs probes)
    {
        foreach (string arm in probes.Systems)
            foreach (LayerProbe probe in Enum.GetValues<LayerProbe>())
                if (probes.Contrast(ProbeName(arm, probe), arm, probes.Masks[0]) is PairedContrast difference) yield return new(arm, ProbedLayer.Describe(probe), difference);
    }

    private sealed record Group(string System, string Run, string Mask);

    // The final outputs of an evaluation, in the hole.
    private sealed class Outputs
    {
        private readonly Dictionary<Group, ImageMetrics[]> metrics;

        public Outputs(EvaluationReport report)
        {
            metrics = report.Records.Where(record => record.Stage == OutputStage.Refined && record.Metrics.Hole is not null)
                .GroupBy(record => new Group(record.System, record.Run, record.MaskKind))
                .ToDictionary(group => group.Key, group => group.Select(record => record.Metrics.Hole!).ToArray());
            Masks = [.. metrics.Keys.Select(group => group.Mask).Distinct()];
            Systems = [.. metrics.Keys.Select(group => group.System).Distinct()];
        }

        public IEnumerable<Group> Groups => metrics.Keys;

        public string[] Masks { get; }

        public string[] Systems { get; }

        public ImageMetrics[] Of(Group group) => metrics[group];

        public double[] Psnr(Group group) => [.. metrics[group].Select(image => image.Psnr)];

        public PairedContrast? Contrast(string first, string second, string mask)
        {
            string[] shared = [.. Runs(first).Intersect(Runs(second))];
            return shared.Length == 0 ? null
                : PairedContrast.Of(first, [.. shared.Select(run => Psnr(new(first, run, mask)))], second, [.. shared.Select(run => Psnr(new(second, run, mask)))]);

            IEnumerable<string> Runs(string system) => metrics.Keys.Where(group => group.System == system && group.Mask == mask).Select(group => group.Run);
        }
    }
}
