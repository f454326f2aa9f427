using System.Text.Json;

namespace Csa.Systems;

/// <summary>Where a run became infinite or NaN.</summary>
/// <param name="Step">The step, from 0, after which it was seen.</param>
/// <param name="What">"term consistency" or "weight rough.…".</param>
/// <param name="ElapsedSeconds">Wall time of the run until then, all processes together.</param>
public sealed record Divergence(long Step, string What, double ElapsedSeconds);

/// <summary>From a step on, a lower learning rate: how a run that diverged goes on.</summary>
/// <remarks>
/// Every random draw is a function of seed and step, so the same step at the same rate diverges again: the rate must fall.
/// A recovery is a fact of the record, not of a process. It begins whenever the run comes to its step, from a checkpoint
/// there or on the way, so a run that is killed or repeated goes on to the same bits.
/// </remarks>
/// <param name="FromStep">The steps done at the checkpoint that the run went on from; 0 = from its initial weights.</param>
/// <param name="RateFactor">What every learning rate is multiplied with from there on, more than 0, at most 1.</param>
/// <param name="After">What it went on after, by averaged weights where the system has them; null where a person asked for a lower rate alone.</param>
public sealed record Recovery(long FromStep, double RateFactor, Divergence? After)
{
    /// <summary>So many times a run goes on by itself; then it is left as it is.</summary>
    public const int MaxCount = 3;

    /// <summary>What each recovery multiplies the learning rate with.</summary>
    public const double Factor = 0.5;

    /// <summary>What became of a run, in plain words that follow its name: "diverged at step 11 (…) and went on from step 10 …".</summary>
    /// <param name="system">What it trains.</param>
    public string Describe(ISystemOptions system)
    {
        string rate = system is LearningOptions options ? FormattableString.Invariant($", {options.LearningRate * RateFactor:G3}") : "";
        string lower = FormattableString.Invariant($"{RateFactor:G3} times the learning rate{rate}");
        string weights = FromStep == 0 ? "its initial weights" : system.InferencePrefix.Length > 0 ? $"the averaged weights of step {FromStep}" : $"step {FromStep}";
        return After is null
            ? $"goes on from step {FromStep} at {lower}"
            : $"diverged at step {After.Step} ({After.What} was not finite) and went on from {weights} at {lower}";
    }

    /// <summary>The recovery that holds for a step, or null: the latest recorded of those that begin there or before.</summary>
    /// <param name="recoveries">As recorded, the oldest first.</param>
    /// <param name="step">The step about to be taken.</param>
    internal static Recovery? At(IReadOnlyList<Recovery> recoveries, long step) => recoveries.LastOrDefault(recovery => recovery.FromStep <= step);

    /// <summary>Refuses what no run records.</summary>
    /// <exception cref="JsonException">A number out of range, or a gap.</exception>
    internal static void Check(IEnumerable<Recovery?> recoveries)
    {
        if (recoveries.Any(recovery => recovery is not { FromStep: >= 0, RateFactor: > 0 and <= 1, After: null or { Step: >= 0, ElapsedSeconds: >= 0 and < double.PositiveInfinity } }))
            throw new JsonException("a recovery is null, or a number in it is out of range");
    }
}
