using System.Globalization;
using Csa.Data;
using static TorchSharp.torch;

namespace Csa.Systems;

/// <summary>The device of all tensors.</summary>
public enum DeviceChoice
{
    /// <summary>CUDA where there is one, else the CPU.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>CUDA; an error where there is none.</summary>
    Cuda,
}

/// <summary>Options of a training run, whichever system it trains. The defaults are the paper's.</summary>
public sealed record TrainingOptions
{
    /// <summary>The images: "builtin:portraits", another built-in data set, a folder of photographs or a list of their paths.</summary>
    public string Data { get; init; } = "builtin:portraits";

    /// <summary>The holes: "centre", "strokes" or a folder of masks.</summary>
    public string Masks { get; init; } = "centre";

    /// <summary>Each image with the mask of its name in the folder <see cref="Masks"/>, in place of any mask.</summary>
    public bool PairMasks { get; init; }

    /// <summary>
    /// Weights to start from instead of random ones: a run folder, a checkpoint or exported weights of the same networks;
    /// null = random. Optimisers start from zero.
    /// </summary>
    public string? StartFrom { get; init; }

    /// <summary>Height and width in pixels.</summary>
    public int Side { get; init; } = 256;

    /// <summary>Images per training step.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Mirrors a random half of the training images horizontally.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>The root of every random draw: initial weights, order, masks, flips.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of Torch's threads; 0 = Torch's default. Runs repeat bit-identically only at the same number.</summary>
    public int Threads { get; init; }

    /// <summary>The device of all tensors.</summary>
    public DeviceChoice Device { get; init; } = DeviceChoice.Auto;

    /// <summary>
    /// The length of the run in steps; null if <see cref="Minutes"/> or <see cref="Plans"/> decide. (The paper gives days
    /// only.)
    /// </summary>
    public long? Steps { get; init; } = 1_000_000;

    /// <summary>The length of the run in minutes of wall time; null if <see cref="Steps"/> or <see cref="Plans"/> decide.</summary>
    public double? Minutes { get; init; }

    /// <summary>The plans that an earlier run of minutes recorded, to repeat it step for step; else null.</summary>
    public IReadOnlyList<SchedulePlan>? Plans { get; init; }

    /// <summary>Steps between lines of log.jsonl; each line has the means since the last one.</summary>
    public int LogSteps { get; init; } = 50;

    /// <summary>Steps between validation sheets.</summary>
    public int SampleSteps { get; init; } = 500;

    /// <summary>Seconds between checkpoints; more if writing one takes over a twentieth of that.</summary>
    public double CheckpointSeconds { get; init; } = 60;

    /// <summary>Which checkpoints stay: the latest so many, "all", or "best", which is the latest and the one with the best validation.</summary>
    public string Keep { get; init; } = "2";

    /// <summary>Validation images for the sheet and the PSNR, at most all of the split; 0 = no validation.</summary>
    public int ValidationCount { get; init; } = 32;

    /// <summary>Checks every option.</summary>
    /// <exception cref="BadInputException">An option is out of range, or not exactly one of steps, minutes and plans is set.</exception>
    public void Validate()
    {
        Want(Data.Length > 0, "data", "a folder or a built-in data set as builtin:portraits", Data);
        Want(Masks.Length > 0, "masks", "centre, strokes or a folder", Masks);
        Want(Side >= 16, "side", "at least 16 pixels", Side);
        Want(BatchSize >= 1, "batchSize", "at least 1", BatchSize);
        Want(Threads >= 0, "threads", "0 (automatic) or more", Threads);
        Want(Steps is null or >= 1, "steps", "at least 1", Steps);
        Want(Minutes is null or > 0 and < double.PositiveInfinity, "minutes", "more than 0", Minutes);
        int budgets = (Steps is null ? 0 : 1) + (Minutes is null ? 0 : 1) + (Plans is null ? 0 : 1);
        Want(budgets == 1, "steps, minutes, plans", "exactly one of them, the others 'none'", $"steps={Text(Steps)}, minutes={Text(Minutes)}, plans={(Plans is null ? "none" : "set")}");
        Want(Plans is null or { Count: > 0 }, "plans", "at least one", "none");
        Want(LogSteps >= 1, "logSteps", "at least 1", LogSteps);
        Want(SampleSteps >= 1, "sampleSteps", "at least 1", SampleSteps);
        Want(CheckpointSeconds >= 0, "checkpointSeconds", "0 (every step) or more", CheckpointSeconds);
        Want(Keep is KeepAll or KeepBest || KeepCount >= 1, "keep", "best, all or a whole number, 1 or more", $"'{Keep}'");
        Want(Keep != KeepBest || ValidationCount > 0, "keep", "validation images for the best checkpoint (validationCount)", ValidationCount);
        Want(ValidationCount >= 0, "validationCount", "0 (none) or more", ValidationCount);
    }

    /// <summary>The torch device that <see cref="Device"/> means on this machine.</summary>
    /// <exception cref="BadInputException">CUDA is asked for and absent.</exception>
    public Device ResolveDevice()
    {
        bool available = cuda.is_available();
        if (Device == DeviceChoice.Cuda && !available)
            throw new BadInputException("device: want cuda, this build or machine has none; build with -p:Torch=cuda on a machine with a GPU, or choose cpu");
        return Device != DeviceChoice.Cpu && available ? CUDA : CPU;
    }

    internal const string KeepAll = "all", KeepBest = "best";

    /// <summary>How many of the latest checkpoints stay, beside the best.</summary>
    internal int KeepCount => Keep == KeepAll ? int.MaxValue : Keep == KeepBest ? 1 : int.TryParse(Keep, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;

    /// <summary>The length of the run as text, from <see cref="Steps"/>, <see cref="Minutes"/> or <see cref="Plans"/>.</summary>
    internal string Budget => Steps is not null ? $"{Text(Steps)} steps" : Minutes is not null ? $"{Text(Minutes)} minutes" : "plans";

    private static string Text(object? value) => FormattableString.Invariant($"{value ?? "none"}");

    private static void Want(bool holds, string option, string want, object? got)
    {
        if (!holds) throw new BadInputException($"{option}: want {want}, got {Text(got)}");
    }
}

/// <summary>A plan for the rest of a run: from a step on, the fraction done grows linearly and reaches 1 at the end.</summary>
/// <param name="FirstStep">The first step under this plan.</param>
/// <param name="FirstFraction">The fraction of the run done before that step, 0 … 1.</param>
/// <param name="EndStep">The number of steps of the whole run according to this plan.</param>
public sealed record SchedulePlan(long FirstStep, double FirstFraction, long EndStep)
{
    /// <summary>The fraction of the run done before a step, 0 … 1.</summary>
    /// <param name="step"><see cref="FirstStep"/> or later.</param>
    public double Fraction(long step) =>
        step >= EndStep ? 1 : FirstFraction + ((1 - FirstFraction) * (step - FirstStep) / (EndStep - FirstStep));
}
