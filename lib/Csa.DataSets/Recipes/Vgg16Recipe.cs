using Csa.DataSets.Scripts;
using Csa.Networks;
using Csa.Tensors.Weights;

namespace Csa.DataSets.Recipes;

/// <summary>torchvision's VGG-16, whose features the consistency loss and the feature patch discriminator use.</summary>
internal sealed class Vgg16Recipe() : VggRecipe(PublishedWeights.Vgg16, Converted, 59_000_000, OfficialKeys.Vgg16(5).Keys)
{
    /// <summary>The converted file's name.</summary>
    internal const string Converted = "vgg16-imagenet.safetensors";

    /// <summary>torchvision's terms, of its weights trained on ImageNet.</summary>
    internal const string TorchVisionTerms =
        "torchvision (BSD 3-clause) says that its weights may fall under the terms of the data that they were learned from: https://github.com/pytorch/vision#pre-trained-model-license; "
        + "here ImageNet's, which allow non-commercial research and education: https://www.image-net.org/download.php";

    public override string Name => "vgg16";

    public override string Title => "VGG-16 trained on ImageNet (Simonyan, Zisserman; ICLR 2015), torchvision's weights";

    public override IReadOnlyList<string> About =>
    [
        $"From {PublishedWeights.Vgg16.Address} (554 MB); the published sha256 is compared.",
        $"The 13 convolutions are kept, float32, as {Converted} (59 MB); the file is read without running anything in it.",
    ];

    public override string Terms => TorchVisionTerms;

    public override IReadOnlyList<string> Examples => ["--out data/vgg16 --accept-terms", "--out data/vgg16 --from ~/.cache/torch/hub/checkpoints/vgg16-397923af.pth --accept-terms"];

    public override string Next(ScriptArguments arguments) => $"{TrainAsPaper(arguments.Out)} --data data/celeba --out runs/celeba";

    /// <summary>The command that starts a training at the paper's size with these features, which are random otherwise.</summary>
    /// <param name="folder">The folder of this recipe's output.</param>
    internal static string TrainAsPaper(string folder = "data/vgg16") => $"csa train --preset paper --set features={Path.Combine(folder, Converted)}";
}
