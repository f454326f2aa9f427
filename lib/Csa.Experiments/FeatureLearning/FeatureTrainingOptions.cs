using Csa.Data;
using Csa.Drawings;
using Csa.Networks;

namespace Csa.Experiments.FeatureLearning;

/// <summary>
/// Options for training a narrow VGG-16 to predict the attributes of drawings. The shipped features were made with the
/// defaults.
/// </summary>
public sealed record FeatureTrainingOptions
{
    /// <summary>The labelled built-in data sets to train on, separated by commas.</summary>
    public string Data { get; init; } = string.Join(',', ImageSources.LabelledNames.Select(name => $"builtin:{name}"));

    /// <summary>
    /// Channels of the first block, as <see cref="NetworkOptions.BaseChannels"/> of the generator that will use the
    /// features.
    /// </summary>
    public int BaseChannels { get; init; } = 16;

    /// <summary>The widest block in multiples of <see cref="BaseChannels"/>, as <see cref="NetworkOptions.MaxChannelFactor"/>.</summary>
    public int MaxChannelFactor { get; init; } = 4;

    /// <summary>Height and width in pixels; at least 32, because five pooling layers halve it.</summary>
    public int Side { get; init; } = 64;

    /// <summary>Images per step, shared evenly between the data sets.</summary>
    public int BatchSize { get; init; } = 24;

    /// <summary>Training steps; the learning rate falls to zero over them as half a cosine wave.</summary>
    public int Steps { get; init; } = 4000;

    /// <summary>Adam's learning rate at the start.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The root of every random draw.</summary>
    public ulong Seed { get; init; }

    /// <summary>The number of Torch's threads, on which the last bits of the result depend.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The network's width, in terms of the generator's options.</summary>
    internal NetworkOptions Width => new NetworkOptions { BaseChannels = BaseChannels, MaxChannelFactor = MaxChannelFactor }.Validated();

    /// <summary>Checks every value and opens the data.</summary>
    /// <exception cref="BadInputException">A value is out of range, or a data set has no labels; the message names it.</exception>
    internal ILabelledSource[] OpenData()
    {
        _ = Width;
        Require(Side >= 32, nameof(Side), "at least 32", Side);
        Require(Steps >= 1, nameof(Steps), "at least 1", Steps);
        Require(LearningRate > 0 && double.IsFinite(LearningRate), nameof(LearningRate), "more than 0", LearningRate);
        Require(Threads >= 1, nameof(Threads), "at least 1", Threads);
        ILabelledSource[] sources =
        [
            .. Data.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(spec => ImageSources.Open(spec, Seed) is ILabelledSource { Labels.Count: > 0 } labelled
                ? labelled
                : throw new BadInputException($"{spec}: want a built-in data set with labels ({string.Join(", ", ImageSources.LabelledNames)}), got one without")),
        ];
        Require(sources.Length > 0, nameof(Data), "at least one built-in data set", 0);
        Require(BatchSize >= sources.Length, nameof(BatchSize), $"at least {sources.Length}, one for each data set", BatchSize);
        return sources;
    }

    private static void Require(bool holds, string name, string wanted, double value)
    {
        if (!holds) throw new BadInputException($"feature training: {name}: want {wanted}, got {value}");
    }
}
