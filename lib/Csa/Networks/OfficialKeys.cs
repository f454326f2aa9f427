
namespace Csa.Networks;

/// <summary>Maps the names of weights in the published state_dicts to ours.</summary>
/// <remarks>
/// The published U-Nets nest each level in the one outside it, so that a name's length tells the depth. Depth and CSA
/// position may differ from the paper's; the names then are those that the published code would give.
/// </remarks>
public static class OfficialKeys
{
    // Convolutions of VGG's blocks.
    private static readonly int[] Vgg16Blocks = [2, 2, 3, 3, 3], Vgg19Blocks = [2, 2, 4, 4, 4];

    /// <summary>netP, for <see cref="RoughNetwork"/>: 58 tensors at the paper's depth.</summary>
    /// <param name="options">The network's shape.</param>
    public static IReadOnlyDictionary<string, string> Rough(NetworkOptions options)
    {
        var names = new Names("model.model.");
        names.Add("0", "input");
        names.Add("3", "output");
        names.Enter("1");
        for (int i = 0; i < options.Depth - 2; i++)
        {
            names.Add("1", $"levels.{i}.down");
            names.Add("2", $"levels.{i}.downNorm");
            names.Add("5", $"levels.{i}.up");
            names.Add("6", $"levels.{i}.upNorm");
            names.Enter("3");
        }

        return AddInnermost(names);
    }

    /// <summary>netG, for <see cref="RefinementNetwork"/>: 122 tensors at the paper's depth.</summary>
    /// <param name="options">The network's shape.</param>
    public static IReadOnlyDictionary<string, string> Refinement(NetworkOptions options)
    {
        var names = new Names("model.model.");
        names.Add("0", "input");
        names.Add("3", "output");
        names.Enter("1");
        for (int i = 0; i < options.Depth - 1; i++)
        {
            // The CSA layer and its loss tap stand between convolution and norm, another tap after the inner levels.
            bool hasCsa = i + 1 == (int)options.CsaPosition;
            int encoder = hasCsa ? 2 : 0, decoder = hasCsa ? 3 : 0;
            names.Add("1", $"levels.{i}.down");
            names.Add("2", $"levels.{i}.downNorm");
            names.Add("4", $"levels.{i}.conv");
            names.Add($"{5 + encoder}", $"levels.{i}.norm");
            names.Add($"{8 + decoder}", $"levels.{i}.upConv");
            names.Add($"{9 + decoder}", $"levels.{i}.upConvNorm");
            names.Add($"{11 + decoder}", $"levels.{i}.up");
            names.Add($"{12 + decoder}", $"levels.{i}.upNorm");
            names.Enter($"{6 + encoder}");
        }

        return AddInnermost(names);
    }

    /// <summary>netD, for <see cref="Csa.Networks.PatchDiscriminator"/>: 16 tensors at the paper's three halvings.</summary>
    /// <param name="options">The network's shape.</param>
    public static IReadOnlyDictionary<string, string> PatchDiscriminator(NetworkOptions options)
    {
        var names = new Names("model.");
        names.Add("0", "input");
        for (int i = 0; i < options.PatchDiscriminatorLayers; i++)
        {
            names.Add($"{(3 * i) + 2}", $"convs.{i}");
            names.Add($"{(3 * i) + 3}", $"norms.{i}");
        }

        names.Add($"{(3 * options.PatchDiscriminatorLayers) + 2}", "output");
        return names.Ours;
    }

    /// <summary>netF, for <see cref="Csa.Networks.FeaturePatchDiscriminator"/>: 6 tensors; its norm has none.</summary>
    public static IReadOnlyDictionary<string, string> FeaturePatchDiscriminator()
    {
        var names = new Names("model.");
        names.Add("0", "input");
        names.Add("2", "conv");
        names.Add("5", "output");
        return names.Ours;
    }

    /// <summary>torchvision's VGG-16, for <see cref="Vgg16Features"/>: "features.0.weight" is "conv1_1.weight" …</summary>
    /// <param name="blocks">Blocks of convolutions to name, 1 … 5.</param>
    public static IReadOnlyDictionary<string, string> Vgg16(int blocks) => Vgg(Vgg16Blocks[..blocks]);

    /// <summary>torchvision's names of VGG-19's convolutions, for <see cref="Vgg19Features"/>.</summary>
    public static IReadOnlyDictionary<string, string> Vgg19() => Vgg(Vgg19Blocks);

    private static IReadOnlyDictionary<string, string> Vgg(int[] blocks)
    {
        var names = new Names("features.");
        int index = 0;
        for (int block = 1; block <= blocks.Length; block++)
        {
            // A ReLU follows each convolution, a pooling each block.
            for (int i = 1; i <= blocks[block - 1]; i++, index += 2) names.Add($"{index}", $"conv{block}_{i}");
            index++;
        }

        return names.Ours;
    }

    private static IReadOnlyDictionary<string, string> AddInnermost(Names names)
    {
        names.Add("1", "innermost.down");
        names.Add("3", "innermost.up");
        names.Add("4", "innermost.upNorm");
        return names.Ours;
    }

    private sealed class Names(string prefix)
    {
        private readonly Dictionary<string, string> ours = [];
        private string prefix = prefix;

        public IReadOnlyDictionary<string, string> Ours => ours;

        public void Add(string published, string part)
        {
            ours.Add($"{prefix}{published}.weight", $"{part}.weight");
            ours.Add($"{prefix}{published}.bias", $"{part}.bias");
        }

        /// <summary>Goes on inside a nested level.</summary>
        public void Enter(string published) => prefix += $"{published}.model.";
    }
}
