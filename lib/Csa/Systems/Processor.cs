using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Csa.Systems;

/// <summary>
/// The CPU. Libtorch chooses its code by it, so the last bits of results depend on it, and on some CPUs more than the last
/// bits.
/// </summary>
/// <param name="Name">Its name with family and model, because virtual machines give names that many kinds share.</param>
/// <param name="Extensions">Those of its vector extensions that libraries choose code by, blanks between them.</param>
internal sealed record Processor(string Name, string Extensions)
{
    private static readonly string[] Chosen =
        ["avx2", "fma", "avx_vnni", "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_tile", "amx_int8", "amx_bf16", "asimd", "sve", "sve2", "bf16"];

    /// <summary>The CPU of this machine.</summary>
    public static Processor Here { get; } = Read();

    /// <summary>The CPU as Linux describes its first processor.</summary>
    /// <param name="lines">/proc/cpuinfo's.</param>
    internal static Processor Of(IEnumerable<string> lines)
    {
        Dictionary<string, string> said = lines.TakeWhile(line => line.Length > 0).Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0].Trim()).ToDictionary(same => same.Key, same => same.First()[1].Trim());
        string name = string.Join(", ", new[] { said.GetValueOrDefault("model name", Architecture), Kind("cpu family", "family", "model"), Kind("CPU implementer", "implementer", "CPU part") }.OfType<string>());
        string[] flags = (said.GetValueOrDefault("flags") ?? said.GetValueOrDefault("Features") ?? "").Split(' ');
        return new Processor(name, string.Join(' ', Chosen.Intersect(flags)));

        string? Kind(string family, string word, string model) => said.TryGetValue(family, out string? value) ? $"{word} {value} model {said.GetValueOrDefault(model, "unknown")}" : null;
    }

    private static string Architecture => RuntimeInformation.ProcessArchitecture.ToString();

    private static Processor Read()
    {
        try
        {
            if (OperatingSystem.IsLinux()) return Of(File.ReadLines("/proc/cpuinfo"));
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
        }

        (string Name, bool IsThere)[] seen = [("avx2", Avx2.IsSupported), ("fma", Fma.IsSupported), ("avx512f", Avx512F.IsSupported), ("asimd", AdvSimd.IsSupported)];
        return new Processor(Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? Architecture, string.Join(' ', seen.Where(one => one.IsThere).Select(one => one.Name)));
    }
}
