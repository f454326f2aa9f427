using Csa.Data;
using Csa.Systems;

namespace Csa.Experiments.Convolutions;

/// <summary>Ensures, before the first step of a training, that its convolutions are correct on this CPU.</summary>
internal static class CorrectConvolutions
{
    /// <summary>
    /// Compares convolutions with float64; if some are wrong, makes libtorch use its slower path without oneDNN from now on.
    /// </summary>
    /// <param name="uses">The convolutions of the training.</param>
    /// <param name="note">Receives a sentence about the slow path if it is taken; may be null.</param>
    /// <returns>The result for the run's record; empty if there are no convolutions.</returns>
    /// <exception cref="BadInputException">They are wrong on the slow path too.</exception>
    public static string Ensure(IReadOnlyList<ConvolutionUse> uses, Action<string>? note)
    {
        if (uses.Count == 0) return "";
        string right = $"{uses.Count} shapes right";
        IReadOnlyList<ConvolutionFault> faults = ConvolutionCheck.Of(uses);
        if (faults.Count == 0) return NativeRuntime.AvoidsOneDnn ? $"{right} on the slow path without oneDNN" : right;

        string wrong = $"{faults.DistinctBy(fault => fault.Shape).Count()} of {uses.Count} differ from float64, e.g. {faults[0]}";
        if (OperatingSystem.IsLinux()) NativeRuntime.AvoidOneDnn();
        if (ConvolutionCheck.Of(uses) is { Count: > 0 } left)
        {
            throw new BadInputException(
                $"convolutions: want those of float64, got others on this CPU, {Processor.Here.Name}, on libtorch's slow path too: {left[0]}; "
                + "train on another machine, and please report it with the output of csa doctor");
        }

        note?.Invoke($"libtorch's convolutions are wrong on this CPU, {Processor.Here.Name}: {wrong}; the slow path without oneDNN is right and is used");
        return $"slow path without oneDNN: {wrong}";
    }
}
