using Csa.DataSets.Scripts;
using Csa.Networks;
using Csa.Tensors.Weights;

namespace Csa.DataSets.Recipes;

/// <summary>VGG-19 with Caffe's weights, whose features SRFeat's discriminator uses.</summary>
internal sealed class Vgg19Recipe() : VggRecipe(PublishedWeights.Vgg19, Converted, 80_200_000, OfficialKeys.Vgg19().Keys)
{
    private const string Converted = "vgg19-caffe.safetensors";

    public override string Name => "vgg19";

    public override string Title => "VGG-19 trained on ImageNet (Simonyan, Zisserman; ICLR 2015), the authors' weights converted by J. Johnson";

    public override IReadOnlyList<string> About =>
    [
        $"From {PublishedWeights.Vgg19.Address} (575 MB); the beginning of its sha256, {PublishedWeights.Vgg19.Sha256}, is published in its name and compared.",
        $"The 16 convolutions are kept, float32, as {Converted} (80 MB); the file is read without running anything in it.",
        "torchvision's VGG-19 is another training, for other colours: SRFeat's code shows its network blue first, 0 to 255, less Caffe's means.",
    ];

    public override string Terms => "the VGG group's models are under the Creative Commons Attribution licence: https://www.robots.ox.ac.uk/~vgg/research/very_deep/";

    public override IReadOnlyList<string> Examples => ["--out data/vgg19 --accept-terms"];

    public override string Next(ScriptArguments arguments) =>
        $"csa train --preset paper --set srFeatDiscriminator=true srFeat.vgg19={Path.Combine(arguments.Out, Converted)} batchSize=4 --data data/celeba --out runs/srfeat";
}
