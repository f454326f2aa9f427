using System.Diagnostics;
using Csa.Data;
using Csa.Data.Sources;
using Csa.Systems;
using static TorchSharp.torch;

namespace Csa.Experiments.Training;

/// <summary>
/// Trains a system in a run folder until its budget is used up or it is asked to stop: steps, log, validation sheets,
/// checkpoints. Begins where the folder's latest checkpoint ended.
/// </summary>
/// <remarks>
/// A run continued from a checkpoint is bit-identical to one that never stopped, on the same machine and number of threads.
/// What cannot be written on the way (a full disk) is reported and tried again; only the last checkpoint must succeed.
/// </remarks>
public sealed class Trainer
{
    // Tensors that autograd kept are freed only by finalisers, and the collector does not see their size.
    private const int CollectSteps = 200;

    // A run of minutes makes its first plan from so many timed steps, and so many between plans.
    private const int StepsToPlan = 5;
    private const double PlansPerRun = 10, CheckpointShare = 0.05;

    private readonly ITrainableSystem system;
    private readonly Batches batches;
    private readonly Validator? validator;
    private readonly RunWriter run;
    private readonly RunRecord record;
    private readonly TrainingOptions options;
    private readonly ITrainingObserver? observer;

    private Schedule schedule;
    private ProgressMeter meter;
    private TrainingJournal? journal;
    private long step, plannedAtStep, validatedAtStep = -1, savedAtStep = -1;
    private double plannedAt, savedAt, saveTook;
    private ValidationReport? validation;
    private Task<BatchDrawing>? ahead;

    /// <summary>A trainer for one run. <see cref="TrainingRun"/> builds all of this from a configuration.</summary>
    /// <param name="system">Fresh, built as the record says; the caller disposes it.</param>
    /// <param name="batches">Training images with holes.</param>
    /// <param name="validationSet">For sheets and PSNR, or null.</param>
    /// <param name="run">Locked; the caller disposes it.</param>
    /// <param name="record">Goes to config.json.</param>
    /// <param name="observer">Is told of progress, or null.</param>
    public Trainer(ITrainableSystem system, Batches batches, EvaluationSet? validationSet, RunWriter run, RunRecord record, ITrainingObserver? observer = null)
    {
        (this.system, this.batches, this.run, this.record, this.observer) = (system, batches, run, record, observer);
        options = record.Config.Training;
        options.Validate();
        validator = validationSet is null ? null : new Validator(validationSet, options.BatchSize, observer);
        schedule = new Schedule(options, options.Minutes is null ? null : record.Plans);
        meter = new ProgressMeter(options.BatchSize);
    }

    /// <summary>Trains to the end of the schedule, from the latest checkpoint where there is one.</summary>
    /// <param name="cancel">Asks to stop: the step is finished and a checkpoint written.</param>
    /// <returns>Finished, or interrupted and resumable.</returns>
    /// <exception cref="TrainingDivergedException">A term or weight is not finite; the last good checkpoint stays, and config.json says where it was.</exception>
    /// <exception cref="BadInputException">A damaged or foreign checkpoint, unreadable images, a length that the run has passed, or the last checkpoint could not be written.</exception>
    public TrainingResult Train(CancellationToken cancel = default)
    {
        Restore();
        while (!schedule.IsOver(step))
        {
            if (cancel.IsCancellationRequested)
            {
                SaveOnce();
                return Result(TrainingOutcome.Interrupted);
            }

            if (Recovery.At(record.Recoveries, step) is Recovery recovery && recovery.FromStep == step) Begin(recovery);
            IReadOnlyList<LossValue> terms = TakeStep();
            meter.Count(terms);
            if (!schedule.IsPlanned && meter.SecondsPerStep is double secondsPerStep && step - plannedAtStep >= 2 * StepsToPlan)
            {
                Plan(secondsPerStep);
                Try(() => run.WriteRecord(Record)); // killed before its first checkpoint, the run repeats these steps exactly
            }

            Report(terms);
            schedule.StopWhenFarBeyond(step, meter.ElapsedSeconds);
            if (IsSaveDue())
            {
                PlanByLatestSpeed();
                // The last checkpoint follows the last validation: a run that has it lacks nothing.
                if (!schedule.IsOver(step)) Try(Save);
            }

            if (step % CollectSteps == 0) Collect();
        }

        if (validator is not null && validatedAtStep != step) Validate();
        SaveOnce();
        return Result(TrainingOutcome.Finished);
    }

    private RunRecord Record => record with { Plans = schedule.Plans };

    private void Restore()
    {
        if (RunFolder.LatestCheckpoint(run.Path) is string latest)
        {
            CheckpointState state = Load(latest);
            step = state.Step;
            schedule = new Schedule(options, state.Plans);
            if (state.Budget is string budget && budget != options.Budget) schedule.ChangeLength(step, state.ElapsedSeconds);
            meter = new ProgressMeter(options.BatchSize, state);
            savedAtStep = validatedAtStep = step;
        }

        if (Recovery.At(record.Recoveries, step) is { After: Divergence spent }) meter.AtLeast(spent.ElapsedSeconds);
        plannedAtStep = step;
        plannedAt = savedAt = meter.ElapsedSeconds;
        run.RollBack(step);
        run.WriteRecord(Record);
        if (!schedule.IsOver(step)) journal = new TrainingJournal(run, step, observer);
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
    private void Begin(Recovery recovery)
    {
        if (recovery.After is not null) StartingWeights.TakeAverages(system, record.Config.System);
        journal?.Recovery(recovery, meter.ElapsedSeconds);
        observer?.OnNotice($"{run.Path}: {recovery.Describe(record.Config.System)}");
    }

    // Photographs may vanish while a run goes on: what was learned does not go with them.
    private TrainingBatch NextBatch()
    {
        try
        {
            Task<BatchDrawing> drawing = ahead ?? Task.Run(() => batches.Draw(step));
            BatchDrawing drawn = drawing.GetAwaiter().GetResult();
            long next = step + 1;
            ahead = schedule.IsOver(next) ? null : Task.Run(() => batches.Draw(next)); // reads and draws beside this step
            return drawn.ToBatch();
        }
        catch (BadInputException fault)
        {
            SaveOnce();
            throw new BadInputException($"training stopped after step {step}: {fault.Message}; what was learned is in {LastGood}; mend it and go on from there with --resume", fault);
        }
    }

    private IReadOnlyList<LossValue> TakeStep()
    {
        using var scope = NewDisposeScope();
        using TrainingBatch batch = NextBatch();
        var progress = new TrainingProgress(step, schedule.Fraction(step)) { RateFactor = Recovery.At(record.Recoveries, step)?.RateFactor ?? 1 };
        IReadOnlyList<LossValue> terms = system.Step(batch, progress);
        if (terms.FirstOrDefault(term => !double.IsFinite(term.Value)) is LossValue bad) throw Diverged(step, $"term {bad.Name}");
        step++;
        return terms;
    }

    private void Report(IReadOnlyList<LossValue> terms)
    {
        if (step % options.LogSteps == 0) journal?.Terms(step, meter);
        if (step % options.SampleSteps == 0 && validator is not null) Validate();
        double? left = (schedule.EndStep - step) * meter.SecondsPerStep;
        observer?.OnStep(new StepReport(step, schedule.EndStep, schedule.Fraction(step), terms, meter.ImagesPerSecond, meter.ElapsedSeconds, left));
    }

    private void Validate()
    {
        RequireFiniteWeights();
        validation = validator!.Run(system, step, run.SamplePath(step));
        validatedAtStep = step;
        journal?.Validation(validation, meter.ElapsedSeconds);
        observer?.OnValidation(validation);
    }

    private bool IsSaveDue()
    {
        if (options.CheckpointSeconds == 0) return true;
        double wanted = Math.Min(options.CheckpointSeconds, options.Minutes * 60 / PlansPerRun ?? double.PositiveInfinity);
        return meter.ElapsedSeconds - savedAt >= Math.Max(wanted, saveTook / CheckpointShare);
    }

    private void PlanByLatestSpeed()
    {
        if (step - plannedAtStep >= StepsToPlan) Plan((meter.ElapsedSeconds - plannedAt) / (step - plannedAtStep));
    }

    private void Plan(double secondsPerStep)
    {
        schedule.PlanRest(step, meter.ElapsedSeconds, secondsPerStep);
        plannedAtStep = step;
        plannedAt = meter.ElapsedSeconds;
    }

    // The checkpoint that a run ends with, or is left with.
    private void SaveOnce()
    {
        if (savedAtStep == step) return;
        try
        {
            Save();
        }
        catch (BadInputException fault)
        {
            throw new BadInputException(
                $"training stopped after step {step} and could not save it: {fault.Message}{run.FreeSpace()}; the last good checkpoint is {LastGood}; make room and go on from there with --resume", fault);
        }
    }

    private void Save()
    {
        RequireFiniteWeights(); // never let others replace good ones
        var watch = Stopwatch.StartNew();
        string path = run.CheckpointPath(step);
        var state = new CheckpointState(step, meter.ElapsedSeconds, schedule.Plans) { Terms = meter.Sums, Budget = options.Budget };
        Checkpoint.Save(path, system, state, Record);
        savedAtStep = step;
        run.DeleteOldCheckpoints();
        run.WriteRecord(Record);
        saveTook = watch.Elapsed.TotalSeconds;
        savedAt = meter.ElapsedSeconds;
        observer?.OnCheckpoint(path, step);
    }

    // A loss can be finite while the gradients that it gave are not.
    private void RequireFiniteWeights()
    {
        if (Checkpoint.FirstNonFinite(system) is string name) throw Diverged(step - 1, $"weight {name}");
    }

    private TrainingDivergedException Diverged(long at, string what)
    {
        RunRecord stopped = Record with { Divergence = new Divergence(at, what, meter.ElapsedSeconds) };
        Try(() => run.WriteRecord(stopped));
        return new TrainingDivergedException(stopped, run.Path);
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
            observer?.OnNotice($"after step {step}: {fault.Message}{run.FreeSpace()}; the last good checkpoint is {LastGood}; training goes on and tries again");
        }
    }

    private string LastGood => RunFolder.LatestCheckpoint(run.Path) ?? "none yet";

    private TrainingResult Result(TrainingOutcome outcome)
    {
        journal?.Finish();
        return new(outcome, step, meter.ElapsedSeconds, RunFolder.LatestCheckpoint(run.Path) ?? run.CheckpointPath(step), validation);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
