using System.Diagnostics;
using Csa.Data;
using Csa.Data.Sources;
using Csa.Systems;

namespace Csa.Experiments.Training;

/// <summary>
/// Trains a system in a run folder, with log, validation sheets and checkpoints, until its budget is used up or it is asked
/// to stop. Begins at the folder's latest checkpoint.
/// </summary>
/// <remarks>
/// A run continued from a checkpoint is bit-identical to one that never stopped, on the same machine and number of threads.
/// A failed write on the way (a full disk) is reported and tried again; only the last checkpoint must succeed.
/// </remarks>
internal sealed class Trainer : TrainingLoop<TrainingBatch>
{
    // A run of minutes makes its first plan from so many timed steps, and so many between plans.
    private const int StepsToPlan = 5;
    private const double PlansPerRun = 10, CheckpointShare = 0.05;

    private readonly ITrainableSystem system;
    private readonly Validator? validator;
    private readonly RunWriter run;
    private readonly RunRecord record;
    private readonly TrainingOptions options;
    private readonly ITrainingObserver? observer;

    private Schedule schedule;
    private ProgressMeter meter;
    private TrainingJournal? journal;
    private long plannedAtStep, validatedAtStep = -1, savedAtStep = -1;
    private double plannedAt, savedAt, saveTook;
    private ValidationReport? validation;
    private (long Step, double Psnr)? best;

    /// <summary>A trainer for one run. <see cref="TrainingRun"/> builds all of this from a configuration.</summary>
    /// <param name="system">Newly built from the record; the caller disposes it.</param>
    /// <param name="batches">Training images with holes.</param>
    /// <param name="validationSet">For sheets and PSNR, or null.</param>
    /// <param name="run">Locked; the caller disposes it.</param>
    /// <param name="record">Goes to config.json.</param>
    /// <param name="observer">Receives progress; may be null.</param>
    public Trainer(ITrainableSystem system, Batches batches, EvaluationSet? validationSet, RunWriter run, RunRecord record, ITrainingObserver? observer = null)
        : base(system, step => batches.Draw(step).ToBatch)
    {
        (this.system, this.run, this.record, this.observer) = (system, run, record, observer);
        options = record.Config.Training;
        options.Validate();
        validator = validationSet is null ? null : new Validator(validationSet, options.BatchSize, observer);
        schedule = new Schedule(options, options.Minutes is null ? null : record.Plans);
        meter = new ProgressMeter(options.BatchSize);
    }

    /// <summary>Trains to the end of the schedule, from the latest checkpoint where there is one.</summary>
    /// <param name="cancel">Asks to stop: the step is finished and a checkpoint written.</param>
    /// <returns>Finished, or interrupted and resumable.</returns>
    /// <exception cref="TrainingDivergedException">A term or weight is not finite; the last good checkpoint stays, and
    /// config.json says where it was.</exception>
    /// <exception cref="BadInputException">A damaged or foreign checkpoint, unreadable images, a length that the run has
    /// passed, or the last checkpoint could not be written.</exception>
    public TrainingResult Train(CancellationToken cancel = default)
    {
        Restore();
        foreach (IReadOnlyList<LossValue> terms in TakeSteps(cancel))
        {
            meter.Count(terms);
            if (!schedule.IsPlanned && meter.SecondsPerStep is double secondsPerStep && Step - plannedAtStep >= 2 * StepsToPlan)
            {
                Plan(secondsPerStep);
                Try(() => run.WriteRecord(Record)); // killed before its first checkpoint, the run repeats these steps exactly
            }

            Report(terms);
            schedule.StopWhenFarBeyond(Step, meter.ElapsedSeconds);
            if (IsSaveDue())
            {
                PlanByLatestSpeed();
                // The last checkpoint follows the last validation: a run that has it lacks nothing.
                if (!IsOver(Step)) Try(Save);
            }
        }

        bool finished = IsOver(Step);
        if (finished && validator is not null && validatedAtStep != Step) Validate();
        SaveOnce();
        return Result(finished ? TrainingOutcome.Finished : TrainingOutcome.Interrupted);
    }

    /// <inheritdoc/>
    protected override bool IsOver(long step) => schedule.IsOver(step);

    /// <inheritdoc/>
    protected override TrainingProgress Begin()
    {
        Recovery? recovery = Recovery.At(record.Recoveries, Step);
        if (recovery?.FromStep == Step) GoOn(recovery);
        return new TrainingProgress(Step, schedule.Fraction(Step)) { RateFactor = recovery?.RateFactor ?? 1 };
    }

    /// <inheritdoc/>
    /// <remarks>Photographs may vanish during a run; the training so far is saved.</remarks>
    protected override Exception NoBatch(BadInputException fault)
    {
        SaveOnce();
        return new BadInputException($"training stopped after step {Step}: {fault.Message}; what was learned is in {LastGood}; mend it and go on from there with --resume", fault);
    }

    /// <inheritdoc/>
    protected override Exception Diverged(long at, string what)
    {
        RunRecord stopped = Record with { Divergence = new Divergence(at, what, meter.ElapsedSeconds) };
        Try(() => run.WriteRecord(stopped));
        return new TrainingDivergedException(stopped, run.Path);
    }

    private RunRecord Record => record with { Plans = schedule.Plans };

    private void Restore()
    {
        if (RunFolder.LatestCheckpoint(run.Path) is string latest)
        {
            CheckpointState state = Load(latest);
            Step = state.Step;
            schedule = new Schedule(options, state.Plans);
            if (state.Budget is string budget && budget != options.Budget) schedule.ChangeLength(Step, state.ElapsedSeconds);
            meter = new ProgressMeter(options.BatchSize, state);
            savedAtStep = validatedAtStep = Step;
        }

        if (Recovery.At(record.Recoveries, Step) is { After: Divergence spent }) meter.AtLeast(spent.ElapsedSeconds);
        plannedAtStep = Step;
        plannedAt = savedAt = meter.ElapsedSeconds;
        run.RollBack(Step);
        if (options.Keep == TrainingOptions.KeepBest) best = run.BestCheckpoint();
        run.WriteRecord(Record);
        if (!IsOver(Step)) journal = new TrainingJournal(run, Step, observer);
        observer?.OnStart(record, run.Path);
    }

    // A damaged checkpoint is not passed over in silence: the steps since the one before it would be lost unseen.
    private CheckpointState Load(string latest)
    {
        try
        {
            return Checkpoint.Load(latest, system);
        }
        catch (BadInputException fault) when (RunFolder.CheckpointBeforeLatest(run.Path) is string before)
        {
            throw new BadInputException($"{fault.Message}; without this file --resume goes on from {before}", fault);
        }
    }

    // By its checkpoint alone a run cannot tell whether it has been here before, so beginning twice must be as beginning once.
    private void GoOn(Recovery recovery)
    {
        if (recovery.After is not null) StartingWeights.TakeAverages(system, record.Config.System);
        journal?.Recovery(recovery, meter.ElapsedSeconds);
        observer?.OnNotice($"{run.Path}: {recovery.Describe(record.Config.System)}");
    }

    private void Report(IReadOnlyList<LossValue> terms)
    {
        if (Step % options.LogSteps == 0) journal?.Terms(Step, meter);
        if (Step % options.SampleSteps == 0 && validator is not null) Validate();
        double? left = (schedule.EndStep - Step) * meter.SecondsPerStep;
        observer?.OnStep(new StepReport(Step, schedule.EndStep, schedule.Fraction(Step), terms, meter.ImagesPerSecond, meter.ElapsedSeconds, left));
    }

    private void Validate()
    {
        RequireFiniteWeights();
        validation = validator!.Run(system, Step, run.SamplePath(Step));
        validatedAtStep = Step;
        if (options.Keep == TrainingOptions.KeepBest && !(validation.RefinedPsnr <= best?.Psnr)) best = (Step, validation.RefinedPsnr);
        journal?.Validation(validation, meter.ElapsedSeconds);
        observer?.OnValidation(validation);
    }

    private bool IsSaveDue()
    {
        if (options.CheckpointSeconds == 0 || best?.Step == Step) return true;
        double wanted = Math.Min(options.CheckpointSeconds, options.Minutes * 60 / PlansPerRun ?? double.PositiveInfinity);
        return meter.ElapsedSeconds - savedAt >= Math.Max(wanted, saveTook / CheckpointShare);
    }

    private void PlanByLatestSpeed()
    {
        if (Step - plannedAtStep >= StepsToPlan) Plan((meter.ElapsedSeconds - plannedAt) / (Step - plannedAtStep));
    }

    private void Plan(double secondsPerStep)
    {
        schedule.PlanRest(Step, meter.ElapsedSeconds, secondsPerStep);
        plannedAtStep = Step;
        plannedAt = meter.ElapsedSeconds;
    }

    // The checkpoint that a run ends with, or is left with.
    private void SaveOnce()
    {
        if (savedAtStep == Step) return;
        try
        {
            Save();
        }
        catch (BadInputException fault)
        {
            throw new BadInputException(
                $"training stopped after step {Step} and could not save it: {fault.Message}{run.FreeSpace()}; the last good checkpoint is {LastGood}; make room and go on from there with --resume", fault);
        }
    }

    private void Save()
    {
        RequireFiniteWeights(); // never let others replace good ones
        var watch = Stopwatch.StartNew();
        string path = run.CheckpointPath(Step);
        var state = new CheckpointState(Step, meter.ElapsedSeconds, schedule.Plans) { Terms = meter.Sums, Budget = options.Budget };
        Checkpoint.Save(path, system, state, Record.ToJson());
        savedAtStep = Step;
        run.DeleteOldCheckpoints(options.KeepCount, best?.Step);
        run.WriteRecord(Record);
        saveTook = watch.Elapsed.TotalSeconds;
        savedAt = meter.ElapsedSeconds;
        observer?.OnCheckpoint(path, Step);
    }

    // What can wait for the next save does: hours of training are worth more than the disk's state at this moment.
    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (BadInputException fault)
        {
            savedAt = meter.ElapsedSeconds;
            observer?.OnNotice($"after step {Step}: {fault.Message}{run.FreeSpace()}; the last good checkpoint is {LastGood}; training goes on and tries again");
        }
    }

    private string LastGood => RunFolder.LatestCheckpoint(run.Path) ?? "none yet";

    private TrainingResult Result(TrainingOutcome outcome)
    {
        journal?.Finish();
        if (best is (long step, double psnr)) observer?.OnNotice(FormattableString.Invariant($"best validation: {psnr:F2} dB in the hole, after step {step}: {run.CheckpointPath(step)}"));
        return new(outcome, Step, meter.ElapsedSeconds, RunFolder.LatestCheckpoint(run.Path) ?? run.CheckpointPath(Step), validation);
    }
}
