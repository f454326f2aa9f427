using Csa.Data;
using Csa.Tensors.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Networks;

/// <summary>Moves weights between published state_dicts and our networks, by the names of <see cref="OfficialKeys"/>.</summary>
public static class OfficialWeights
{
    // What torch.nn.DataParallel puts before every name.
    private const string ParallelPrefix = "module.";

    /// <summary>Loads the published generator: netP and netG.</summary>
    /// <param name="generator">Both networks are overwritten, or on an error none.</param>
    /// <param name="roughPath">netP's state_dict, .pth or .safetensors.</param>
    /// <param name="refinementPath">netG's.</param>
    /// <exception cref="BadInputException">A file cannot be read or does not fit; the message lists the tensors.</exception>
    public static void LoadGenerator(TwoStageGenerator generator, string roughPath, string refinementPath)
    {
        using var scope = NewDisposeScope();
        Fitting rough = Fit(generator.Rough, OfficialKeys.Rough(generator.Options), roughPath);
        Fitting refinement = Fit(generator.Refinement, OfficialKeys.Refinement(generator.Options), refinementPath);
        rough.Copy();
        refinement.Copy();
    }

    /// <summary>Loads one network.</summary>
    /// <param name="network">Overwritten, or on an error left alone.</param>
    /// <param name="keys">Maps each name in the file to the network's.</param>
    /// <param name="path">A state_dict, .pth or .safetensors; a "module." prefix on the names is ignored.</param>
    /// <exception cref="BadInputException">The file cannot be read, or tensors are missing, unknown or of another shape; the
    /// message lists them.</exception>
    public static void Load(nn.Module network, IReadOnlyDictionary<string, string> keys, string path)
    {
        using var scope = NewDisposeScope();
        Fit(network, keys, path).Copy();
    }

    /// <summary>Writes a network's weights under published names, for other programs to read.</summary>
    /// <param name="path">A .safetensors file.</param>
    /// <param name="network">The network.</param>
    /// <param name="keys">Maps each name in the file to the network's.</param>
    /// <exception cref="BadInputException">The place cannot be written.</exception>
    public static void Save(string path, nn.Module network, IReadOnlyDictionary<string, string> keys) => Safetensors.Write(path, Live(network, keys));

    /// <summary>Loads the convolutions of torchvision's VGG-16; the classifier and deeper blocks are not read.</summary>
    internal static void LoadVgg16(Vgg16Convolutions network, string path)
    {
        using var scope = NewDisposeScope();
        LoadVgg16(network, path, WeightFile.Read(path, name => Bare(name).StartsWith("features.", StringComparison.Ordinal)));
    }

    /// <summary>Loads the convolutions of a VGG-16; values of deeper blocks are ignored.</summary>
    internal static void LoadVgg16(Vgg16Convolutions network, string name, IReadOnlyDictionary<string, Tensor> values)
    {
        IReadOnlyDictionary<string, string> keys = OfficialKeys.Vgg16(network.BlockCount);
        HashSet<string> unused = [.. OfficialKeys.Vgg16(Vgg16Convolutions.AllBlocks).Keys.Except(keys.Keys)];
        Fit(network, keys, name, values.Where(pair => !unused.Contains(Bare(pair.Key))).ToDictionary()).Copy();
    }

    /// <summary>Loads the convolutions of VGG-19 under torchvision's names; its classifier is not read.</summary>
    internal static void LoadVgg19(Vgg16Convolutions network, string path)
    {
        using var scope = NewDisposeScope();
        Fit(network, OfficialKeys.Vgg19(), path, WeightFile.Read(path, name => Bare(name).StartsWith("features.", StringComparison.Ordinal))).Copy();
    }

    /// <summary>A network's live weights under published names.</summary>
    internal static Dictionary<string, Tensor> Live(nn.Module network, IReadOnlyDictionary<string, string> keys)
    {
        Dictionary<string, Tensor> parameters = network.named_parameters().ToDictionary(part => part.name, part => (Tensor)part.parameter);
        return keys.ToDictionary(pair => pair.Key, pair => parameters[pair.Value]);
    }

    private static Fitting Fit(nn.Module network, IReadOnlyDictionary<string, string> keys, string path) => Fit(network, keys, path, WeightFile.Read(path));

    private static Fitting Fit(nn.Module network, IReadOnlyDictionary<string, string> keys, string name, IReadOnlyDictionary<string, Tensor> values)
    {
        Dictionary<string, Tensor> live = Live(network, keys);
        ILookup<string, Tensor> named = values.ToLookup(pair => Bare(pair.Key), pair => pair.Value);
        if (named.FirstOrDefault(group => group.Count() > 1) is { Key: string twice })
            throw new BadInputException($"{name}: want one {twice}, it has that and {ParallelPrefix}{twice}; keep one of both");
        values = named.ToDictionary(group => group.Key, group => group.Single());
        List<string> misfits = WeightFit.Misfits(live, values);
        if (misfits.Count > 0)
        {
            throw new BadInputException(
                $"{name}: want the {live.Count} weights of {network.GetName()}, {misfits.Count} do not fit (another network, or another size?): "
                + WeightFit.Shorten(misfits));
        }

        try
        {
            foreach ((string weight, Tensor tensor) in live) WeightFit.RequireNumbers(weight, tensor, values[weight]);
        }
        catch (InvalidDataException fault)
        {
            throw new BadInputException($"{name}: {fault.Message}", fault);
        }

        return new Fitting(live, values);
    }

    private static string Bare(string name) => name.StartsWith(ParallelPrefix, StringComparison.Ordinal) ? name[ParallelPrefix.Length..] : name;

    private sealed record Fitting(IReadOnlyDictionary<string, Tensor> Live, IReadOnlyDictionary<string, Tensor> Values)
    {
        public void Copy()
        {
            using var _ = no_grad();
            foreach ((string name, Tensor tensor) in Live) tensor.copy_(Values[name]);
        }
    }
}
