using Csa.Data.Masks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>Lists the layers of a network with their shapes, recorded while it runs once on zeros: the data of Fig. 2 and 5.</summary>
public static class NetworkTrace
{
    private const int Pool3Shrinks = 8;
    private const string RoughName = "rough network";

    /// <summary>Both generator networks.</summary>
    /// <param name="generator">Trained or not; its weights do not matter.</param>
    /// <param name="height">Image rows, a multiple of the options' SideMultiple.</param>
    /// <param name="width">Image columns, likewise.</param>
    /// <exception cref="ArgumentException">A side is no such multiple.</exception>
    public static IReadOnlyList<TracedLayer> Of(TwoStageGenerator generator, int height, int width)
    {
        using var scope = NewDisposeScope();
        HoleMask hole = HoleMask.Create(height, width, (y, x) => y >= height / 4 && y < height - (height / 4) && x >= width / 4 && x < width - (width / 4));
        FeatureShape atCsa = default;
        using var rough = new Recording(generator.Rough, RoughName);
        using var refinement = new Recording(generator.Refinement, "refinement network");
        Run(generator, [3, height, width], image =>
        {
            using TwoStageOutput output = generator.forward(image, hole);
            atCsa = ShapeOf(output.Refinement.CsaFeatures);
        });

        List<TracedLayer> refining = refinement.Layers;
        string? name = generator.Options.Attention switch
        {
            HoleAttention.None or HoleAttention.Convolution => null, // nothing, or among the convolutions
            HoleAttention.Csa => "CSA",
            HoleAttention other => other.ToString().ToLowerInvariant(),
        };
        int position = 1 + refining.FindIndex(layer => layer.Name == $"levels.{(int)generator.Options.CsaPosition - 1}.conv");
        if (name is not null) refining.Insert(position, new TracedLayer("refinement network", name, LayerKind.Attention, 0, atCsa, atCsa, 0));
        return [.. rough.Layers, .. refining];
    }

    /// <summary>The rough network alone.</summary>
    /// <param name="network">Trained or not.</param>
    /// <param name="height">Image rows, a multiple of the options' SideMultiple.</param>
    /// <param name="width">Image columns, likewise.</param>
    public static IReadOnlyList<TracedLayer> Of(RoughNetwork network, int height, int width)
    {
        using var recording = new Recording(network, RoughName);
        Run(network, [InputChannels(network), height, width], image => network.forward(image).Dispose());
        return recording.Layers;
    }

    /// <summary>The patch discriminator.</summary>
    /// <param name="discriminator">Trained or not.</param>
    /// <param name="height">Image rows.</param>
    /// <param name="width">Image columns.</param>
    /// <exception cref="ArgumentException">The image is too small for it.</exception>
    public static IReadOnlyList<TracedLayer> Of(PatchDiscriminator discriminator, int height, int width)
    {
        using var recording = new Recording(discriminator, "patch discriminator");
        Run(discriminator, [3, height, width], image => discriminator.forward(image).Dispose());
        return recording.Layers;
    }

    /// <summary>The feature patch discriminator, from VGG-16's features after pool3.</summary>
    /// <param name="discriminator">Trained or not.</param>
    /// <param name="height">Image rows, of which the features have an eighth.</param>
    /// <param name="width">Image columns, likewise.</param>
    /// <exception cref="ArgumentException">The image is too small for it.</exception>
    public static IReadOnlyList<TracedLayer> Of(FeaturePatchDiscriminator discriminator, int height, int width)
    {
        using var recording = new Recording(discriminator, "feature patch discriminator");
        Run(discriminator, [InputChannels(discriminator), height / Pool3Shrinks, width / Pool3Shrinks], pool3 => discriminator.forward(pool3).Dispose());
        return recording.Layers;
    }

    /// <summary>VGG-16 from the image to pool3, which the feature patch discriminator judges.</summary>
    /// <param name="features">Of any weights.</param>
    /// <param name="height">Image rows, a multiple of 8.</param>
    /// <param name="width">Image columns, likewise.</param>
    public static IReadOnlyList<TracedLayer> Of(Vgg16Features features, int height, int width)
    {
        const string Name = "VGG-16 to pool3";
        using var recording = new Recording(features, Name);
        FeatureShape end = default;
        Run(features, [3, height, width], image =>
        {
            using Tensor pool3 = features.Pool3(image);
            end = ShapeOf(pool3);
        });

        // Pooling is no module: it stands wherever the next layer reads a smaller grid than this one gave.
        IEnumerable<FeatureShape> read = recording.Layers.Skip(1).Select(layer => layer.Input).Append(end);
        return [.. recording.Layers.Zip(read).SelectMany(pair => pair.First.Output == pair.Second
            ? [pair.First]
            : new[] { pair.First, new TracedLayer(Name, "pool", LayerKind.Pooling, 2, pair.First.Output, pair.Second, 0) })];
    }

    private static void Run(nn.Module network, long[] sample, Action<Tensor> forward)
    {
        using var scope = NewDisposeScope();
        using IDisposable inference = no_grad();
        forward(zeros([1, .. sample], device: network.parameters().First().device));
    }

    private static long InputChannels(nn.Module network) =>
        network.named_parameters().First(parameter => parameter.name == "input.weight").parameter.shape[1];

    private static FeatureShape ShapeOf(Tensor features) => new((int)features.shape[1], (int)features.shape[2], (int)features.shape[3]);

    /// <summary>Records every convolution that runs, until it is disposed.</summary>
    private sealed class Recording : IDisposable
    {
        private readonly List<Action> removals = [];

        public Recording(nn.Module network, string name)
        {
            foreach ((string path, nn.Module module) in network.named_modules())
            {
                if (module is InstanceNorm2d norm) removals.Add(norm.register_forward_hook((ran, _, output) => Join(ran, output)).remove);
                if (module is not Convolution2d layer) continue;
                LayerKind kind = layer.IsTransposed ? LayerKind.TransposedConvolution : LayerKind.Convolution;
                var hook = layer.register_forward_hook((ran, input, output) =>
                {
                    long kernel = layer.Weight.shape[^1];
                    Layers.Add(new TracedLayer(name, path, kind, (int)kernel, ShapeOf(input), ShapeOf(output), Parameters(ran)));
                    return output;
                });
                removals.Add(hook.remove);
            }
        }

        public List<TracedLayer> Layers { get; } = [];

        public void Dispose() => removals.ForEach(remove => remove());

        private static long Parameters(nn.Module module) => module.parameters().Sum(parameter => parameter.numel());

        // A norm belongs to the layer before it.
        private Tensor Join(nn.Module norm, Tensor output)
        {
            Layers[^1] = Layers[^1] with { Parameters = Layers[^1].Parameters + Parameters(norm) };
            return output;
        }
    }
}

/// <summary>The kind of a traced layer.</summary>
public enum LayerKind
{
    /// <summary>A convolution.</summary>
    Convolution,

    /// <summary>A transposed convolution.</summary>
    TransposedConvolution,

    /// <summary>The CSA layer or another attention in its place; neither has parameters.</summary>
    Attention,

    /// <summary>The largest of each square of cells; no parameters.</summary>
    Pooling,
}

/// <summary>The shape of one sample's features.</summary>
/// <param name="Channels">At least 1.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct FeatureShape(int Channels, int Height, int Width);

/// <summary>One layer of a network as it ran; norms and activations, which change no shape, are part of the layer before.</summary>
/// <param name="Network">"rough network" …</param>
/// <param name="Name">The module's name, as in checkpoints: "levels.2.conv".</param>
/// <param name="Kind">What it does.</param>
/// <param name="KernelSide">3 for 3x3; 0 for the CSA layer.</param>
/// <param name="Input">The input as the convolution read it: padded and subsampled if it is dilated, and with the channels
/// of a skip connection if one joins here.</param>
/// <param name="Output">The output.</param>
/// <param name="Parameters">The number of weights and biases, the following norm's included.</param>
public sealed record TracedLayer(string Network, string Name, LayerKind Kind, int KernelSide, FeatureShape Input, FeatureShape Output, long Parameters);
