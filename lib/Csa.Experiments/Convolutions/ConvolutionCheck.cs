using System.Globalization;
using System.Runtime.InteropServices;
using Csa.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Convolutions;

/// <summary>
/// Compares convolutions as networks call them, <see cref="Convolution2d.Apply"/> in float32, with float64: their values and
/// their gradients.
/// </summary>
/// <remarks>
/// Numbers are compared at the corners of the first and the last channel, and at a random cell of every other channel, or of
/// <see cref="Channels"/> evenly spread ones if there are more. All numbers must be finite.
/// </remarks>
internal static class ConvolutionCheck
{
    /// <summary>The most channels that are compared.</summary>
    internal const int Channels = 64;

    // A sum of products of either sign, one after another in float32, strays by about half a rounding (2^-24) of the sum of their
    // sizes, however many they are: a partial sum grows with the root of their number and so do the roundings of it. The largest of
    // all presets is between two and four; eight times that is room for other orders, and what libtorch was seen to get wrong is
    // off by hundreds of times as much.
    private const double Roundings = 32;

    // A prime, so that no row or channel begins where another one did.
    private const int Drawn = 1_000_003;

    /// <summary>Compares each use, forward and backward, with sums in float64.</summary>
    /// <param name="uses">The convolutions, and which of their results.</param>
    /// <param name="seed">Draws maps, weights and the cells that are compared; torch's own generator is left alone.</param>
    /// <param name="progress">Receives the fraction done after each, 0 … 1; may be null.</param>
    /// <returns>The faults, one for each wrong part of a shape; empty if there are none.</returns>
    public static IReadOnlyList<ConvolutionFault> Of(IReadOnlyList<ConvolutionUse> uses, ulong seed = 1, Action<double>? progress = null)
    {
        using var draw = new Generator(seed);
        using Tensor pool = rand(Drawn, generator: draw).mul_(2).sub_(1);
        var chance = new Random((int)seed);
        var faults = new List<ConvolutionFault>();
        for (int i = 0; i < uses.Count; i++)
        {
            faults.AddRange(Of(uses[i], pool, chance));
            progress?.Invoke((i + 1.0) / uses.Count);
        }

        return faults;
    }

    private static IReadOnlyList<ConvolutionFault> Of(ConvolutionUse use, Tensor pool, Random chance)
    {
        using var scope = NewDisposeScope();
        ConvolutionShape shape = use.Shape;
        Tensor x = Draw(shape.Input, use.Parts != ConvolutionParts.Value), weight = Draw(shape.Weight, use.Parts != ConvolutionParts.Value);
        Tensor? bias = shape.Bias ? Draw([shape.To], false) : null;
        Tensor ask = Draw(shape.Output, false);
        Tensor y = Convolution2d.Apply(x, weight, bias, shape.Geometry);
        if (!y.shape.SequenceEqual(shape.Output)) throw new InvalidOperationException($"{shape}: want {string.Join('x', shape.Output)}, got {string.Join('x', y.shape)}");

        // What the sums are of: the wide and the narrow side of the value's, the input's, the weights'.
        var reference = new ConvolutionReference(shape);
        bool back = shape.Geometry.Transposed;
        var faults = new List<ConvolutionFault>();
        Compare(ConvolutionParts.Value, y, at => back ? reference.Scatter(at, Numbers(x), Numbers(weight)) : reference.Gather(at, Numbers(x), Numbers(weight)), bias);

        if (use.Parts.HasFlag(ConvolutionParts.SlopeGradient))
        {
            // The sum of a slope times numbers has the gradient that a map of those numbers has.
            Tensor slope = autograd.grad([y], [x], [ask], retain_graph: true, create_graph: true)[0];
            (slope * x.detach()).sum().backward(retain_graph: true);
            CompareWeights(ConvolutionParts.SlopeGradient);
            weight.grad = x.grad = null;
        }

        if (use.Parts == ConvolutionParts.Value) return faults;
        y.backward([ask]);
        if (use.Parts.HasFlag(ConvolutionParts.InputGradient))
            Compare(ConvolutionParts.InputGradient, x.grad!, at => back ? reference.Gather(at, Numbers(ask), Numbers(weight)) : reference.Scatter(at, Numbers(ask), Numbers(weight)));
        if (use.Parts.HasFlag(ConvolutionParts.WeightGradient)) CompareWeights(ConvolutionParts.WeightGradient);
        return faults;

        Tensor Draw(long[] sizes, bool gradient)
        {
            const int Aligned = 16; // floats, as libtorch's own tensors begin
            long count = sizes.Aggregate(1L, (product, size) => product * size), start = Aligned * chance.Next(Drawn / Aligned);
            return pool.repeat((start + count + Drawn - 1) / Drawn).narrow(0, start, count).view(sizes).requires_grad_(gradient);
        }

        void CompareWeights(ConvolutionParts part) =>
            Compare(part, weight.grad!, at => back ? reference.Tap(at, Numbers(x), Numbers(ask)) : reference.Tap(at, Numbers(ask), Numbers(x)));

        void Compare(ConvolutionParts part, Tensor got, Func<int[], ExactSum> exactly, Tensor? added = null)
        {
            if (Worst(got, exactly, added, chance) is (double value, double wanted)) faults.Add(new ConvolutionFault(shape, part, value, wanted));
        }
    }

    // The number that is furthest beyond its bound, and what it should be; null where all are right.
    private static (double Got, double Wanted)? Worst(Tensor got, Func<int[], ExactSum> exactly, Tensor? bias, Random chance)
    {
        Tensor whole = got.detach().contiguous();
        ReadOnlySpan<float> numbers = Numbers(whole);
        int[] sizes = Array.ConvertAll(got.shape, size => (int)size);
        (double Got, double Wanted)? worst = float.IsFinite(whole.sum().item<float>()) ? null : (double.NaN, 0);
        double furthest = 1;
        foreach (int[] at in Cells(sizes, chance))
        {
            ExactSum sum = exactly(at);
            if (bias is not null) sum.Add(Numbers(bias)[at[1]], 1);
            double found = numbers[(((((at[0] * sizes[1]) + at[1]) * sizes[2]) + at[2]) * sizes[3]) + at[3]];
            double beyond = Math.Abs(found - sum.Value) / (Roundings * Math.ScaleB(1, -24) * Math.Max(sum.Size, float.Epsilon));
            if (beyond <= furthest) continue;
            worst = (found, sum.Value);
            furthest = double.IsNaN(beyond) ? double.PositiveInfinity : beyond;
        }

        return worst;
    }

    // Corners of all four axes, then a walk along the first two with the last two by chance.
    private static IEnumerable<int[]> Cells(int[] sizes, Random chance)
    {
        for (int corner = 0; corner < 16; corner++)
            yield return [.. sizes.Select((size, axis) => (corner >> axis & 1) * (size - 1))];
        int count = Math.Min(Channels, Math.Max(sizes[0], sizes[1]));
        for (int i = 0; i < count; i++)
            yield return [Along(i, sizes[0]), Along(count - 1 - i, sizes[1]), chance.Next(sizes[2]), chance.Next(sizes[3])];

        int Along(int i, int size) => size <= count ? i % size : (int)(((i + chance.NextDouble()) * size) / count);
    }

    private static ReadOnlySpan<float> Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}

/// <summary>A convolution that libtorch gets wrong.</summary>
/// <param name="Shape">The convolution.</param>
/// <param name="Part">Which of its results is wrong.</param>
/// <param name="Got">The number with the largest error.</param>
/// <param name="Wanted">The same number in float64.</param>
internal sealed record ConvolutionFault(ConvolutionShape Shape, ConvolutionParts Part, double Got, double Wanted)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string part = Part switch
        {
            ConvolutionParts.Value => "",
            ConvolutionParts.InputGradient => ", its input's gradient",
            ConvolutionParts.WeightGradient => ", its weights' gradient",
            _ => ", its weights' gradient through a slope",
        };
        string found = double.IsFinite(Got) ? string.Create(CultureInfo.InvariantCulture, $"{Got:G6} for {Wanted:G6}") : "not finite";
        return $"{Shape}{part}: {found}";
    }
}
