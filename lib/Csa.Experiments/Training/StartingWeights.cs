using Csa.Data;
using Csa.Data.Files;
using Csa.Systems;
using Csa.Tensors.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.Training;

/// <summary>Starts a run from the weights of another one, to fine-tune on photographs or with other losses.</summary>
internal static class StartingWeights
{
    /// <summary>Overwrites a new system's weights, the averaged ones too; discriminators and optimisers keep their initial state.</summary>
    /// <param name="path">A run folder (its latest checkpoint), a checkpoint or exported weights; null = none.</param>
    /// <param name="system">A new system.</param>
    /// <param name="options">The options that it was built from.</param>
    /// <returns>SHA-256 of the file in hexadecimal; empty where there is none.</returns>
    /// <exception cref="BadInputException">No such file, no checkpoint in the folder, or weights of other networks.</exception>
    internal static string Load(string? path, ITrainableSystem system, ISystemOptions options)
    {
        if (path is null) return "";
        string source = !Directory.Exists(path) ? path : RunFolder.LatestCheckpoint(path)
            ?? throw new BadInputException($"startFrom: {path}: want a run with a checkpoint, or a file of weights; this folder has no checkpoint");
        using (SafetensorsFile file = Safetensors.Read(source)) InferenceWeights.Load(source, file, system, options);

        TakeAverages(system, options);
        using FileStream stream = WeightFile.Open(source, "a safetensors file", bufferSize: 0);
        return Digest.Of(stream);
    }

    /// <summary>Copies the averaged weights into the trained network, if the system has any.</summary>
    /// <param name="system">Its averaged weights stay.</param>
    /// <param name="options">The options that it was built from.</param>
    internal static void TakeAverages(ITrainableSystem system, ISystemOptions options)
    {
        if (options.InferencePrefix.Length == 0) return;
        using var _ = no_grad();
        IReadOnlyDictionary<string, Tensor> state = system.State();
        foreach ((string name, Tensor average) in system.InferenceState()) state[name].copy_(average);
    }
}
