using System.Diagnostics;
using System.Globalization;

namespace Csa.Benchmarks;

/// <summary>The published PyTorch code in a process of its own, which waits while something else is timed.</summary>
internal sealed class PublishedCode : IDisposable
{
    private readonly Process python;

    /// <param name="folder">A clone of github.com/KumapowerLIU/CSA-inpainting.</param>
    /// <param name="interpreter">A Python with torch and torchvision.</param>
    /// <param name="threads">Torch's.</param>
    public PublishedCode(string folder, string interpreter, int threads)
    {
        var start = new ProcessStartInfo(interpreter, [Path.Combine(AppContext.BaseDirectory, "published.py"), Path.GetFullPath(folder), $"{threads}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // What the library sets for itself: waiting threads sleep, and freed memory stays in the process.
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        foreach (string name in new[] { "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_" }) start.Environment[name] = $"{int.MaxValue}";
        start.Environment["MALLOC_TOP_PAD_"] = $"{64 << 20}";
        python = Process.Start(start)!;
    }

    /// <summary>The seconds that one piece takes, without what is prepared for it.</summary>
    /// <param name="piece">A method of published.py: layer_forward, layer_backward, inference or step.</param>
    /// <param name="side">Cells or pixels.</param>
    /// <param name="channels">Of the layer; 0 for networks.</param>
    public double Seconds(string piece, int side, int channels)
    {
        python.StandardInput.WriteLine($"{piece} {side} {channels}");
        string? answer = python.StandardOutput.ReadLine();
        return double.TryParse(answer, CultureInfo.InvariantCulture, out double seconds) ? seconds : throw new InvalidOperationException($"published.py: ended at {piece} {side}; what it said stands above");
    }

    public void Dispose()
    {
        python.StandardInput.Close();
        python.WaitForExit();
        python.Dispose();
    }
}
