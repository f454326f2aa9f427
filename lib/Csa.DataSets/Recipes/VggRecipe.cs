using System.CommandLine;
using Csa.Data.Files;
using Csa.Data.Sources;
using Csa.DataSets.Downloads;
using Csa.DataSets.Preparation;
using Csa.DataSets.Scripts;
using Csa.Tensors.Weights;

namespace Csa.DataSets.Recipes;

/// <summary>A published VGG, of which the convolutions are kept, as safetensors.</summary>
/// <param name="published">The file.</param>
/// <param name="converted">The converted file's name.</param>
/// <param name="convertedBytes">About its size.</param>
/// <param name="names">The tensors that are kept.</param>
internal abstract class VggRecipe(PublishedFile published, string converted, long convertedBytes, IEnumerable<string> names) : DataRecipe
{
    private readonly DataSource weights = DataSource.Of(published);

    public override IReadOnlyList<Option> OwnOptions => [];

    public override IReadOnlyList<DataSource> Sources(ScriptArguments arguments) => [weights];

    public override long PreparedBytes(ScriptArguments arguments) => convertedBytes;

    public override void Prepare(ScriptArguments arguments, PreparationWork work)
    {
        string path = Path.Combine(work.Folder.Path, converted);
        PyTorchConversion.ToSafetensors(work.PathOf(weights), path, names.ToHashSet());
        using FileStream stream = File.OpenRead(path);
        work.Folder.Keep(new ManifestRow(converted, null, Digest.Of(stream), published.Name));
    }
}
