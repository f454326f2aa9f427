using Csa.Data;
using Csa.Networks;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Systems;

/// <summary>Opens a trained CSA model: its two networks, to look inside, take gradients or fill without the layer.</summary>
public static class TrainedGenerator
{
    /// <summary>A copy of both networks with the weights that the model fills holes with.</summary>
    /// <param name="model">A CSA model; left as it is.</param>
    /// <returns>On the CPU, float32, with gradients; the caller disposes it.</returns>
    /// <exception cref="BadInputException">The model is not CSA's.</exception>
    public static TwoStageGenerator Of(TrainedModel model)
    {
        if (model.Record.Config.System is not CsaSystemOptions options || model.System is not ITrainedSystem trained)
            throw new BadInputException($"{model.Source}: want a model of CSA, got {model.Record.Config.System.Model}");
        TwoStageGenerator generator = TwoStageGenerator.ToLoad(options.Network);
        var weights = new Dictionary<string, Tensor>();
        NamedTensors.AddWeights("", generator, weights);
        NamedTensors.Restore(weights, trained.InferenceState());
        return generator;
    }
}
