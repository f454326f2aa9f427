using System.Text.Json;
using Csa.Data;
using Csa.Drawings;
using Csa.Experiments.Convolutions;
using Csa.Experiments.Training;
using Csa.Networks;
using Csa.Systems;
using Csa.Tensors.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.FeatureLearning;

/// <summary>Trains VGG-16 features for the consistency loss and the feature patch discriminator on the built-in drawings.</summary>
public static class FeatureTraining
{
    private const string StateSuffix = ".training", OptionsKey = "options";

    /// <summary>Trains and writes a file for <see cref="Networks.Vgg16Features.FromFile"/>.</summary>
    /// <param name="path">The file. An interrupted training, left beside it as ".training", is resumed to the bit.</param>
    /// <param name="options">How to train.</param>
    /// <param name="observer">Receives steps and notices; may be null.</param>
    /// <param name="cancel">Asks to stop: the state is saved, and the same call resumes.</param>
    /// <returns>True when trained to the end, false when it was asked to stop.</returns>
    /// <exception cref="BadInputException">Options out of range, a place that cannot be written, a state of other options, a
    /// training that diverges at lower rates too, or libtorch convolves wrongly on this CPU.</exception>
    public static bool Run(string path, FeatureTrainingOptions options, ITrainingObserver? observer = null, CancellationToken cancel = default)
    {
        ILabelledSource[] sources = options.OpenData();
        set_num_threads(options.Threads);
        var batches = new LabelledBatches(sources, options);
        CorrectConvolutions.Ensure(ConvolutionsOf(sources, batches, options), note => observer?.OnNotice(note));
        string state = path + StateSuffix;
        using var training = new AttributeTraining(sources, options);
        if (!new FeatureTrainer(training, batches, options, state, observer).Train(cancel)) return false;
        using Tensor images = FeatureScale.Images(sources, options.Side);
        FeatureFile.Write(path, training.Features(images), options.Width, new Dictionary<string, string> { [OptionsKey] = JsonSerializer.Serialize(options, OptionJson.Line) });
        File.Delete(state);
        return true;
    }

    /// <summary>The options that made a file of features.</summary>
    /// <param name="path">What <see cref="Run"/> wrote.</param>
    /// <exception cref="BadInputException">No such file, or not a file of features.</exception>
    public static FeatureTrainingOptions OptionsOf(string path)
    {
        using SafetensorsFile file = Safetensors.Read(path);
        try
        {
            if (JsonSerializer.Deserialize<FeatureTrainingOptions>(file.Metadata.GetValueOrDefault(OptionsKey, "null"), OptionJson.Line) is { } options) return options;
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new BadInputException($"{path}: want features of csa train-features, its metadata do not say how it was trained");
    }

    // Of a step and of what follows the last one, by a training of its own.
    private static IReadOnlyList<ConvolutionUse> ConvolutionsOf(ILabelledSource[] sources, LabelledBatches batches, FeatureTrainingOptions options)
    {
        using var scope = NewDisposeScope();
        using var training = new AttributeTraining(sources, options);
        using LabelledBatch batch = batches.Draw(0)();
        Tensor blank = FeatureScale.Blank(sources, options.Side);
        return ConvolutionUse.Of(() =>
        {
            training.Step(batch, new TrainingProgress(0, 0));
            training.Features(blank);
        });
    }
}
