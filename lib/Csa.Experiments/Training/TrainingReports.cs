using Csa.Data.Files;
using Csa.Systems;

namespace Csa.Experiments.Training;

/// <summary>Observes a training run, for progress bars or live figures. Called on the training thread; every method is optional.</summary>
public interface ITrainingObserver
{
    /// <summary>Called before anything is built, with the memory that the run will need.</summary>
    /// <param name="needed">The approximate peak memory in bytes.</param>
    /// <param name="available">The available memory of the machine in bytes, or null if unknown.</param>
    /// <param name="options">Side and batch.</param>
    void OnMemory(long needed, long? available, TrainingOptions options)
    {
    }

    /// <summary>Training begins, or is resumed.</summary>
    /// <param name="record">The record of the run.</param>
    /// <param name="folder">The run folder.</param>
    void OnStart(RunRecord record, string folder)
    {
    }

    /// <summary>A step is done.</summary>
    /// <param name="report">The progress of the run.</param>
    void OnStep(StepReport report)
    {
    }

    /// <summary>The validation images were filled and their sheet written.</summary>
    /// <param name="report">The result.</param>
    void OnValidation(ValidationReport report)
    {
    }

    /// <summary>A checkpoint was written.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="step">Steps done.</param>
    void OnCheckpoint(string path, long step)
    {
    }

    /// <summary>
    /// Something the user should know that does not stop the run: a checkpoint that could not be written, another thread
    /// count than before.
    /// </summary>
    /// <param name="notice">One line: what, why, what happens now.</param>
    void OnNotice(string notice)
    {
    }
}

/// <summary>The progress of a run after a step.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="EndStep">Steps of the whole run as planned now; null while there is no plan yet.</param>
/// <param name="Fraction">The fraction of the run done, 0 … 1.</param>
/// <param name="Terms">The step's loss terms.</param>
/// <param name="ImagesPerSecond">The recent speed, validation and saving included; 0 before it is known.</param>
/// <param name="ElapsedSeconds">Wall time of the run, all processes together.</param>
/// <param name="SecondsLeft">Estimated from the recent speed; null before it is known.</param>
public sealed record StepReport(
    long Step, long? EndStep, double Fraction, IReadOnlyList<LossValue> Terms, double ImagesPerSecond, double ElapsedSeconds, double? SecondsLeft);

/// <summary>The result of a validation.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Images">How many.</param>
/// <param name="RoughPsnr">Mean PSNR inside the hole in dB of the first stage; null for a system of one stage.</param>
/// <param name="RefinedPsnr">Mean PSNR inside the hole in dB of the final output.</param>
/// <param name="Sheet">The path of the sheet, whose rows are input, rough, refined (both composited) and ground truth; null
/// if it could not be written.</param>
public sealed record ValidationReport(long Step, int Images, double? RoughPsnr, double RefinedPsnr, string? Sheet);

/// <summary>How a run ended.</summary>
public enum TrainingOutcome
{
    /// <summary>Its budget is used up.</summary>
    Finished,

    /// <summary>It was asked to stop; its checkpoint continues it.</summary>
    Interrupted,
}

/// <summary>The result of a run.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Step">Steps done.</param>
/// <param name="ElapsedSeconds">Wall time of the run, all processes together.</param>
/// <param name="Checkpoint">The last checkpoint.</param>
/// <param name="Validation">The last validation of this process, or null.</param>
public sealed record TrainingResult(TrainingOutcome Outcome, long Step, double ElapsedSeconds, string Checkpoint, ValidationReport? Validation)
{
    /// <summary>Files of the data or mask folder that could not be used and were replaced by others.</summary>
    public IReadOnlyList<FileProblem> SkippedFiles { get; init; } = [];

    /// <summary>The result as one line for the user.</summary>
    public string Summary => Outcome == TrainingOutcome.Finished
        ? FormattableString.Invariant($"finished after {Step} steps, {ElapsedSeconds / 60:F1} minutes: {Checkpoint}")
        : FormattableString.Invariant($"interrupted after {Step} steps, {ElapsedSeconds / 60:F1} minutes: {Checkpoint}; go on with --resume");
}
