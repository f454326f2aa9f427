namespace Csa.Data.Files;

/// <summary>The names of inputs, outputs and metadata in the ONNX models of <c>csa export --onnx</c>.</summary>
public static class OnnxNames
{
    /// <summary>The file name extension of ONNX models.</summary>
    public const string Extension = ".onnx";

    /// <summary>Input, [1, 3, height, width] float32 in [-1, 1], any size; pixels in the hole are ignored.</summary>
    public const string Image = "image";

    /// <summary>Input, [1, 1, height, width] float32: more than 0.5 = missing; at least one pixel is known.</summary>
    public const string Mask = "mask";

    /// <summary>Output, [1, 3, height, width] in [-1, 1]: the final prediction of all pixels, uncomposited.</summary>
    public const string Refined = "refined";

    /// <summary>Output of the same shape: the first stage's; absent for a system of one stage.</summary>
    public const string Rough = "rough";

    /// <summary>Metadata: the system's short name, "csa" …</summary>
    public const string System = "csa.system";

    /// <summary>Metadata: the preset whose system options these are, "quick" or "paper"; "own" for any others.</summary>
    public const string Preset = "csa.preset";

    /// <summary>Metadata: all options, and how and on what the weights were trained, as the JSON of a run's config.json.</summary>
    public const string Record = "csa.record";

    /// <summary>Metadata: the file that the weights come from, and its SHA-256.</summary>
    public const string Weights = "csa.weights", WeightsDigest = "csa.weights.sha256";

    /// <summary>Metadata: what it was trained on, in one line.</summary>
    public const string Training = "csa.training";

    /// <summary>Metadata: the version of the library that wrote the file.</summary>
    public const string Version = "csa.version";

    /// <summary>Metadata: height and width in pixels of the images that it was trained on.</summary>
    public const string Side = "csa.side";

    /// <summary>Metadata: image sides are padded to a multiple of this inside.</summary>
    public const string SideMultiple = "csa.side_multiple";

    /// <summary>Metadata: the halvings to the grid on which attention fills the hole; absent without such a layer.</summary>
    public const string GridLevels = "csa.grid_levels";
}
