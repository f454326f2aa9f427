using System.Globalization;
using Csa.Data;
using Csa.Tensors.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>A VGG-16 of any width in a safetensors file: torchvision's names, float16, and the width as metadata.</summary>
internal static class FeatureFile
{
    /// <summary>The metadata key that marks a file made by <c>csa train-features</c>.</summary>
    public const string BaseChannelsKey = "baseChannels";
    private const string MaxChannelFactorKey = "maxChannelFactor";

    /// <summary>Writes all five blocks.</summary>
    /// <param name="path">The file.</param>
    /// <param name="convolutions">The weights.</param>
    /// <param name="width">The options that they were built with.</param>
    /// <param name="metadata">Further metadata.</param>
    /// <exception cref="BadInputException">The place cannot be written.</exception>
    public static void Write(string path, Vgg16Convolutions convolutions, NetworkOptions width, IReadOnlyDictionary<string, string> metadata)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        IReadOnlyDictionary<string, Tensor> live = OfficialWeights.Live(convolutions, OfficialKeys.Vgg16(convolutions.BlockCount));
        Safetensors.Write(path, live.ToDictionary(pair => pair.Key, pair => pair.Value.to(ScalarType.Float16)), new Dictionary<string, string>(metadata)
        {
            [BaseChannelsKey] = width.BaseChannels.ToString(CultureInfo.InvariantCulture),
            [MaxChannelFactorKey] = width.MaxChannelFactor.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>The width of a file's network.</summary>
    /// <param name="file">Has <see cref="BaseChannelsKey"/>.</param>
    /// <exception cref="BadInputException">The metadata are no numbers.</exception>
    public static NetworkOptions Width(SafetensorsFile file)
    {
        if (int.TryParse(file.Metadata.GetValueOrDefault(BaseChannelsKey), CultureInfo.InvariantCulture, out int channels)
            && int.TryParse(file.Metadata.GetValueOrDefault(MaxChannelFactorKey), CultureInfo.InvariantCulture, out int factor))
            return new NetworkOptions { BaseChannels = channels, MaxChannelFactor = factor }.Validated();
        throw new BadInputException($"{file.Name}: want {BaseChannelsKey} and {MaxChannelFactorKey} as whole numbers in its metadata; fetch or write it again");
    }
}
