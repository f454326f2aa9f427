using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tensors.Weights;

/// <summary>A tensor as a view of its storage; every element is known to lie inside it.</summary>
internal sealed class PyTorchTensor
{
    private const int MaxDimensions = 64;

    private readonly long offset;
    private readonly long[] size;
    private readonly long[] stride;

    private PyTorchTensor(PyTorchStorage storage, long offset, long[] size, long[] stride)
    {
        Storage = storage;
        this.offset = offset;
        this.size = size;
        this.stride = stride;
    }

    /// <summary>The storage of its numbers.</summary>
    public PyTorchStorage Storage { get; }

    /// <summary>The tensor's shape.</summary>
    public IReadOnlyList<long> Size => size;

    /// <summary>True if its elements are exactly those of its storage, in the same order.</summary>
    public bool IsWholeStorage
    {
        get
        {
            long expected = 1;
            for (int i = size.Length - 1; i >= 0; expected *= size[i--])
                if (size[i] != 1 && stride[i] != expected) return false;
            return offset == 0 && expected == Storage.Count;
        }
    }

    /// <summary>Builds it from the arguments of _rebuild_tensor: (storage, offset, size, stride, …); requires_grad is ignored.</summary>
    /// <exception cref="InvalidDataException">It reaches beyond its storage.</exception>
    public static PyTorchTensor Rebuild(PickleTuple arguments)
    {
        PyTorchStorageView view = arguments.Get<PyTorchStorageView>(0, "a tensor's storage");
        long offset = arguments.Get<long>(1, "a tensor's offset");
        long[] size = arguments.Get<PickleTuple>(2, "a tensor's size").Sizes("a tensor's size");
        long[] stride = arguments.Get<PickleTuple>(3, "a tensor's stride").Sizes("a tensor's stride");
        if (size.Length != stride.Length || size.Length > MaxDimensions)
            throw new InvalidDataException($"a tensor has {size.Length} sizes and {stride.Length} strides");
        if (offset < 0 || !IsInside(view, offset, size, stride))
        {
            throw new InvalidDataException(
                $"a tensor of size [{string.Join(", ", size)}], stride [{string.Join(", ", stride)}] and offset {offset} "
                + $"reaches beyond its storage '{view.Storage.Key}' of {view.Count} elements");
        }

        return new PyTorchTensor(view.Storage, view.Start + offset, size, stride);
    }

    /// <summary>The tensor, a view of its storage's values.</summary>
    /// <param name="values">Its storage's numbers, one-dimensional.</param>
    public Tensor Of(Tensor values) => values.as_strided(size, stride, offset);

    private static bool IsInside(PyTorchStorageView view, long offset, long[] size, long[] stride)
    {
        try
        {
            if (size.Contains(0)) return offset <= view.Count;
            long last = offset, elements = 1;
            for (int i = 0; i < size.Length; i++)
            {
                last = checked(last + ((size[i] - 1) * stride[i]));
                elements = checked(elements * size[i]);
            }

            // A stride of 0 repeats elements: as many times as one likes, were it not for the second bound.
            return last < view.Count && elements <= view.MaxBytes;
        }
        catch (OverflowException)
        {
            return false;
        }
    }
}
