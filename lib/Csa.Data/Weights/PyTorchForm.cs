namespace Csa.Data.Weights;

/// <summary>An open PyTorch file of one of its two forms: what its pickle says, and the numbers on demand.</summary>
internal abstract class PyTorchForm : IDisposable
{
    /// <summary>What was saved; tensors as <see cref="PyTorchTensor"/>.</summary>
    public abstract object? Root { get; }

    /// <summary>Visits storages in the order of the file.</summary>
    /// <param name="wanted">Those to visit.</param>
    /// <param name="read">Takes the storage's bytes off the stream, all of them.</param>
    /// <exception cref="InvalidDataException">One is missing or of another size than the pickle says.</exception>
    public abstract void ReadStorages(IReadOnlySet<PyTorchStorage> wanted, Action<PyTorchStorage, Stream> read);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
