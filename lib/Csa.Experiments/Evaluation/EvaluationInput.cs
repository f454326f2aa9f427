using Csa.Data.Ranks;
using Csa.Data.Sources;
using Csa.Experiments.Perceptual;
using Csa.Networks;
using Csa.Systems;

namespace Csa.Experiments.Evaluation;

/// <summary>A system under its name in the tables.</summary>
public sealed record EvaluatedSystem
{
    /// <summary>A system to compare.</summary>
    /// <param name="system">Not disposed by the evaluation.</param>
    public EvaluatedSystem(IInpaintingSystem system)
    {
        System = system;
        Name = system.Name;
    }

    /// <summary>The system.</summary>
    public IInpaintingSystem System { get; }

    /// <summary>The name in tables; the system's own when not set.</summary>
    public string Name { get; init; }

    /// <summary>
    /// Which of several trainings of one name this is, e.g. its seed: together they make one row, its interval over
    /// trainings and images.
    /// </summary>
    public string Run { get; init; } = "";

    /// <summary>Which VGG features it was trained with: "imagenet", "builtin", "random" or "none".</summary>
    public string Features { get; init; } = "none";

    /// <summary>The fingerprint of the images that it was trained on; "" if unknown.</summary>
    internal string TrainedOn { get; init; } = "";

    /// <summary>What a reader of the tables must know about its training; "" for nothing.</summary>
    public string Note { get; init; } = "";
}

/// <summary>Images with holes of one kind: one table of the report.</summary>
/// <param name="MaskKind">"centre", "strokes", a folder …</param>
/// <param name="Items">Images and holes, each image once.</param>
public sealed record EvaluationPart(string MaskKind, IReadOnlyList<EvaluationItem> Items)
{
    /// <summary>
    /// Reads the images of a set into a part. A set replaces a bad file by another image; here that one would count twice,
    /// so it is left out.
    /// </summary>
    /// <param name="maskKind">"centre", "strokes", a folder …</param>
    /// <param name="set">The images and holes.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EvaluationPart Of(string maskKind, EvaluationSet set, CancellationToken cancellation = default)
    {
        return new(maskKind, [.. Enumerable.Range(0, set.Count).Select(Item).DistinctBy(item => item.Name)]);

        EvaluationItem Item(int index)
        {
            cancellation.ThrowIfCancellationRequested();
            return set.At(index);
        }
    }
}

/// <summary>What kind of evidence a number is; every table prints it.</summary>
public enum Evidence
{
    /// <summary>Built-in or tiny data.</summary>
    Toy,

    /// <summary>A test fails if it is false.</summary>
    Checked,

    /// <summary>Our number beside the paper's, on the paper's data.</summary>
    Reproduced,
}

/// <summary>The data of an evaluation; every table prints it.</summary>
public sealed record EvaluationDescription
{
    /// <summary>Data set, split and size: "builtin:portraits, test split, 64x64".</summary>
    public required string Data { get; init; }

    /// <summary>What kind of evidence the numbers are.</summary>
    public Evidence Evidence { get; init; } = Evidence.Toy;

    /// <summary>The SHA-256 of each weight file that metrics were computed with, by its name.</summary>
    public IReadOnlyDictionary<string, string> Weights { get; init; } = new Dictionary<string, string>();

    /// <summary>Sentences printed below the tables: what is missing from them and why, and what happened in a training.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>How an evaluation runs, which changes no result, and which further metrics it computes.</summary>
public sealed record EvaluatorOptions
{
    /// <summary>Images per batch. Small, because a batch of 100 needs gigabytes of activations.</summary>
    public int ChunkSize { get; init; } = 8;

    /// <summary>How many of the first images of each part keep their outputs as images, for sheets.</summary>
    public int Pictures { get; init; } = 8;

    /// <summary>Called with each composited output, for further metrics; null for none.</summary>
    internal Action<EvaluatedSystem, EvaluationPicture>? OnOutput { get; init; }

    /// <summary>The built-in features for the distance in each hole; null not to compute it. Not disposed.</summary>
    public Vgg16Features? Features { get; init; }

    /// <summary>
    /// Processes that share the images, with the same systems and parts each; every one returns the whole report. Null = this
    /// one measures all.
    /// </summary>
    public IRankGroup? Ranks { get; init; }

    /// <summary>LPIPS, FID and KID, as far as they are opened; null for none. Not disposed.</summary>
    public PerceptualMetrics? Perceptual { get; init; }
}
