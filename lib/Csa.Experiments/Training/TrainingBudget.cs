using Csa.Systems;

namespace Csa.Experiments.Training;

/// <summary>The length of a whole run, in steps or in minutes of wall time.</summary>
public sealed record TrainingBudget
{
    private TrainingBudget(long? steps, double? minutes) => (Steps, Minutes) = (steps, minutes);

    /// <summary>Steps, or null if <see cref="Minutes"/> is set.</summary>
    public long? Steps { get; }

    /// <summary>Minutes of wall time, or null if <see cref="Steps"/> is set.</summary>
    public double? Minutes { get; }

    /// <summary>A run of a number of steps.</summary>
    /// <param name="steps">At least 1.</param>
    public static TrainingBudget OfSteps(long steps) => new(steps, null);

    /// <summary>A run of a number of minutes.</summary>
    /// <param name="minutes">More than 0.</param>
    public static TrainingBudget OfMinutes(double minutes) => new(null, minutes);

    /// <summary>Options with this length.</summary>
    internal TrainingOptions Of(TrainingOptions options) => options with { Steps = Steps, Minutes = Minutes, Plans = null };
}
