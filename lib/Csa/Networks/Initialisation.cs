using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Csa.Networks;

/// <summary>Random initial weights.</summary>
public static class Initialisation
{
    /// <summary>Initialises like pix2pix: convolutions N(0, 0.02), norms N(1, 0.02), biases zero.</summary>
    /// <param name="network">Initialised in place, in the order of its parts; must live where the generator does.</param>
    /// <param name="generator">The random generator; torch's global one when not set.</param>
    /// <param name="apart">A part that draws its weights from a generator of its own, seeded from the first one, so that the weights of
    /// all other parts are the same with and without it.</param>
    public static void Normal(nn.Module network, Generator? generator = null, nn.Module? apart = null)
    {
        if (apart is null || !apart.parameters().Any())
        {
            DrawNormal(network.modules(), generator);
            return;
        }

        DrawNormal(network.modules().Except(apart.modules()), generator);
        using Tensor state = generator is null ? random.get_rng_state() : generator.get_state();
        using Tensor seed = randint(int.MaxValue, [1], ScalarType.Int64, generator: generator);
        if (generator is null) random.set_rng_state(state);
        else generator.set_state(state);
        using var own = new Generator((ulong)seed.item<long>());
        DrawNormal(apart.modules(), own);
    }

    private static void DrawNormal(IEnumerable<nn.Module> parts, Generator? generator)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope(); // in-place operations return another handle of their tensor
        foreach (nn.Module part in parts)
        {
            switch (part)
            {
                case Convolution2d convolution:
                    convolution.Weight.normal_(0, 0.02, generator);
                    convolution.Bias?.zero_();
                    break;
                case InstanceNorm2d norm:
                    norm.weight?.normal_(1, 0.02, generator);
                    norm.bias?.zero_();
                    break;
            }
        }
    }

    /// <summary>
    /// Initialises like He et al. 2015: convolutions N(0, 2 / inputs), which keeps the scale through many ReLU layers;
    /// biases zero.
    /// </summary>
    /// <param name="network">Initialised in place, in the order of its parts; must live where the generator does.</param>
    /// <param name="generator">The random generator; torch's global one when not set.</param>
    public static void He(nn.Module network, Generator? generator = null)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope(); // in-place operations return another handle of their tensor
        foreach (Convolution2d convolution in network.modules().OfType<Convolution2d>())
        {
            long[] shape = convolution.Weight.shape;
            convolution.Weight.normal_(0, Math.Sqrt(2.0 / (shape[1] * shape[2] * shape[3])), generator);
            convolution.Bias?.zero_();
        }
    }

    /// <summary>
    /// Initialises like Glorot and Bengio 2010, TensorFlow's default: weights uniform in ±sqrt(6 / (inputs + outputs));
    /// biases zero.
    /// </summary>
    /// <param name="network">Its convolutions and dense layers are initialised in place, in the order of its parts; must
    /// live where the generator does.</param>
    /// <param name="generator">The random generator; torch's global one when not set.</param>
    public static void Glorot(nn.Module network, Generator? generator = null)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope(); // in-place operations return another handle of their tensor
        foreach (nn.Module part in network.modules())
        {
            (Parameter? weight, Parameter? bias) = part switch
            {
                Convolution2d convolution => (convolution.Weight, convolution.Bias),
                Linear dense => (dense.weight, dense.bias),
                _ => (null, null),
            };
            if (weight is null) continue;
            long taps = weight.shape.Skip(2).Aggregate(1L, (product, side) => product * side);
            double limit = Math.Sqrt(6.0 / (taps * (weight.shape[0] + weight.shape[1])));
            weight.uniform_(-limit, limit, generator);
            bias?.zero_();
        }
    }
}
