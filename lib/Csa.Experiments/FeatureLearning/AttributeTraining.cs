using Csa.Drawings;
using Csa.Networks;
using Csa.Systems;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.FeatureLearning;

/// <summary>A network that learns to predict the attributes of drawings, with its optimiser.</summary>
internal sealed class AttributeTraining : ITrainable<LabelledBatch>
{
    private const double Beta1 = 0.9, Beta2 = 0.999;

    private readonly IReadOnlyList<ILabelledSource> sources;
    private readonly FeatureTrainingOptions options;
    private readonly AttributeNetwork namer;
    private readonly Adam adam;

    /// <summary>A new training.</summary>
    /// <param name="sources">The drawings and their attributes.</param>
    /// <param name="options">Width, seed and learning rate.</param>
    public AttributeTraining(IReadOnlyList<ILabelledSource> sources, FeatureTrainingOptions options)
    {
        (this.sources, this.options) = (sources, options);
        namer = new(options.Width, [.. sources.Select(source => source.Labels)], options.Seed);
        adam = new(namer, Beta1, Beta2);
    }

    /// <inheritdoc/>
    /// <returns>"naming": 1 for a guess, 0 if all attributes are predicted.</returns>
    public IReadOnlyList<LossValue> Step(LabelledBatch batch, TrainingProgress progress)
    {
        using var scope = NewDisposeScope();
        IEnumerable<Tensor> losses = namer.Predict(batch.Images).SelectMany(named => named.Select((outputs, k) =>
            AttributeLoss.Of(outputs, sources[k].Labels, batch.Values[k])));
        Tensor loss = stack(losses).mean();
        adam.ZeroGradients();
        loss.backward();
        adam.Step(progress.RateFactor * options.LearningRate * (1 + Math.Cos(Math.PI * progress.Step / options.Steps)) / 2);
        return [new LossValue("naming", loss.item<float>())];
    }

    /// <summary>The learned features, ready for losses.</summary>
    /// <param name="images">The images on which their scale is measured.</param>
    /// <returns>This network's, changed; do not train on.</returns>
    public Vgg16Convolutions Features(Tensor images)
    {
        Vgg16Convolutions convolutions = namer.Folded();
        FeatureScale.Normalise(convolutions, images);
        return convolutions;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>();
        NamedTensors.AddWeights("", namer, state);
        adam.AddState("optimiser.", state);
        return state;
    }

    /// <inheritdoc/>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => NamedTensors.Restore(State(), state);

    /// <inheritdoc/>
    public void Dispose()
    {
        adam.Dispose();
        namer.Dispose();
    }
}
