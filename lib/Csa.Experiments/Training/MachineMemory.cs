using System.Globalization;

namespace Csa.Experiments.Training;

/// <summary>The machine's available memory.</summary>
internal static class MachineMemory
{
    /// <summary>The bytes that programs can still use before memory runs out; null if the system does not tell.</summary>
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
