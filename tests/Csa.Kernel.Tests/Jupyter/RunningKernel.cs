using Csa.Kernel.Jupyter;

namespace Csa.Kernel.Tests.Jupyter;

/// <summary>A kernel in this process around a fake engine, with a client.</summary>
internal sealed class RunningKernel : IDisposable
{
    private readonly JupyterKernel _kernel;
    private readonly StringWriter _log = new();

    public RunningKernel(bool listen = true)
    {
        Place = WireClient.FreePlace();
        _kernel = new(Place, () => Engine, _log);
        Ended = _kernel.RunAsync(CancellationToken.None);
        Client = new(Place, listen);
        if (listen) Client.Settle();
    }

    public FakeEngine Engine { get; } = new();

    public ConnectionFile Place { get; }

    public WireClient Client { get; }

    public Task Ended { get; }

    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    public void Interrupt() => _kernel.Interrupt();

    public void Dispose()
    {
        Client.Dispose();
        _kernel.Dispose();
    }
}
