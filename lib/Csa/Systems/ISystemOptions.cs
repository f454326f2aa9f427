using Csa.Data;
using Csa.Graphs;
using static TorchSharp.torch;

namespace Csa.Systems;

/// <summary>The options of one kind of system: a sealed record with complete defaults that knows how to build it.</summary>
/// <remarks>Written to config.json as JSON and set by <c>--set system.…</c>; nested records are fine.</remarks>
public interface ISystemOptions
{
    /// <summary>The system's short name: "csa", "ca" …; the same for every value of the type.</summary>
    string Model { get; }

    /// <summary>Builds the system with newly initialised weights.</summary>
    /// <param name="seed">Draws the weights.</param>
    /// <param name="device">The device of its tensors.</param>
    /// <exception cref="BadInputException">An option is out of range.</exception>
    ITrainableSystem Create(ulong seed, Device device);

    /// <summary>Throws, before the first step, if the system cannot be trained at an image size.</summary>
    /// <param name="side">Height and width in pixels.</param>
    /// <exception cref="BadInputException">The side is too small for a network; the message names the network and the remedy.</exception>
    void RequireSide(int side);

    /// <summary>Throws, before the first step, if the system cannot be trained with a batch size.</summary>
    /// <param name="images">The number of images in a batch.</param>
    /// <exception cref="BadInputException">Too few for a network; the message names the network and the remedy.</exception>
    void RequireBatch(int images)
    {
    }

    /// <summary>True if a loss compares VGG-16 features and VGG-16's weights are random.</summary>
    bool ComparesRandomFeatures => false;

    /// <summary>
    /// Builds the system for inference: its weights are loaded afterwards, and nothing that only training needs is built.
    /// </summary>
    /// <param name="device">The device of its tensors.</param>
    /// <exception cref="BadInputException">An option is out of range.</exception>
    ITrainedSystem CreateForInference(Device device) => Create(0, device);

    /// <summary>
    /// The prefix of the names of <see cref="ITrainedSystem.InferenceState"/> within <see cref="ITrainable.State"/>:
    /// "average." or nothing.
    /// </summary>
    string InferencePrefix => "";

    /// <summary>How the inference network is exported as ONNX.</summary>
    /// <exception cref="BadInputException">It cannot be: the system has no such form, or an option has none; the message names it.</exception>
    OnnxExport ToOnnx() => NoOnnx(Model);

    internal static OnnxExport NoOnnx(string model) => throw new BadInputException(
        $"{model}: want a system that says how it is written as ONNX, this one does not; its options can implement {nameof(ISystemOptions)}.{nameof(ToOnnx)}");
}
