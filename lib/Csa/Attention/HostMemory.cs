using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Attention;

/// <summary>The border between tensors, which may live on a GPU, and code that reads numbers in host memory.</summary>
/// <remarks>
/// The CSA recurrence crosses it here and nowhere else: <see cref="Fetch"/> before its loops, <see cref="Send"/> after them.
/// Tests put a memory of their own in its place, which is far away and counts what crosses.
/// </remarks>
internal class HostMemory
{
    /// <summary>The border in use.</summary>
    public static HostMemory Current { get; set; } = new();

    /// <summary>True where a tensor's numbers can be read in place.</summary>
    public virtual bool Holds(Tensor tensor) => tensor.device_type == DeviceType.CPU;

    /// <summary>A tensor's numbers on the host, without gradient; not a copy where they are there.</summary>
    public virtual Tensor Fetch(Tensor tensor) => tensor.detach().cpu();

    /// <summary>Numbers of the host where another tensor lives; not a copy where that is the host.</summary>
    public virtual Tensor Send(Tensor host, Tensor like) => host.to(like.device);
}
