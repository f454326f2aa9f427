using Csa.Data.Regions;

namespace Csa.Cli.Filling;

/// <summary>One image's part of the progress line. Not Progress&lt;T&gt;, which reports from another thread.</summary>
internal sealed class FillWatch(ProgressLine line, string name, int index, int count) : IProgress<InpaintingProgress>, IProgress<(double Fraction, string What)>
{
    public void Report(InpaintingProgress value) => Report((double)value.Done / value.Total, $", region {value.Done} of {value.Total}");

    public void Report((double Fraction, string What) value) => Report(value.Fraction, $", {value.What}");

    public void Report(double fraction, string detail = "") => line.Show((index + fraction) / count, name + detail);

    /// <summary>Clears the line for something else to be written.</summary>
    public void Clear() => line.Clear();
}
