using Csa.Data.Files;
using Csa.Data.Images;

namespace Csa.Data.Sources;

/// <summary>A data set whose every split is all of its images: those for testing first, those for training last.</summary>
/// <param name="source">The data set.</param>
internal sealed class AllSplits(IImageSource source) : IImageSource
{
    private static readonly Split[] Order = [Split.Test, Split.Validation, Split.Train];

    private readonly (Split Split, int Index)[] images =
        [.. Order.SelectMany(split => Enumerable.Range(0, source.Count(split)).Select(index => (split, index))).DistinctBy(image => source.Name(image.split, image.index))];

    public string Description => source.Description;

    public string Fingerprint => source.Fingerprint;

    public IReadOnlyList<string> Notes => source.Notes;

    public IReadOnlyList<FileProblem> Problems => source.Problems;

    public int Count(Split split) => images.Length;

    public string Name(Split split, int index) => source.Name(images[index].Split, images[index].Index);

    public RgbImage Read(Split split, int index, int side) => source.Read(images[index].Split, images[index].Index, side);
}
