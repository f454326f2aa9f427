using System.Reflection;
using System.Runtime.InteropServices;
using Csa.Data.Masks;
using Csa.Data.Sources;
using static TorchSharp.torch;

namespace Csa.Systems;

/// <summary>The machine, software and data of a run: the part of its record that options do not cover.</summary>
public sealed record RunEnvironment
{
    /// <summary>When the run was first started, UTC, ISO 8601.</summary>
    public string Started { get; init; } = "";

    /// <summary>The images, as their source describes them.</summary>
    public string Images { get; init; } = "";

    /// <summary>The holes, as their source describes them.</summary>
    public string Masks { get; init; } = "";

    /// <summary>A fingerprint of the images; see <see cref="IImageSource.Fingerprint"/>.</summary>
    public string ImagesFingerprint { get; init; } = "";

    /// <summary>A fingerprint of the masks; see <see cref="IMaskSource.Fingerprint"/>.</summary>
    public string MasksFingerprint { get; init; } = "";

    /// <summary>SHA-256 of the weights that the run started from; empty if they were random.</summary>
    public string StartFingerprint { get; init; } = "";

    /// <summary>The number of Torch's threads.</summary>
    public int Threads { get; init; }

    /// <summary>The number of processes that trained together, each with so many threads on its share of the batch.</summary>
    public int Ranks { get; init; }

    /// <summary>"cpu" or "cuda".</summary>
    public string Device { get; init; } = "";

    /// <summary>Logical processors.</summary>
    public int Processors { get; init; }

    /// <summary>The CPU, with family and model if the system tells them: libtorch chooses its code by it.</summary>
    public string Cpu { get; init; } = "";

    /// <summary>The CPU's vector extensions, e.g. "avx2 avx512f".</summary>
    public string VectorExtensions { get; init; } = "";

    /// <summary>
    /// The result of comparing the system's convolutions with float64 before the first step: "38 shapes right", or why
    /// libtorch's slow path was taken.
    /// </summary>
    public string Convolutions { get; init; } = "";

    /// <summary>The operating system.</summary>
    public string Os { get; init; } = "";

    /// <summary>The .NET runtime.</summary>
    public string DotNet { get; init; } = "";

    /// <summary>The TorchSharp version.</summary>
    public string TorchSharp { get; init; } = "";

    /// <summary>This library's version, with the commit if the build knew it.</summary>
    public string Library { get; init; } = "";

    /// <summary>Facts that the system reports: which VGG features, how many parameters …</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    /// <summary>This library's version, with the commit if the build knew it.</summary>
    internal static string LibraryVersion => Version(typeof(RunEnvironment).Assembly);

    internal static RunEnvironment Here(Device device) => new()
    {
        Started = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ"),
        Threads = get_num_threads(),
        Device = device.type.ToString().ToLowerInvariant(),
        Processors = Environment.ProcessorCount,
        Cpu = Processor.Here.Name,
        VectorExtensions = Processor.Here.Extensions,
        Os = RuntimeInformation.OSDescription,
        DotNet = RuntimeInformation.FrameworkDescription,
        TorchSharp = Version(typeof(TorchSharp.torch).Assembly),
        Library = LibraryVersion,
    };

    /// <summary>Differences from another environment in data or features, with which the same options make a different run.</summary>
    /// <param name="here">The other.</param>
    /// <param name="when">What is said of this and of the other; "then" and "now" when not set.</param>
    /// <returns>One phrase each.</returns>
    internal IReadOnlyList<string> InputDifferences(RunEnvironment here, (string This, string Other)? when = null) =>
    [
        .. Difference("the images", ImagesFingerprint, here.ImagesFingerprint, when),
        .. Difference("the masks", MasksFingerprint, here.MasksFingerprint, when),
        .. Difference("the weights to start from", StartFingerprint, here.StartFingerprint, when),
        .. Notes.SelectMany(note => Difference(note.Key, note.Value, here.Notes.GetValueOrDefault(note.Key, "none"), when)),
    ];

    /// <summary>Differences from another environment in machine or software, with which the same run may be rounded differently.</summary>
    /// <param name="here">The other.</param>
    /// <param name="when">As <see cref="InputDifferences"/>'s.</param>
    /// <returns>One phrase each.</returns>
    internal IReadOnlyList<string> MachineDifferences(RunEnvironment here, (string This, string Other)? when = null) =>
    [
        .. Difference("threads", Threads == 0 ? "" : $"{Threads}", $"{here.Threads}", when),
        .. Difference("ranks", Ranks == 0 ? "" : $"{Ranks}", $"{here.Ranks}", when),
        .. Difference("the device", Device, here.Device, when),
        .. Difference("processors", Processors == 0 ? "" : $"{Processors}", $"{here.Processors}", when),
        .. Difference("the CPU", Cpu, here.Cpu, when),
        .. Difference("its vector extensions", VectorExtensions, here.VectorExtensions, when),
        .. Difference("its convolutions", Convolutions, here.Convolutions, when),
        .. Difference("the system", Os, here.Os, when),
        .. Difference(".NET", DotNet, here.DotNet, when),
        .. Difference("TorchSharp", TorchSharp, here.TorchSharp, when),
        .. Difference("this library", Library, here.Library, when),
    ];

    private static IEnumerable<string> Difference(string what, string then, string now, (string This, string Other)? when)
    {
        (string ofThis, string ofOther) = when ?? ("then", "now");
        return then.Length == 0 || then == now ? [] : [$"{what} {ofThis} {then}, {ofOther} {now}"];
    }

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "unknown";
}
