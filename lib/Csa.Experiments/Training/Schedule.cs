using Csa.Data;
using Csa.Systems;

namespace Csa.Experiments.Training;

/// <summary>The fraction of a run that is done, as a function of the step alone, for learning-rate and loss schedules.</summary>
/// <remarks>
/// A run whose length is given in steps has one plan. A run whose length is given in minutes starts at 0, and plans its end
/// once its first steps are timed; every checkpoint makes a new plan from the speed measured since, and is stored with it.
/// So a killed run repeats its lost steps exactly, and the list of plans in config.json repeats the whole run, however fast
/// the machine. A run whose length is changed makes a new plan for its rest: the fraction done is then that of the new
/// length, so a decaying learning rate rises again. Without decay the longer run equals one that was asked for from the
/// start.
/// </remarks>
public sealed class Schedule
{
    // Past the budget by this much, a run stops where it is instead of finishing its plan.
    private const double HardLimit = 1.1;

    private readonly long? budgetSteps;
    private readonly double? budgetSeconds;
    private readonly List<SchedulePlan> plans;

    /// <summary>A schedule for a budget.</summary>
    /// <param name="options">Steps, minutes or recorded plans.</param>
    /// <param name="madeSoFar">The plans of the checkpoint that a run continues from; empty or null for a new run.</param>
    public Schedule(TrainingOptions options, IReadOnlyList<SchedulePlan>? madeSoFar = null)
    {
        budgetSteps = options.Steps;
        budgetSeconds = options.Minutes * 60;
        plans = madeSoFar is { Count: > 0 } ? [.. madeSoFar]
            : options.Steps is long steps ? [new SchedulePlan(0, 0, steps)]
            : [.. options.Plans ?? []];
    }

    /// <summary>Every plan so far, in order.</summary>
    public IReadOnlyList<SchedulePlan> Plans => plans;

    /// <summary>True once there is a plan.</summary>
    public bool IsPlanned => plans.Count > 0;

    /// <summary>The number of steps of the whole run by the last plan; null before the first.</summary>
    public long? EndStep => plans.Count > 0 ? plans[^1].EndStep : null;

    /// <summary>The fraction of the run done before a step, 0 … 1.</summary>
    /// <param name="step">From 0.</param>
    public double Fraction(long step) => plans.LastOrDefault(plan => plan.FirstStep <= step)?.Fraction(step) ?? 0;

    /// <summary>True when the run has reached the end of its plan.</summary>
    /// <param name="step">The steps done.</param>
    public bool IsOver(long step) => plans.LastOrDefault(plan => plan.FirstStep <= step) is SchedulePlan plan && step >= plan.EndStep;

    /// <summary>Plans the rest of a run whose length is in minutes; one in steps keeps its only plan.</summary>
    /// <param name="step">The steps done.</param>
    /// <param name="elapsedSeconds">Wall time of the run so far.</param>
    /// <param name="secondsPerStep">As measured recently, validation and saving included.</param>
    public void PlanRest(long step, double elapsedSeconds, double secondsPerStep)
    {
        if (budgetSeconds is not double budget || IsOver(step)) return;
        double rest = Math.Max(0, budget - elapsedSeconds) / Math.Max(secondsPerStep, 1e-6);
        Add(new SchedulePlan(step, Fraction(step), step + (long)Math.Round(rest)));
    }

    /// <summary>Plans the rest of a run whose plans were made for another length.</summary>
    /// <param name="step">The steps done, at least 1.</param>
    /// <param name="elapsedSeconds">Wall time of the run so far; a run of minutes is taken to go on at its mean speed until
    /// it plans again.</param>
    /// <exception cref="BadInputException">The run has done as much already.</exception>
    public void ChangeLength(long step, double elapsedSeconds)
    {
        if (budgetSteps is long steps && steps <= step)
            throw new BadInputException($"steps: want more than the {step} that the run has done, got {steps}; give the length of the whole run");
        if (budgetSeconds is double seconds && seconds <= elapsedSeconds)
            throw new BadInputException(FormattableString.Invariant($"minutes: want more than the {elapsedSeconds / 60:F1} that the run has taken, got {seconds / 60}; give the length of the whole run"));
        if ((budgetSteps ?? step * (budgetSeconds / elapsedSeconds)) is not double end) return;
        Add(new SchedulePlan(step, step / end, (long)Math.Ceiling(end)));
    }

    /// <summary>Ends a run whose length is in minutes now, if it is far beyond its budget.</summary>
    /// <param name="step">The steps done.</param>
    /// <param name="elapsedSeconds">Wall time of the run so far.</param>
    public void StopWhenFarBeyond(long step, double elapsedSeconds)
    {
        if (elapsedSeconds > budgetSeconds * HardLimit && !IsOver(step)) Add(new SchedulePlan(step, Fraction(step), step));
    }

    private void Add(SchedulePlan plan)
    {
        plans.RemoveAll(old => old.FirstStep >= plan.FirstStep);
        plans.Add(plan);
    }
}
