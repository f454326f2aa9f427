using Csa.Drawings.Painting;
using Csa.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.FeatureLearning;

/// <summary>
/// A narrow VGG-16 with linear heads that predict the attributes of a drawing. To predict them it must tell eyes, windows
/// and ridges apart, which gives its features a meaning; heads and norms are for training only.
/// </summary>
/// <remarks>
/// Every block whose features losses use has heads of its own (deep supervision, Lee et al. 2015), so that its features hold
/// as much as they can and not only what deeper blocks need. Batch norms let thirteen layers train in minutes; they are
/// folded into the convolutions at the end.
/// </remarks>
internal sealed class AttributeNetwork : nn.Module
{
    // Feature maps are reduced to so many cells a side: many attributes are a matter of where.
    private const int PooledSide = 4, FirstNamingBlock = 3;

    private readonly Vgg16Convolutions convolutions;
    private readonly BatchNorm2d[][] norms;
    private readonly Linear[][] heads;

    /// <summary>A network to train, with random weights.</summary>
    /// <param name="width">Gives the channels.</param>
    /// <param name="labels">For each data set, the attributes to predict.</param>
    /// <param name="seed">Of the weights.</param>
    public AttributeNetwork(NetworkOptions width, IReadOnlyList<IReadOnlyList<DrawingAttribute>> labels, ulong seed)
        : base(nameof(AttributeNetwork))
    {
        using var generator = new Generator(seed);
        convolutions = new Vgg16Convolutions(width, Vgg16Convolutions.AllBlocks);
        register_module(nameof(convolutions), convolutions);
        Initialisation.He(convolutions, generator);
        norms = [.. convolutions.Blocks.Select(block => block.Select(conv => nn.BatchNorm2d(conv.Weight.shape[0])).ToArray())];
        heads = new Linear[Vgg16Convolutions.AllBlocks - FirstNamingBlock + 1][];
        for (int block = 1; block <= norms.Length; block++)
        {
            for (int i = 0; i < norms[block - 1].Length; i++) register_module($"norm{block}_{i + 1}", norms[block - 1][i]);
            if (block < FirstNamingBlock) continue;
            int inputs = width.Channels(block - 1) * PooledSide * PooledSide;
            heads[block - FirstNamingBlock] = [.. labels.Select((some, set) => Head($"head{block}_{set}", inputs, AttributeLoss.Outputs(some), generator))];
        }
    }

    /// <summary>Predicts the attributes of images of each data set from each of the deeper blocks.</summary>
    /// <param name="images">[N, 3, H, W] in [-1, 1]: equally many images of each data set, one set after the other.</param>
    /// <returns>For each block with heads, for each data set [N / sets, outputs], as <see cref="AttributeLoss"/> reads them.</returns>
    public IReadOnlyList<IReadOnlyList<Tensor>> Predict(Tensor images)
    {
        var named = new List<IReadOnlyList<Tensor>>();
        Tensor x = Vgg16Convolutions.Normalise(images);
        for (int block = 1; block <= norms.Length; block++)
        {
            foreach ((Convolution2d conv, BatchNorm2d norm) in convolutions.Blocks[block - 1].Zip(norms[block - 1])) x = nn.functional.relu(norm.forward(conv.forward(x)));
            x = Vgg16Convolutions.Pool(x);
            if (block < FirstNamingBlock) continue;
            Linear[] here = heads[block - FirstNamingBlock];
            Tensor seen = nn.functional.adaptive_avg_pool2d(x, PooledSide).flatten(1);
            named.Add([.. seen.chunk(here.Length).Zip(here, (part, head) => head.forward(part))]);
        }

        return named;
    }

    /// <summary>Folds the norms into the convolutions after training, with the same output.</summary>
    /// <returns>This network's, changed; do not train on.</returns>
    public Vgg16Convolutions Folded()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach ((Convolution2d conv, BatchNorm2d norm) in convolutions.Blocks.SelectMany(block => block).Zip(norms.SelectMany(block => block)))
        {
            Tensor factor = norm.weight! / (norm.running_var! + norm.eps).sqrt();
            conv.Weight.mul_(factor.view(-1, 1, 1, 1));
            conv.Bias!.sub_(norm.running_mean!).mul_(factor).add_(norm.bias!);
        }

        return convolutions;
    }

    private Linear Head(string name, int inputs, int outputs, Generator generator)
    {
        using var _ = no_grad();
        Linear head = nn.Linear(inputs, outputs);
        register_module(name, head);
        head.weight.normal_(0, Math.Sqrt(1.0 / inputs), generator);
        head.bias!.zero_();
        return head;
    }
}
