using Csa.Systems;

namespace Csa.Experiments.Training;

/// <summary>The length of a whole run: so many steps, or so many minutes of wall time.</summary>
public sealed record TrainingBudget
{
    private TrainingBudget(long? steps, double? minutes) => (Steps, Minutes) = (steps, minutes);

    /// <summary>Steps, or null where <see cref="Minutes"/> says.</summary>
    public long? Steps { get; }

    /// <summary>Minutes of wall time, or null where <see cref="Steps"/> says.</summary>
    public double? Minutes { get; }

    /// <summary>A run of so many steps.</summary>
    /// <param name="steps">At least 1.</param>
    public static TrainingBudget OfSteps(long steps) => new(steps, null);

    /// <summary>A run of so many minutes.</summary>
    /// <param name="minutes">More than 0.</param>
    public static TrainingBudget OfMinutes(double minutes) => new(null, minutes);

    /// <summary>Options with this length.</summary>
    internal TrainingOptions Of(TrainingOptions options) => options with { Steps = Steps, Minutes = Minutes, Plans = null };
}
