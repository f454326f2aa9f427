using Csa.Baselines;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Csa.Experiments.Comparison;
using Csa.Experiments.Training;
using Csa.Inpainting;
using Csa.Networks;
using Csa.Systems;

namespace Csa.Experiments.Choosing;

/// <summary>How a network is fine-tuned on a photograph before it fills it.</summary>
public sealed record LearnedFillOptions
{
    /// <summary>The length of the fine-tuning, in minutes or in steps.</summary>
    public TrainingBudget Budget { get; init; } = TrainingBudget.OfMinutes(2);

    /// <summary>The initial weights: a run folder, a checkpoint or exported weights of CSA; the shipped ones of facades when not set.</summary>
    public string? StartFrom { get; init; }

    /// <summary>The seed of crops, holes and their order.</summary>
    public ulong Seed { get; init; }

    /// <summary>The number of Torch's threads during fine-tuning; 0 = as before. Runs repeat bit-identically only at the same number.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// What fills the hole's features in the network; as in the weights that it begins with when not set.
    /// <see cref="HoleAttention.Nearest"/> is the control that shows what Equations 2 and 3 add.
    /// </summary>
    public HoleAttention? Attention { get; init; }

    /// <summary>Adam's initial learning rate, which falls to zero along half a cosine wave.</summary>
    public double LearningRate { get; init; } = 5e-4;
}

/// <summary>Fills by a CSA network that is first fine-tuned on the known pixels of the photograph ("learned").</summary>
/// <remarks>
/// A <see cref="TrainingRun"/> in a temporary folder with the L1 and consistency losses and no discriminator; of its checkpoints the
/// one with the best validation PSNR, on held-out crops, is used.
/// </remarks>
public sealed class LearnedFill : FillMethod
{
    /// <summary>Its name among methods.</summary>
    public const string MethodName = "learned";

    private const double EmaDecay = 0.99;

    private readonly LearnedFillOptions options;
    private readonly DeviceChoice device;
    private readonly bool keepAttention;
    private readonly string start;
    private readonly RunConfig begun;
    private Inpainter? inpainter;
    private string training;

    /// <summary>A method that is not fine-tuned yet; see <see cref="Learn"/>.</summary>
    /// <param name="options">Options of the fine-tuning; the defaults when not set.</param>
    /// <param name="device">The device of the network.</param>
    /// <param name="keepAttention">See <see cref="InpainterOptions.KeepAttention"/>.</param>
    /// <param name="weights">The folder of the shipped weights; the one beside the program when not set.</param>
    /// <exception cref="BadInputException">There are no initial weights.</exception>
    public LearnedFill(LearnedFillOptions? options = null, DeviceChoice device = DeviceChoice.Cpu, bool keepAttention = false, string? weights = null)
        : base(options?.Attention is HoleAttention attention ? $"{MethodName} {attention.ToString().ToLowerInvariant()}" : MethodName)
    {
        this.options = options ?? new LearnedFillOptions();
        (this.device, this.keepAttention) = (device, keepAttention);
        start = this.options.StartFrom ?? ShippedWeights.ForFineTuning(weights);
        begun = RunRecord.Read(start, ComparedSystems.Catalog).Config;
        training = $"{Name}: begins with {start}, {BegunOn}; it has learned no picture yet";
    }

    /// <inheritdoc/>
    public override string Training => training;

    /// <inheritdoc/>
    public override bool Learns => true;

    /// <inheritdoc/>
    public override void Learn(IReadOnlyCollection<TrainingPhoto> photos, IProgress<(double Fraction, string What)>? progress = null, CancellationToken stop = default)
    {
        inpainter?.Dispose();
        inpainter = null;
        RunConfig config = Config();
        var crops = new PhotoCrops(photos, config.Training.Side, options.Seed, CancellationToken.None);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("csa-learned-");
        try
        {
            TrainingResult result = TrainingRun.StartOn(folder.FullName, config, crops, crops, new Watch(progress), stop);
            (string path, string how) = Best(folder.FullName, result);
            inpainter = Inpainter.Load(path, device, keepAttention, ComparedSystems.Catalog);
            string what = photos.Count == 1 ? "this picture" : $"these {photos.Count} pictures";
            training = FormattableString.Invariant($"{Name}: {config.System.Model} begun with {start}, {BegunOn}; then {result.Step} steps in {result.ElapsedSeconds:F0} s on the known pixels of {what}{how}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException"><see cref="Learn"/> was not called.</exception>
    public override InpaintedImage Fill(RgbImage image, HoleMask hole, IProgress<InpaintingProgress>? progress = null, CancellationToken cancellation = default) =>
        (inpainter ?? throw new InvalidOperationException($"{Name}: has learned no picture yet")).Fill(image, hole, progress, cancellation);

    /// <inheritdoc/>
    public override void Dispose() => inpainter?.Dispose();

    private string BegunOn => FormattableString.Invariant($"trained on {begun.Training.Data}, {begun.Training.Side}x{begun.Training.Side}");

    private RunConfig Config()
    {
        if (begun.System is not CsaSystemOptions system) throw new BadInputException($"{start}: want weights of csa to go on learning from, got {begun.System.Model}");
        const int StepsToValidation = 100, Validations = 5;
        TrainingOptions training = options.Budget.Of(begun.Training) with
        {
            Data = "picture",
            Masks = "holes",
            StartFrom = start,
            Seed = options.Seed,
            Threads = options.Threads,
            Device = device,
            Keep = TrainingOptions.KeepBest,
            ValidationCount = PhotoCrops.Validation,
            SampleSteps = (int)Math.Max(1, Math.Min(StepsToValidation, options.Budget.Steps / Validations ?? StepsToValidation)),
        };
        return begun with
        {
            Training = training,
            System = system with { Network = system.Network with { Attention = options.Attention ?? system.Network.Attention }, Weights = system.Weights with { Adversarial = 0 }, LearningRate = options.LearningRate, LearningRateDecay = LearningRateDecay.Cosine, EmaDecay = EmaDecay },
        };
    }

    private static (string Path, string How) Best(string folder, TrainingResult result)
    {
        using RunWriter run = RunWriter.Resume(folder);
        return run.BestCheckpoint() is (long step, double psnr)
            ? (run.CheckpointPath(step), FormattableString.Invariant($", best after {step}: {psnr:F1} dB on crops set aside"))
            : (result.Checkpoint, "");
    }

    private sealed class Watch(IProgress<(double Fraction, string What)>? progress) : ITrainingObserver
    {
        public void OnStep(StepReport report) => progress?.Report((report.Fraction, FormattableString.Invariant($"learns the picture, step {report.Step}")));
    }
}
