using System.CommandLine;
using Csa.Data.Files;
using Csa.Data.Sources;
using Csa.Data.Weights;
using Csa.DataSets.Downloads;
using Csa.DataSets.Preparation;
using Csa.DataSets.Scripts;
using Csa.Networks;

namespace Csa.DataSets.Recipes;

/// <summary>torchvision's VGG-16, whose features the consistency loss and the feature patch discriminator use.</summary>
internal sealed class Vgg16Recipe : DataRecipe
{
    /// <summary>The converted file's name.</summary>
    internal const string Converted = "vgg16-imagenet.safetensors";
    private const long ConvertedBytes = 59_000_000;

    /// <summary>torchvision's file.</summary>
    internal static DataSource Weights { get; } = new("vgg16-397923af.pth", FileForm.PyTorch)
    {
        Address = new Uri("https://download.pytorch.org/models/vgg16-397923af.pth"),
        Sha256 = "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0",
        AboutBytes = 554_000_000,
    };

    public override string Name => "vgg16";

    public override string Title => "VGG-16 trained on ImageNet (Simonyan, Zisserman; ICLR 2015), torchvision's weights";

    public override IReadOnlyList<string> About =>
    [
        $"From {Weights.Address} (554 MB); the published sha256 is compared.",
        $"The 13 convolutions are kept, float32, as {Converted} (59 MB); the file is read without running anything in it.",
    ];

    public override string Terms =>
        "torchvision (BSD 3-clause) says that its weights may fall under the terms of the data that they were learned from: https://github.com/pytorch/vision#pre-trained-model-license; "
        + "here ImageNet's, which allow non-commercial research and education: https://www.image-net.org/download.php";

    public override IReadOnlyList<Option> OwnOptions => [];

    public override IReadOnlyList<string> Examples => ["--out data/vgg16 --accept-terms", "--out data/vgg16 --from ~/.cache/torch/hub/checkpoints/vgg16-397923af.pth --accept-terms"];

    public override IReadOnlyList<DataSource> Sources(ScriptArguments arguments) => [Weights];

    public override long PreparedBytes(ScriptArguments arguments) => ConvertedBytes;

    public override void Prepare(ScriptArguments arguments, PreparationWork work)
    {
        string path = Path.Combine(work.Folder.Path, Converted);
        PyTorchConversion.ToSafetensors(work.PathOf(Weights), path, OfficialKeys.Vgg16(5).Keys.ToHashSet());
        using FileStream stream = File.OpenRead(path);
        work.Folder.Keep(new ManifestRow(Converted, null, Digest.Of(stream), Weights.FileName));
    }

    public override string Next(ScriptArguments arguments) => $"{TrainAsPaper(arguments.Out)} --data data/celeba --out runs/celeba";

    /// <summary>The command that starts a training at the paper's size with these features, which are random otherwise.</summary>
    /// <param name="folder">The folder of this recipe's output.</param>
    internal static string TrainAsPaper(string folder = "data/vgg16") => $"csa train --preset paper --set features={Path.Combine(folder, Converted)}";
}
