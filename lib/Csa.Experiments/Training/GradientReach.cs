using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Training;

/// <summary>The gradient of a loss term with respect to one parameter.</summary>
/// <param name="Parameter">Its name, as in checkpoints: "refinement.levels.1.conv.weight".</param>
/// <param name="Norm">The L2 norm of the gradient; 0 if the term does not reach the parameter.</param>
/// <param name="Reached">Whether any element of the gradient differs from 0.</param>
public sealed record ParameterGradient(string Parameter, double Norm, bool Reached);

/// <summary>Which parameters a loss term trains, and how strongly.</summary>
public static class GradientReach
{
    /// <summary>
    /// The gradient of a term with respect to each parameter of a network. Nothing is accumulated, and the graph is kept for
    /// the next term.
    /// </summary>
    /// <param name="term">A scalar, e.g. a loss before it is weighted; one without a graph reaches nothing.</param>
    /// <param name="network">Its parameters that are to be trained (requires_grad) are measured; the others count as not reached.</param>
    /// <returns>One entry per parameter, in the order of the network's parts.</returns>
    /// <exception cref="ArgumentException">The term is not a scalar.</exception>
    public static IReadOnlyList<ParameterGradient> Of(Tensor term, nn.Module network)
    {
        if (term.numel() != 1) throw new ArgumentException($"term: want a scalar, got [{string.Join(", ", term.shape)}]", nameof(term));
        using var scope = NewDisposeScope();
        (string name, Parameter parameter)[] all = [.. network.named_parameters()];
        Parameter[] trained = [.. all.Select(part => part.parameter).Where(parameter => parameter.requires_grad)];
        IList<Tensor> gradients = term.requires_grad && trained.Length > 0
            ? autograd.grad([term], trained, retain_graph: true, allow_unused: true)
            : [];

        var norms = new Dictionary<string, double>();
        for (int i = 0, next = 0; i < all.Length; i++)
        {
            Tensor? gradient = all[i].parameter.requires_grad && gradients.Count > 0 ? gradients[next++] : null;
            norms[all[i].name] = gradient is null || gradient.IsInvalid ? 0 : gradient.to(ScalarType.Float64).norm().item<double>();
        }

        return [.. norms.Select(pair => new ParameterGradient(pair.Key, pair.Value, pair.Value > 0))];
    }
}
