using System.Globalization;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Regions;
using Microsoft.ML.OnnxRuntime;

namespace Csa.Onnx;

/// <summary>Fills holes of photographs of any size with a model of <c>csa export --onnx</c>, as Csa's Inpainter does with TorchSharp.</summary>
/// <remarks>Several threads may fill at once.</remarks>
public sealed class OnnxInpainter : IDisposable
{
    private readonly InferenceSession session;
    private readonly RegionFill regions;
    private readonly int? gridLevels;
    private readonly int sideMultiple;

    private OnnxInpainter(InferenceSession session, string path)
    {
        this.session = session;
        Metadata = session.ModelMetadata.CustomMetadataMap;
        System = Value(OnnxNames.System, path);
        string[] inputs = [.. session.InputMetadata.Keys.Order()];
        if (!inputs.SequenceEqual([OnnxNames.Image, OnnxNames.Mask]) || !session.OutputMetadata.ContainsKey(OnnxNames.Refined)) throw Foreign(path);
        int side = Number(OnnxNames.Side, path, 8);
        sideMultiple = Number(OnnxNames.SideMultiple, path, 1);
        gridLevels = Metadata.ContainsKey(OnnxNames.GridLevels) ? Number(OnnxNames.GridLevels, path, 1) : null;
        regions = new RegionFill(System, side, Math.Max(1, side / 2));
    }

    /// <summary>The system's short name: "csa" …</summary>
    public string System { get; }

    /// <summary>The model's metadata by the keys of <see cref="OnnxNames"/>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>What the model was trained on, in one line.</summary>
    public string Training => Metadata.TryGetValue(OnnxNames.Training, out string? text) ? text : "";

    /// <summary>Opens a model.</summary>
    /// <param name="path">An .onnx file of <c>csa export --onnx</c>.</param>
    /// <param name="threads">The number of threads for one fill; ONNX Runtime's default when not set, one for each core.</param>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="BadInputException">No such file, a damaged one, or another program's model.</exception>
    public static OnnxInpainter Load(string path, int? threads = null)
    {
        if (threads < 1) throw new ArgumentOutOfRangeException(nameof(threads), $"threads: want at least 1, got {threads}");
        if (!File.Exists(path) || SpecialFile.Exists(path)) throw new BadInputException($"{path}: want an ONNX model, there is no such file; csa export --run RUN --onnx {path} writes one");
        OrtEnv.Instance().DisableTelemetryEvents(); // its builds for Windows have some
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        if (threads is int count) options.IntraOpNumThreads = count;
        InferenceSession session;
        try
        {
            session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException fault)
        {
            throw new BadInputException($"{path}: want an ONNX model of csa export, ONNX Runtime cannot read it: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }

        try
        {
            return new OnnxInpainter(session, path);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Fills the holes of an image.</summary>
    /// <param name="image">Any size and aspect ratio; its pixels in the holes are ignored.</param>
    /// <param name="hole">One mask of the image's size.</param>
    /// <param name="progress">Reported after each region; may be null.</param>
    /// <param name="cancellation">Stops between regions.</param>
    /// <returns>Known pixels and alpha are the source's bytes; where none of them has a colour, what is filled has none.</returns>
    /// <exception cref="BadInputException">Sizes differ, or nothing is known.</exception>
    /// <exception cref="InvalidOperationException">The model gave a non-finite value.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public FilledImage Fill(RgbImage image, HoleMask hole, IProgress<InpaintingProgress>? progress = null, CancellationToken cancellation = default) =>
        regions.Fill(image, hole, Predict, done: null, progress, cancellation);

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private RegionPrediction Predict(WorkingInput input)
    {
        (int height, int width) = (input.Image.Height, input.Image.Width);
        var pixels = new float[3 * height * width];
        UnitPixels.FromImage(input.Image, pixels);
        float[] mask = Array.ConvertAll(input.Hole.Cells(0).ToArray(), cell => (float)cell);
        using OrtValue image = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, height, width]), hole = OrtValue.CreateTensorValueFromMemory(mask, [1, 1, height, width]);
        string[] outputs = [.. session.OutputNames.Where(name => name is OnnxNames.Refined or OnnxNames.Rough)];
        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> made = session.Run(run, [OnnxNames.Image, OnnxNames.Mask], [image, hole], outputs);
        return new(Planes(OnnxNames.Refined)!, Planes(OnnxNames.Rough))
        {
            FeatureHole = gridLevels is int levels ? FeatureMask.Reduce(input.Hole.PaddedTo(sideMultiple), levels) : null,
        };

        float[]? Planes(string name) => Array.IndexOf(outputs, name) is var at and >= 0 ? made[at].GetTensorDataAsSpan<float>().ToArray() : null;
    }

    private string Value(string name, string path) => Metadata.TryGetValue(name, out string? text) ? text : throw Foreign(path);

    private int Number(string name, string path, int least) =>
        int.TryParse(Value(name, path), CultureInfo.InvariantCulture, out int number) && number >= least ? number : throw Foreign(path);

    private static BadInputException Foreign(string path) =>
        new($"{path}: want an ONNX model of csa export --onnx, this is another program's or an unfinished one; export the run again");
}
