using System.Text.Json;

namespace Csa.Systems;

/// <summary>The step at which a loss term or a weight of a run became infinite or NaN, and which one.</summary>
/// <param name="Step">The step, from 0, after which it was seen.</param>
/// <param name="What">"term consistency" or "weight rough.…".</param>
/// <param name="ElapsedSeconds">Wall time of the run until then, all processes together.</param>
public sealed record Divergence(long Step, string What, double ElapsedSeconds);

/// <summary>A lower learning rate from a step on: how a run that diverged continues.</summary>
/// <remarks>
/// Every random draw is a function of seed and step, so the same step at the same rate would diverge again: the rate must be lowered.
/// A recovery belongs to the record, not to a process. It begins whenever the run reaches its step, from a checkpoint there
/// or on the way, so a run that is killed or repeated ends in the same bits.
/// </remarks>
/// <param name="FromStep">The steps done at the checkpoint from which the run continued; 0 = its initial weights.</param>
/// <param name="RateFactor">A factor on every learning rate from there on, more than 0 and at most 1.</param>
/// <param name="After">The divergence that it recovers from, with the averaged weights if the system has them; null if a
/// person only asked for a lower rate.</param>
public sealed record Recovery(long FromStep, double RateFactor, Divergence? After)
{
    /// <summary>The most recoveries that a run makes without being asked; after that it stays as it is.</summary>
    public const int MaxCount = 3;

    /// <summary>The factor on the learning rate of each recovery.</summary>
    public const double Factor = 0.5;

    /// <summary>What happened to a run, in words that follow its name: "diverged at step 11 (…) and went on from step 10 …".</summary>
    /// <param name="system">The system that it trains.</param>
    public string Describe(ISystemOptions system)
    {
        string rate = system is LearningOptions options ? FormattableString.Invariant($", {options.LearningRate * RateFactor:G3}") : "";
        string lower = FormattableString.Invariant($"{RateFactor:G3} times the learning rate{rate}");
        string weights = FromStep == 0 ? "its initial weights" : system.InferencePrefix.Length > 0 ? $"the averaged weights of step {FromStep}" : $"step {FromStep}";
        return After is null
            ? $"goes on from step {FromStep} at {lower}"
            : $"diverged at step {After.Step} ({After.What} was not finite) and went on from {weights} at {lower}";
    }

    /// <summary>The recovery in force at a step, or null: the last recorded one that begins there or before.</summary>
    /// <param name="recoveries">As recorded, the oldest first.</param>
    /// <param name="step">The step about to be taken.</param>
    internal static Recovery? At(IReadOnlyList<Recovery> recoveries, long step) => recoveries.LastOrDefault(recovery => recovery.FromStep <= step);

    /// <summary>Refuses recoveries that no run can have recorded.</summary>
    /// <exception cref="JsonException">A number out of range, or a gap.</exception>
    internal static void Check(IEnumerable<Recovery?> recoveries)
    {
        if (recoveries.Any(recovery => recovery is not { FromStep: >= 0, RateFactor: > 0 and <= 1, After: null or { Step: >= 0, ElapsedSeconds: >= 0 and < double.PositiveInfinity } }))
            throw new JsonException("a recovery is null, or a number in it is out of range");
    }
}
