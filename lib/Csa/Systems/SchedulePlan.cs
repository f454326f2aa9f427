namespace Csa.Systems;

/// <summary>A plan of the rest of a run: from a step on, its share done grows evenly until 1 at the end.</summary>
/// <param name="FirstStep">The first step under this plan.</param>
/// <param name="FirstFraction">The share of the run done before that step, 0 … 1.</param>
/// <param name="EndStep">The number of steps of the whole run by this plan.</param>
public sealed record SchedulePlan(long FirstStep, double FirstFraction, long EndStep)
{
    /// <summary>The share of the run done before a step, 0 … 1.</summary>
    /// <param name="step"><see cref="FirstStep"/> or later.</param>
    public double Fraction(long step) =>
        step >= EndStep ? 1 : FirstFraction + ((1 - FirstFraction) * (step - FirstStep) / (EndStep - FirstStep));
}
