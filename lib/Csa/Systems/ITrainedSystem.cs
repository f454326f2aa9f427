using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>An inpainting system whose weights were learned. Built for use, it holds nothing that only training needs.</summary>
public interface ITrainedSystem : IInpaintingSystem
{
    /// <summary>The weights that <see cref="IInpaintingSystem.Inpaint"/> uses, and nothing else: what is shipped, and what is loaded.</summary>
    /// <returns>Stable names; the live tensors, on any device: writing into them changes the system.</returns>
    IReadOnlyDictionary<string, Tensor> InferenceState();
}
