using System.Runtime.CompilerServices;

namespace Csa.Systems;

/// <summary>Sets up libtorch when this assembly is loaded, because its own first call may come before any of Csa.Tensors'.</summary>
internal static class NativeStart
{
#pragma warning disable CA2255 // See NativeRuntime.
    [ModuleInitializer]
    internal static void Start() => NativeRuntime.Start();
#pragma warning restore CA2255
}
