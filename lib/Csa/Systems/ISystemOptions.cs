using Csa.Data;
using static TorchSharp.torch;

namespace Csa.Systems;

/// <summary>The options of one kind of system: a sealed record with complete defaults that knows how to build it.</summary>
/// <remarks>Written to config.json as JSON and set by <c>--set system.…</c>; nested records are fine.</remarks>
public interface ISystemOptions
{
    /// <summary>The system's short name: "csa", "ca" …; the same for every value of the type.</summary>
    string Model { get; }

    /// <summary>Builds the system with fresh weights.</summary>
    /// <param name="seed">Draws the weights.</param>
    /// <param name="device">Where its tensors live.</param>
    /// <exception cref="BadInputException">An option is out of range.</exception>
    ITrainableSystem Create(ulong seed, Device device);

    /// <summary>Says before the first step, and not hours later, that the system cannot train at an image size.</summary>
    /// <param name="side">Height and width in pixels.</param>
    /// <exception cref="BadInputException">The side is too small for a network; the message names it and the cure.</exception>
    void RequireSide(int side);

    /// <summary>Builds the system to fill holes with weights that are then loaded; the trainable one where it is no larger.</summary>
    /// <param name="device">Where its tensors live.</param>
    /// <exception cref="BadInputException">An option is out of range.</exception>
    ITrainedSystem CreateForInference(Device device) => Create(0, device);

    /// <summary>What <see cref="ITrainable.State"/> puts before the names of <see cref="ITrainedSystem.InferenceState"/>: "average." or nothing.</summary>
    string InferencePrefix => "";
}
