using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Csa;

/// <summary>Makes libtorch's OpenMP threads sleep while they wait, before the first torch call.</summary>
/// <remarks>
/// By default an idle OpenMP thread spins: on a busy machine with two cores a training step took 682 ms spinning and
/// 41 ms sleeping. The runtime reads OMP_WAIT_POLICY once, from the C environment, which
/// <see cref="Environment.SetEnvironmentVariable(string, string)"/> does not reach; hence libc's setenv. A value that
/// the user has set stays.
/// </remarks>
internal static class PassiveWaiting
{
#pragma warning disable CA2255 // A library rarely needs a module initialiser; this one must run before any torch call of the program.
    [ModuleInitializer]
    internal static void Ask()
    {
        if (OperatingSystem.IsLinux()) _ = SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", 0);
    }
#pragma warning restore CA2255

    [DllImport("libc.so.6", EntryPoint = "setenv")]
    private static extern int SetEnvironment(string name, string value, int overwrite);
}
