using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>Adam (Kingma and Ba 2015) with PyTorch's arithmetic.</summary>
/// <remarks>
/// TorchSharp has an Adam; this one exists because checkpoints need the moments as named tensors, which that one gives only
/// as a binary stream without names, and because the learning rate is an argument of each step.
/// </remarks>
public sealed class Adam : IDisposable
{
    private const double Epsilon = 1e-8;

    private readonly List<Slot> slots = [];
    private readonly Tensor steps;
    private readonly double beta1;
    private readonly double beta2;

    /// <summary>An optimiser of a network's trainable parameters, on their device.</summary>
    /// <param name="network">Not owned.</param>
    /// <param name="beta1">Decay of the first moment, [0, 1).</param>
    /// <param name="beta2">Decay of the second moment, [0, 1).</param>
    public Adam(nn.Module network, double beta1, double beta2)
    {
        this.beta1 = beta1;
        this.beta2 = beta2;
        steps = tensor(0L).DetachFromDisposeScope();
        using var _ = no_grad();
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            if (!parameter.requires_grad) continue;
            slots.Add(new(name, parameter, zeros_like(parameter).DetachFromDisposeScope(), zeros_like(parameter).DetachFromDisposeScope()));
        }
    }

    /// <summary>How many steps have been taken.</summary>
    public long Steps => steps.item<long>();

    /// <summary>Clears the gradients.</summary>
    public void ZeroGradients()
    {
        foreach (Slot slot in slots) slot.Parameter.grad = null;
    }

    /// <summary>The gradients of the parameters that have one, in a fixed order.</summary>
    internal IEnumerable<Tensor> Gradients => slots.Select(slot => slot.Parameter.grad).OfType<Tensor>();

    /// <summary>Updates every parameter that has a gradient.</summary>
    /// <param name="learningRate">The learning rate of this step.</param>
    public void Step(double learningRate)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        steps.add_(1);
        double correction1 = 1 - Math.Pow(beta1, Steps), correction2 = 1 - Math.Pow(beta2, Steps);
        var rates = new Rates(beta1, beta2, learningRate / correction1, Math.Sqrt(correction2));
        foreach (Slot slot in slots)
        {
            if (slot.Parameter.grad is not Tensor gradient) continue;
            if (slot.IsHostFloat) MoveOnHost(slot, gradient.contiguous(), rates);
            else MoveOnDevice(slot, gradient, rates);
        }
    }

    /// <summary>Adds the live moments and the step counter to a checkpoint's tensors.</summary>
    /// <param name="prefix">Put before every name, e.g. "optimiser.generator.".</param>
    /// <param name="state">Receives prefix + "steps", prefix + "first_moment.…" and prefix + "second_moment.…".</param>
    public void AddState(string prefix, IDictionary<string, Tensor> state)
    {
        state.Add($"{prefix}steps", steps);
        foreach (Slot slot in slots)
        {
            state.Add($"{prefix}first_moment.{slot.Name}", slot.First);
            state.Add($"{prefix}second_moment.{slot.Name}", slot.Second);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        steps.Dispose();
        foreach (Slot slot in slots)
        {
            slot.First.Dispose();
            slot.Second.Dispose();
        }
    }

    private static void MoveOnDevice(Slot slot, Tensor g, Rates rates)
    {
        slot.First.mul_(rates.Beta1).add_(g, alpha: 1 - rates.Beta1);
        slot.Second.mul_(rates.Beta2).addcmul_(g, g, 1 - rates.Beta2);
        Tensor denominator = slot.Second.sqrt().div_(rates.SecondScale).add_(Epsilon);
        slot.Parameter.addcdiv_(slot.First, denominator, -rates.StepSize);
    }

    // The same in one pass over memory instead of seven, in vectors and then what remains.
    private static void MoveOnHost(Slot slot, Tensor gradient, Rates rates)
    {
        Span<float> theta = Floats(slot.Parameter), g = Floats(gradient), first = Floats(slot.First), second = Floats(slot.Second);
        float beta1 = (float)rates.Beta1, rest1 = (float)(1 - rates.Beta1), beta2 = (float)rates.Beta2, rest2 = (float)(1 - rates.Beta2);
        float stepSize = (float)rates.StepSize, scale = (float)(1 / rates.SecondScale), epsilon = (float)Epsilon;

        Span<Vector<float>> thetas = Vectors(theta), gs = Vectors(g), firsts = Vectors(first), seconds = Vectors(second);
        for (int i = 0; i < thetas.Length; i++)
        {
            firsts[i] = (firsts[i] * beta1) + (gs[i] * rest1);
            seconds[i] = (seconds[i] * beta2) + (gs[i] * gs[i] * rest2);
            thetas[i] -= stepSize * firsts[i] / ((Vector.SquareRoot(seconds[i]) * scale) + new Vector<float>(epsilon));
        }

        for (int i = thetas.Length * Vector<float>.Count; i < theta.Length; i++)
        {
            first[i] = (first[i] * beta1) + (g[i] * rest1);
            second[i] = (second[i] * beta2) + (g[i] * g[i] * rest2);
            theta[i] -= stepSize * first[i] / ((MathF.Sqrt(second[i]) * scale) + epsilon);
        }
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private static Span<Vector<float>> Vectors(Span<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);

    private readonly record struct Rates(double Beta1, double Beta2, double StepSize, double SecondScale);

    private sealed class Slot(string name, Parameter parameter, Tensor first, Tensor second)
    {
        internal string Name { get; } = name;

        internal Parameter Parameter { get; } = parameter;

        internal bool IsHostFloat { get; } = parameter.device_type == TorchSharp.DeviceType.CPU && parameter.dtype == ScalarType.Float32 && parameter.is_contiguous();

        internal Tensor First { get; } = first;

        internal Tensor Second { get; } = second;
    }
}
