using System.Runtime.InteropServices;
using Csa.Data;
using Csa.Data.Ranks;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tensors.Ranks;

/// <summary>
/// This process's share of every training batch where ranks divide it, and the means and sums that must be taken over the whole batch:
/// <see cref="Whole"/> for a process that works alone.
/// </summary>
/// <remarks>
/// Rank r has w_r = N_r / N of the N images. Its loss is L_r, and the batch's is L = sum_r w_r L_r. A mean over samples is such an
/// L_r as it stands. A quotient of sums over the batch is one when it is divided by w_r times the denominator of the whole batch
/// (<see cref="Denominator"/>). A mean z = sum_r w_r z_r that other terms use (relativistic losses, batch norms) has to be taken over
/// all ranks (<see cref="Mean"/>), and so has its gradient: dL/dz_s = w_s sum_r w_r dL_r/dz, of which rank s has the factor w_s by its
/// own weight in L, so that its backward pass has to continue with sum_r w_r dL_r/dz: again the mean over ranks. Then the mean
/// over ranks of the weights' gradients (<see cref="Average(IEnumerable{Tensor})"/>) is the gradient of L.
/// </remarks>
public sealed class BatchShare
{
    // In floats: smaller gradients are summed together, up to this many in one call; larger ones in place.
    private const int BucketLength = 1 << 20;

    private readonly IRankGroup? ranks;
    private float[] bucket = [];

    private BatchShare(IRankGroup? ranks, BatchPart part, int batchSize)
    {
        this.ranks = ranks;
        Part = part;
        Weight = (double)part.Count / batchSize;
    }

    /// <summary>The share of a process that has the whole batch, of any size.</summary>
    public static BatchShare Whole { get; } = Of(null, 1);

    /// <summary>The images of the batch that this share has; of <see cref="Whole"/>, which fits batches of any size, nominally one.</summary>
    public BatchPart Part { get; }

    /// <summary>w_r: the number of this share's images divided by the batch's, 0 … 1.</summary>
    public double Weight { get; }

    /// <summary>True for a share that is the whole batch.</summary>
    public bool IsWhole => ranks is null;

    /// <summary>The share of a rank.</summary>
    /// <param name="ranks">The ranks that divide the batch; null or one rank = the whole batch.</param>
    /// <param name="batchSize">The number of images in the whole batch.</param>
    /// <exception cref="BadInputException">There are more ranks than images.</exception>
    public static BatchShare Of(IRankGroup? ranks, int batchSize)
    {
        IRankGroup? others = ranks is { Size: > 1 } ? ranks : null;
        return new BatchShare(others, BatchPart.Of(others, batchSize), batchSize);
    }

    /// <summary>The mean over the whole batch of a quantity, from its mean over this share's images.</summary>
    /// <param name="own">z_r, any shape.</param>
    /// <returns>z, the same shape; gradients flow through it to the images of every rank.</returns>
    public Tensor Mean(Tensor own) => IsWhole ? own.alias() : MeanOverRanks.apply(own, this);

    /// <summary>
    /// The denominator for a quotient of sums over the batch: a sum over this share's images divided by it is this share's L_r. It is
    /// w_r times the denominator of the whole batch, which counts as at least 1.
    /// </summary>
    /// <param name="own">This share's part of the denominator, a scalar, 0 or more; no gradient goes through it.</param>
    public Tensor Denominator(Tensor own)
    {
        if (IsWhole) return own.clamp_min(1);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        double[] total = [own.to(ScalarType.Float64).item<double>()];
        ranks!.Sum(total);
        return tensor(Weight * Math.Max(1, total[0]), own.is_floating_point() ? own.dtype : ScalarType.Float32, own.device).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Random numbers for this share's images: one for each image of the batch is drawn from torch's generator, on every rank alike.
    /// </summary>
    /// <param name="own">The number of this share's images.</param>
    /// <returns>[own] float32 on the CPU, uniform in [0, 1).</returns>
    /// <remarks>So the generators of all ranks stay in the same state.</remarks>
    public Tensor Uniform(long own)
    {
        if (IsWhole) return rand(own);
        using var scope = NewDisposeScope();
        return rand((long)Math.Round(own / Weight)).narrow(0, Part.First, own).MoveToOuterDisposeScope();
    }

    /// <summary>Replaces gradients by their means over all ranks, in place.</summary>
    /// <param name="gradients">The same tensors in the same order on every rank: float, on any device.</param>
    /// <remarks>
    /// After the backward pass and not during it: TorchSharp 0.107 binds no hooks on gradients, and a step ends with its
    /// backward pass, so that there is nothing else to do meanwhile.
    /// </remarks>
    public void Average(IEnumerable<Tensor> gradients)
    {
        if (IsWhole) return;
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var waiting = new List<Tensor>();
        long length = 0;
        foreach (Tensor gradient in gradients)
        {
            long values = gradient.numel();
            if (values >= BucketLength)
            {
                AverageInPlace(gradient);
                continue;
            }

            if (length + values > BucketLength) Empty();
            waiting.Add(gradient);
            length += values;
        }

        Empty();

        void Empty()
        {
            AverageTogether(waiting, (int)length);
            waiting.Clear();
            length = 0;
        }
    }

    /// <summary>Replaces numbers by their means over all ranks.</summary>
    /// <param name="values">The same number on every rank.</param>
    public void Average(Span<double> values)
    {
        if (IsWhole) return;
        for (int i = 0; i < values.Length; i++) values[i] *= Weight;
        ranks!.Sum(values);
    }

    private void AverageInPlace(Tensor gradient)
    {
        Tensor host = OnHost(gradient);
        Span<float> values = Floats(host);
        Scale(values);
        ranks!.Sum(values);
        if (!ReferenceEquals(host, gradient)) gradient.copy_(host);
    }

    private void AverageTogether(List<Tensor> gradients, int length)
    {
        if (length == 0) return;
        if (bucket.Length < length) bucket = GC.AllocateUninitializedArray<float>(BucketLength, pinned: true);
        Span<float> values = bucket.AsSpan(0, length);
        int at = 0;
        foreach (Tensor gradient in gradients)
        {
            Span<float> own = Floats(OnHost(gradient));
            own.CopyTo(values[at..]);
            at += own.Length;
        }

        Scale(values);
        ranks!.Sum(values);
        at = 0;
        foreach (Tensor gradient in gradients)
        {
            Tensor host = OnHost(gradient);
            Span<float> mean = Floats(host);
            values.Slice(at, mean.Length).CopyTo(mean);
            if (!ReferenceEquals(host, gradient)) gradient.copy_(host);
            at += mean.Length;
        }
    }

    private void Scale(Span<float> values)
    {
        float weight = (float)Weight;
        foreach (ref float value in values) value *= weight;
    }

    // Gradients on a GPU pass through host memory.
    private static Tensor OnHost(Tensor gradient) => gradient.device_type == DeviceType.CPU && gradient.is_contiguous() ? gradient : gradient.cpu().contiguous();

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private Tensor Averaged(Tensor own)
    {
        using var scope = NewDisposeScope();
        Tensor copy = own.detach().clone();
        AverageInPlace(copy);
        return copy.MoveToOuterDisposeScope();
    }

    // An exception in a backward pass would end the process; those of a group of ranks end it anyway.
    private sealed class MeanOverRanks : autograd.SingleTensorFunction<MeanOverRanks>
    {
        private const string Share = "share";

        public override string Name => nameof(MeanOverRanks);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data(Share, vars[1]);
            return ((BatchShare)vars[1]).Averaged((Tensor)vars[0]);
        }

        // Itself a mean over ranks, through which a penalty on gradients can go.
        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            [apply(grad_output, ctx.get_data(Share)), null!];
    }
}
