using System.Globalization;

namespace Csa.Experiments.Training;

/// <summary>How much memory the machine has to give.</summary>
internal static class MachineMemory
{
    /// <summary>Bytes that programs can still take without the machine's memory running out; null where the system does not say.</summary>
    public static long? Available()
    {
        try
        {
            string? line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)) : null;
            long machine = line is null ? long.MaxValue : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
            // In a container its limit, elsewhere the machine's memory.
            long limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            return limit > 0 ? Math.Min(machine, limit) : machine == long.MaxValue ? null : machine;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
