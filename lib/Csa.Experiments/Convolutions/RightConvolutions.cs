using Csa.Data;
using Csa.Systems;

namespace Csa.Experiments.Convolutions;

/// <summary>Sees to it that a training's convolutions are right on this CPU before the first step is taken with them.</summary>
internal static class RightConvolutions
{
    /// <summary>Compares convolutions with float64; where some are wrong, libtorch goes its slow way without oneDNN from now on.</summary>
    /// <param name="uses">What the training convolves.</param>
    /// <param name="note">Is told of the slow way in one sentence, or null.</param>
    /// <returns>What a run's record says of it; empty where there are no convolutions.</returns>
    /// <exception cref="BadInputException">They are wrong there too.</exception>
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
