using Csa.Data;
using Csa.Networks;
using Csa.Tensors.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Perceptual;

/// <summary>Weights of a published file by name, each checked against the shape that its network wants.</summary>
internal sealed class FrozenWeights
{
    private readonly string path;
    private readonly string network;
    private readonly IReadOnlyDictionary<string, Tensor> values;

    private FrozenWeights(string path, string network, IReadOnlyDictionary<string, Tensor> values) => (this.path, this.network, this.values) = (path, network, values);

    /// <summary>Reads a file into the current dispose scope.</summary>
    /// <param name="path">A state_dict, .pth or .safetensors.</param>
    /// <param name="network">What it should be, for messages.</param>
    /// <param name="prefix">Only names that begin so are read.</param>
    /// <exception cref="BadInputException">No such file, or a damaged one.</exception>
    public static FrozenWeights Read(string path, string network, string prefix = "") =>
        new(path, network, WeightFile.Read(path, name => name.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>A tensor of the file, which lives as long as the current dispose scope.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <exception cref="BadInputException">It is absent, of another shape, or not finite.</exception>
    public Tensor Take(string name, params long[] shape)
    {
        if (!values.TryGetValue(name, out Tensor? value)) throw Misfit($"{name} is missing (another network?)");
        if (!value.shape.SequenceEqual(shape)) throw Misfit($"{name}: want [{string.Join(", ", shape)}], got [{string.Join(", ", value.shape)}]");
        try
        {
            using Tensor like = empty(0, ScalarType.Float32);
            WeightFit.RequireNumbers(name, like, value);
        }
        catch (InvalidDataException fault)
        {
            throw Misfit(fault.Message, fault);
        }

        return value;
    }

    private BadInputException Misfit(string what, Exception? inner = null) => new($"{path}: want {network}, {what}; fetch it again with data-scripts/metrics.cs", inner);
}

/// <summary>A convolution that does not learn, and the ReLU behind it.</summary>
/// <param name="weight">[to, from, h, w]; disposed with this.</param>
/// <param name="bias">[to]; disposed with this.</param>
/// <param name="geometry">Stride and padding.</param>
internal sealed class FrozenConvolution(Tensor weight, Tensor bias, ConvolutionGeometry geometry) : IDisposable
{
    private readonly Tensor weight = weight.to(ScalarType.Float32).DetachFromDisposeScope();
    private readonly Tensor bias = bias.to(ScalarType.Float32).DetachFromDisposeScope();

    /// <summary>Convolves and applies ReLU.</summary>
    /// <param name="x">[N, from, H, W] float32.</param>
    public Tensor Apply(Tensor x) => Layers.Relu(Convolution2d.Apply(x, weight, bias, geometry));

    /// <inheritdoc/>
    public void Dispose()
    {
        weight.Dispose();
        bias.Dispose();
    }
}
