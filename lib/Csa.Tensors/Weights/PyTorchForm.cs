namespace Csa.Tensors.Weights;

/// <summary>An open PyTorch file in one of its two forms: the content of its pickle, and the numbers on demand.</summary>
internal abstract class PyTorchForm : IDisposable
{
    /// <summary>The object that was saved, with tensors as <see cref="PyTorchTensor"/>.</summary>
    public abstract object? Root { get; }

    /// <summary>Visits storages in the order of the file.</summary>
    /// <param name="wanted">Those to visit.</param>
    /// <param name="read">Must read all of the storage's bytes from the stream.</param>
    /// <exception cref="InvalidDataException">One is missing or of another size than the pickle says.</exception>
    public abstract void ReadStorages(IReadOnlySet<PyTorchStorage> wanted, Action<PyTorchStorage, Stream> read);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
