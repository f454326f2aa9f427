using System.Diagnostics;
using System.Globalization;
using Csa.Experiments.Training;
using Csa.Systems;
using TorchSharp;

namespace Csa.Cli.Bench;

/// <summary>Looks for leaks in a training run: memory and live tensors every hundred steps.</summary>
internal static class MemoryBench
{
    private const int RowSteps = 100;

    /// <summary>Trains the quick preset on built-in portraits in a temporary folder, with sheets and checkpoints.</summary>
    /// <param name="steps">The number of steps.</param>
    /// <param name="cancel">Stops after a step.</param>
    /// <returns>True when the number of live tensors did not grow after the first row.</returns>
    public static bool Run(long steps, CancellationToken cancel)
    {
        string folder = Directory.CreateTempSubdirectory("csa-memory-").FullName;
        try
        {
            RunConfig config = Presets.Quick();
            config = config with { Training = config.Training with { Minutes = null, Steps = steps, LogSteps = 50, SampleSteps = 250, CheckpointSeconds = 20 } };
            var watch = new Watch();
            Terminal.Line("  step   seconds   resident MB   managed MB   live tensors");
            TrainingRun.Start(Path.Combine(folder, "run"), config, watch, cancel);
            Terminal.Line(watch.Verdict);
            return watch.IsFlat;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Watch : ITrainingObserver
    {
        private readonly List<long> liveTensors = [];
        private readonly List<long> residentMegabytes = [];

        public bool IsFlat => liveTensors.All(count => count <= liveTensors[0]);

        public string Verdict => liveTensors.Count == 0
            ? "too few steps for a row"
            : $"live tensors {(IsFlat ? "flat" : "GROWING")}: {liveTensors.Min()} to {liveTensors.Max()}; resident {residentMegabytes.Min()} to {residentMegabytes.Max()} MB";

        public void OnStep(StepReport report)
        {
            if (report.Step % RowSteps != 0) return;
            using var process = Process.GetCurrentProcess();
            residentMegabytes.Add(process.WorkingSet64 / 1_000_000);
            liveTensors.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            Terminal.Line(string.Create(
                CultureInfo.InvariantCulture, $"{report.Step,6} {report.ElapsedSeconds,9:F1} {residentMegabytes[^1],13} {GC.GetTotalMemory(false) / 1_000_000,12} {liveTensors[^1],14}"));
        }
    }
}
