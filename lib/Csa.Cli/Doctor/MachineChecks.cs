using System.Runtime.InteropServices;
using Csa.Data.Images;
using Csa.DataSets.Downloads;
using Csa.Experiments.Training;
using Csa.Systems;
using SkiaSharp;
using static TorchSharp.torch;

namespace Csa.Cli.Doctor;

/// <summary>Checks the machine and the native libraries.</summary>
internal static class MachineChecks
{
    private const string NativeCure = "on Debian 12 and Ubuntu 22.04 the build makes a bridge that loads (Directory.TorchNative.targets): delete bin/ and obj/ and build again; elsewhere glibc and libstdc++ must be those of the TorchSharp package";

    /// <summary>All checks.</summary>
    /// <param name="folder">The folder for runs and data.</param>
    public static IEnumerable<Finding> All(string folder) =>
    [
        new Finding("system", Health.Fine, $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}"),
        .. Finding.Of("native library", NativeCure, Native),
        .. Finding.Of("CUDA", NativeCure, Cuda),
        .. Finding.Of("threads", NativeCure, Threads),
        .. Finding.Of("convolutions", NativeCure, ConvolutionChecks.All),
        .. Finding.Of("memory", "", Memory),
        .. Finding.Of("disk", "", () => Disk(folder)),
        .. Finding.Of("images", "SkiaSharp's native library does not load: delete bin/ and obj/ and build again", Pictures),
        .. Finding.Of("font", "the font of the figures is part of Csa.Figures: build again", Font),
    ];

    private static IEnumerable<Finding> Native()
    {
        using var scope = NewDisposeScope();
        double sum = ones(2, 3).sum().item<float>();
        string bridge = typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3);
        yield return sum == 6
            ? new Finding("native library", Health.Fine, $"TorchSharp {bridge} with libtorch {__version__}")
            : new Finding("native library", Health.Broken, $"TorchSharp {bridge}: six ones make {sum}", NativeCure);
    }

    private static IEnumerable<Finding> Cuda()
    {
        yield return cuda.is_available()
            ? new Finding("CUDA", Health.Fine, $"{cuda.device_count()} device(s); no CUDA run of this repository has been recorded (November 2026)")
            : new Finding("CUDA", Health.Absent, "none: this build or this machine has no GPU that libtorch can use", "for training at the paper's size; build with -p:Torch=cuda on a machine with an NVIDIA GPU");
    }

    private static IEnumerable<Finding> Threads()
    {
        string policy = Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? "PASSIVE (set by this program)";
        yield return new Finding("threads", Health.Fine, $"{get_num_threads()} of libtorch on {Environment.ProcessorCount} processors, OMP_WAIT_POLICY {policy}");
    }

    private static IEnumerable<Finding> Memory()
    {
        long forQuick = TrainingMemory.PeakBytes(Presets.Quick()) ?? 0, forPaper = TrainingMemory.PeakBytes(Presets.Paper()) ?? 0;
        string needs = $"csa train needs about {ConsoleText.Size(forQuick)} (quick) or {ConsoleText.Size(forPaper)} (paper)";
        if (MachineMemory.Available() is not long available)
        {
            yield return new Finding("memory", Health.Fine, needs);
            yield break;
        }

        string found = $"{ConsoleText.Size(available)} available; {needs}";
        yield return available < forQuick ? new Finding("memory", Health.Broken, found, "end other programs") : new Finding("memory", Health.Fine, found);
    }

    private static IEnumerable<Finding> Disk(string folder)
    {
        const long Few = 1_000_000_000;
        if (DiskSpace.Free(folder) is not long free) yield break;
        string found = $"{ConsoleText.Size(free)} free at {Path.GetFullPath(folder)}";
        yield return free < Few ? new Finding("disk", Health.Absent, found, "a run at the paper's size keeps two checkpoints of 2 GB each, CelebA at 256 takes 23 GB") : new Finding("disk", Health.Fine, found);
    }

    private static IEnumerable<Finding> Pictures()
    {
        byte[] pixels = [1, 2, 3, 200, 100, 50];
        DecodedImage read = ImageDecoder.Decode(ImageFile.ToPng(new RgbImage(2, 1, pixels)), "a drawing");
        yield return read.Image.Pixels.AsSpan().SequenceEqual(pixels)
            ? new Finding("images", Health.Fine, "PNG, JPEG, WebP, TIFF, BMP and GIF are read, all but the last written")
            : new Finding("images", Health.Broken, "a PNG file does not come back as it was written", "build again");
    }

    private static IEnumerable<Finding> Font()
    {
        using Stream? resource = typeof(Figures.Figure).Assembly.GetManifestResourceStream("DejaVuSans-subset.ttf");
        using SKTypeface? face = resource is null ? null : SKTypeface.FromStream(resource);
        yield return face is not null && face.ContainsGlyph('A')
            ? new Finding("font", Health.Fine, $"{face.FamilyName}, embedded: figures need no font of the machine")
            : new Finding("font", Health.Broken, "the embedded font is missing or damaged", "build again");
    }
}
