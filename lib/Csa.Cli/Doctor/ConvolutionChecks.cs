using Csa.Baselines;
using Csa.Experiments.Convolutions;
using Csa.Experiments.Training;
using Csa.Systems;

namespace Csa.Cli.Doctor;

/// <summary>Checks that libtorch convolves correctly on this CPU, for every system and preset.</summary>
internal static class ConvolutionChecks
{
    private const string What = "convolutions";

    // Everything at the papers' sizes takes half a minute. Code is chosen by channels and kernels, which are kept; what a paper's
    // maps have more of than this, and batches, are more of the same.
    private const int PaperSide = 64, PaperBatch = 1;

    // What the papers' networks take here at their peak, 3.8 GB, and some to spare.
    private const long PaperBytes = 5_000_000_000;

    private static readonly Lazy<IReadOnlyList<ConvolutionUse>> Recorded = new(() =>
    {
        using var line = new ProgressLine("what networks convolve");
        RunConfig[] all = [.. ComparedSystems.Catalog.Models.Select(ComparedSystems.Catalog.Presets).SelectMany(presets => WithPapers ? new[] { presets.Quick, presets.Paper } : [presets.Quick])];
        return ConvolutionUse.Distinct(all.SelectMany((config, i) =>
        {
            line.Show((double)i / all.Length, config.System.Model);
            bool large = config.Training.Side > PaperSide;
            TrainingOptions training = large ? config.Training with { BatchSize = PaperBatch } : config.Training;
            IEnumerable<ConvolutionUse> uses = SystemConvolutions.Of(config with { Training = training });
            return large ? uses.Select(use => use with { Shape = use.Shape.Within(PaperSide) }) : uses;
        }));
    });

    private static readonly Lazy<Finding> OfThisMachine = new(() =>
    {
        IReadOnlyList<ConvolutionUse> uses = OfPresets;
        using var line = new ProgressLine(What);
        return Of(uses, share => line.Show(share));
    });

    /// <summary>
    /// The convolutions of the presets of all systems; those of the paper presets on smaller maps with one image per batch,
    /// and only if there is memory for them.
    /// </summary>
    public static IReadOnlyList<ConvolutionUse> OfPresets => Recorded.Value;

    private static bool WithPapers { get; } = MachineMemory.Available() is null or >= PaperBytes;

    /// <summary>The finding for this machine, computed once per process.</summary>
    public static IEnumerable<Finding> All() => [OfThisMachine.Value];

    /// <summary>The finding for some convolutions.</summary>
    /// <param name="uses">The convolutions.</param>
    /// <param name="progress">Receives the fraction done, 0 … 1; may be null.</param>
    internal static Finding Of(IReadOnlyList<ConvolutionUse> uses, Action<double>? progress = null)
    {
        IReadOnlyList<ConvolutionFault> faults = ConvolutionCheck.Of(uses, progress: progress);
        string cpu = $"{Processor.Here.Name} ({Processor.Here.Extensions})";
        return faults.Count == 0
            ? new Finding(What, Health.Fine, $"{cpu}: {uses.Count} shapes of {ComparedSystems.Catalog.Models.Count} systems' {(WithPapers ? "presets" : "quick presets")} agree with float64")
            : new Finding(
                What,
                Health.Broken,
                $"{cpu}: {faults.DistinctBy(fault => fault.Shape).Count()} of {uses.Count} shapes differ from float64: {string.Join("; ", faults.Take(3))}{(faults.Count > 3 ? " …" : "")}",
                "csa train goes libtorch's slow way without oneDNN by itself; for all else set ONEDNN_MAX_CPU_ISA=AVX before the start, which is slower and right");
    }
}
