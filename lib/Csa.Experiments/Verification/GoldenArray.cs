using System.Runtime.InteropServices;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Verification;

/// <summary>
/// A stored output, [1, C, H, W]: raw little-endian numbers, of every row (NAME.f32, NAME.f16) or of every eighth
/// (NAME.rows8.f32).
/// </summary>
/// <param name="Values">Row-major.</param>
/// <param name="RowStep">1 or 8.</param>
internal sealed record GoldenArray(double[] Values, int RowStep)
{
    private const int Thinned = 8;

    /// <summary>Compares the stored rows of an output with ours; a missing file gives a check that says so.</summary>
    public static GoldenCheck Compare(string test, string quantity, string folder, string name, string type, Tensor got, double tolerance) =>
        Find(folder, name, type) is GoldenArray want
            ? GoldenCheck.Compare(test, quantity, want.Values, want.RowsOf(got), tolerance)
            : GoldenCheck.Skip(test, quantity, $"{name}.{type} is not in {folder}");

    /// <summary>A whole output as a tensor; null if the file is missing.</summary>
    /// <param name="folder">Holds NAME.TYPE.</param>
    /// <param name="name">NAME.</param>
    /// <param name="type">"f32" or "f16".</param>
    /// <param name="shape">[1, C, H, W].</param>
    public static Tensor? Load(string folder, string name, string type, long[] shape) =>
        Find(folder, name, type) is { RowStep: 1 } whole ? tensor(whole.Values, ScalarType.Float32).reshape(shape) : null;

    private static GoldenArray? Find(string folder, string name, string type)
    {
        string whole = Path.Combine(folder, $"{name}.{type}"), thinned = Path.Combine(folder, $"{name}.rows{Thinned}.{type}");
        if (File.Exists(whole)) return new GoldenArray(Read(whole, type), 1);
        return File.Exists(thinned) ? new GoldenArray(Read(thinned, type), Thinned) : null;
    }

    private static double[] Read(string path, string type)
    {
        byte[] bytes = File.ReadAllBytes(path);
        return type == "f16"
            ? Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (double)value)
            : Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), value => (double)value);
    }

    private double[] RowsOf(Tensor got)
    {
        using var scope = NewDisposeScope();
        return got.detach().cpu().slice(2, 0, got.shape[2], RowStep).to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }
}
