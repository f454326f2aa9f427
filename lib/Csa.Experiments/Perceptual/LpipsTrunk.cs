using Csa.Data;
using Csa.Networks;
using Csa.Tensors.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Perceptual;

/// <summary>The network whose features LPIPS compares.</summary>
public enum LpipsNet
{
    /// <summary>AlexNet, taps relu1 … relu5: the one that most papers print.</summary>
    Alex,

    /// <summary>VGG-16, taps relu1_2, 2_2, 3_3, 4_3 and 5_3.</summary>
    Vgg,
}

/// <summary>The convolutions of an LPIPS network as torchvision has them, with their five taps.</summary>
internal abstract class LpipsTrunk : IDisposable
{
    /// <summary>Channels of the taps.</summary>
    public abstract IReadOnlyList<int> Channels { get; }

    /// <summary>The least side of an image.</summary>
    public abstract int SmallestSide { get; }

    /// <summary>Reads a trunk.</summary>
    /// <param name="net">Which.</param>
    /// <param name="path">torchvision's state_dict; the classifier is not read.</param>
    /// <exception cref="BadInputException">No such file, a damaged one, or one of another network.</exception>
    public static LpipsTrunk Open(LpipsNet net, string path) => net == LpipsNet.Alex ? new AlexNet(path) : new Vgg16(path);

    /// <summary>The taps of an image.</summary>
    /// <param name="x">[N, 3, H, W], normalised.</param>
    /// <returns>Five tensors [N, C, h, w] in the current dispose scope, each a ReLU's output.</returns>
    public abstract IReadOnlyList<Tensor> Taps(Tensor x);

    /// <inheritdoc/>
    public abstract void Dispose();

    private sealed class AlexNet : LpipsTrunk
    {
        // Its place in torchvision's Sequential, channels, kernel and stride; a max pooling of 3 by 2 precedes the second and the third.
        private static readonly (int Place, int From, int To, int Kernel, int Stride, int Padding)[] Layers =
            [(0, 3, 64, 11, 4, 2), (3, 64, 192, 5, 1, 2), (6, 192, 384, 3, 1, 1), (8, 384, 256, 3, 1, 1), (10, 256, 256, 3, 1, 1)];

        private readonly FrozenConvolution[] convolutions;

        public AlexNet(string path)
        {
            using var scope = NewDisposeScope();
            FrozenWeights weights = FrozenWeights.Read(path, PublishedWeights.AlexNet.Network, "features.");
            convolutions = [.. Layers.Select(layer => new FrozenConvolution(
                weights.Take($"features.{layer.Place}.weight", layer.To, layer.From, layer.Kernel, layer.Kernel), weights.Take($"features.{layer.Place}.bias", layer.To),
                new() { Stride = layer.Stride, Padding = layer.Padding }))];
        }

        public override IReadOnlyList<int> Channels { get; } = [.. Layers.Select(layer => layer.To)];

        public override int SmallestSide => 31;

        public override IReadOnlyList<Tensor> Taps(Tensor x)
        {
            var taps = new List<Tensor>();
            foreach (FrozenConvolution convolution in convolutions)
                taps.Add(convolution.Apply(taps.Count == 0 ? x : taps.Count > 2 ? taps[^1] : nn.functional.max_pool2d(taps[^1], 3, 2)));
            return taps;
        }

        public override void Dispose()
        {
            foreach (FrozenConvolution convolution in convolutions) convolution.Dispose();
        }
    }

    private sealed class Vgg16 : LpipsTrunk
    {
        private readonly Vgg16Convolutions convolutions;

        public Vgg16(string path)
        {
            var options = new NetworkOptions();
            Channels = [.. Enumerable.Range(0, Vgg16Convolutions.AllBlocks).Select(options.Channels)];
            convolutions = new(options, Vgg16Convolutions.AllBlocks);
            try
            {
                OfficialWeights.LoadVgg16(convolutions, path);
            }
            catch
            {
                Dispose();
                throw;
            }

            foreach (Parameter weight in convolutions.parameters()) weight.DetachFromDisposeScope();
        }

        public override IReadOnlyList<int> Channels { get; }

        public override int SmallestSide => 16;

        public override IReadOnlyList<Tensor> Taps(Tensor x)
        {
            var taps = new List<Tensor>();
            for (int block = 1; block <= Vgg16Convolutions.AllBlocks; block++)
                taps.Add(convolutions.Block(block == 1 ? x : Vgg16Convolutions.Pool(taps[^1]), block));
            return taps;
        }

        public override void Dispose() => convolutions.Dispose();
    }
}
