using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Graphs;
using Csa.Networks;
using Csa.Systems;
using Microsoft.ML.OnnxRuntime;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Onnx;

/// <summary>A system beside the ONNX model of it, which also shows what its search for known cells compares.</summary>
internal sealed class Exported : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ITrainedSystem system;
    private readonly InferenceSession session;

    /// <summary>Writes the model and opens it.</summary>
    /// <param name="system">With its weights; not disposed.</param>
    /// <param name="options">It was made from these.</param>
    /// <param name="searches">True if it has a search for known cells.</param>
    public Exported(ITrainedSystem system, ISystemOptions options, bool searches)
    {
        this.system = system;
        OnnxGraph graph = OnnxModel.Of(options.Model, options.ToOnnx(), system.InferenceState());
        if (searches)
            foreach (string name in new[] { CellSearchGraph.QueriesName, CellSearchGraph.KeysName }) graph.Output(name, OnnxType.Float, $"{name} rows", $"{name} columns");
        string path = Path.Combine(folder.Path, "model.onnx");
        graph.Write(path, "test", []);
        using var quiet = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        session = new InferenceSession(path, quiet);
    }

    public ModelRun Run(RgbImage picture, HoleMask hole) => ModelRun.Of(session, Inpaint, picture, hole);

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    private (Tensor, Tensor?) Inpaint(Tensor image, HoleMask hole)
    {
        using InpaintingResult made = system.Inpaint(image, hole);
        return (made.Refined.alias(), made.Rough?.alias());
    }
}
