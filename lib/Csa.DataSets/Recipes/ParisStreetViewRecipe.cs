using System.CommandLine;
using Csa.Data.Sources;
using Csa.DataSets.Downloads;
using Csa.DataSets.Preparation;
using Csa.DataSets.Scripts;

namespace Csa.DataSets.Recipes;

/// <summary>Paris StreetView, which is available on request only.</summary>
internal sealed class ParisStreetViewRecipe : DataRecipe
{
    private const int TrainImages = 14_900, TestImages = 100;
    private const string TruthFolder = "paris_eval_gt";

    /// <summary>14,900 JPEGs, reportedly of 936x537.</summary>
    internal static DataSource Train { get; } = new("paris_train_original.zip", FileForm.Zip);

    /// <summary>100 PNGs in paris_eval_gt, reportedly of 227x227, beside versions with holes.</summary>
    internal static DataSource Evaluation { get; } = new("paris_eval_75876.zip", FileForm.Zip);

    private readonly SquareChoice squares = new();

    public override string Name => "paris-streetview";

    public override string Title => "Paris StreetView: 14,900 house fronts to train on, 100 to test on (Doersch et al. 2012; Pathak et al. 2016)";

    public override IReadOnlyList<string> About =>
    [
        "No public link, by Google's policy. Two archives: paris_train_original.zip and paris_eval_75876.zip.",
        "No checksum is published: what you received is written down, and another file under the same name is then refused.",
        "Splits: train and test, as handed out. Prepared at 256: about 1.6 GB as png, 0.5 GB as jpg, judged by 200 other house fronts.",
    ];

    public override string Terms => "those that its authors send with the files; from memory, and not confirmed: research only, no redistribution.";

    public override string HowToObtain =>
        "ask Deepak Pathak by e-mail, as section 6 of https://github.com/pathak22/context-encoder says; then give what you received with --from paris_train_original.zip --from paris_eval_75876.zip";

    public override IReadOnlyList<Option> OwnOptions => squares.Options;

    public override IReadOnlyList<string> Examples => ["--out data/paris-streetview --from paris_train_original.zip --from paris_eval_75876.zip --accept-terms"];

    public override IReadOnlyList<DataSource> Sources(ScriptArguments arguments) => [Train, Evaluation];

    public override long PreparedBytes(ScriptArguments arguments) => (TrainImages + TestImages) * SquareBytes(squares.Of(arguments));

    public override void Prepare(ScriptArguments arguments, PreparationWork work)
    {
        work.Photographs(Train, squares.Of(arguments), TrainImages, name =>
            ImageNames.IsImage(name) ? new("train/" + Path.GetFileNameWithoutExtension(name), Split.Train) : null);
        work.Photographs(Evaluation, squares.Of(arguments), TrainImages + TestImages, name =>
            ImageNames.IsImage(name) && name.Split('/').Contains(TruthFolder) ? new("test/" + Path.GetFileNameWithoutExtension(name), Split.Test) : null);
        work.Count(Train, Split.Train, TrainImages);
        work.Count(Evaluation, Split.Test, TestImages);
    }

    public override string Next(ScriptArguments arguments) => $"{Vgg16Recipe.TrainAsPaper()} --data {arguments.Out} --out runs/paris";
}
