using System.CommandLine;
using Csa.DataSets.Recipes;
using Csa.DataSets.Scripts;
using Csa.Programs;
using Xunit;

namespace Csa.Tests.DataSets;

/// <summary>What a data script says of itself, and of a command line that is wrong.</summary>
public sealed class ScriptUsageTests : IDisposable
{
    private static readonly DataRecipe[] All = [new CelebARecipe(), new Places2Recipe(), new ParisStreetViewRecipe(), new IrregularMasksRecipe(), new Vgg16Recipe(), new Vgg19Recipe(), new MetricsRecipe(), new BuiltInRecipe()];

    public static IEnumerable<object[]> Names => All.Select(recipe => new object[] { recipe.Name });

    private readonly ScriptScene scene = new();

    public void Dispose() => scene.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--out")]
    [InlineData("--out", "x", "--fly")]
    [InlineData("--out", "x", "--side", "big")]
    [InlineData("--out", "x", "--side", "0")]
    [InlineData("--out", "x", "--fit", "stretch")]
    [InlineData("--out", "x", "--out", "y")]
    [InlineData("--out", "x", "--verify=no")]
    [InlineData("--out", "x", "--mirror", "ftp://x")]
    public void Bad_usage_is_told_before_anything_happens(params string[] args)
    {
        Assert.Equal(ExitCode.BadUsage, scene.RunPlain(All[0], args));
        Assert.Contains("--help", scene.Errors);
    }

    [Fact]
    public void Every_script_is_one_of_these_recipes() =>
        Assert.Equal(All.Select(recipe => recipe.Name).Order(), Directory.EnumerateFiles(Path.Combine(Repository.Root, "data-scripts"), "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Help_tells_source_size_terms_options_and_an_example(string name)
    {
        DataRecipe recipe = All.Single(recipe => recipe.Name == name);
        Assert.Equal(ExitCode.Done, scene.RunPlain(recipe, ["--help"]));
        Assert.StartsWith($"Description:{Environment.NewLine}  {recipe.Title}{Environment.NewLine}", scene.Output);
        Assert.All(recipe.About, line => Assert.Contains(line, scene.Output));
        Assert.Contains(recipe.Terms, scene.Output);
        Assert.Contains($"data-scripts/{recipe.Name}.cs -- --out", scene.Output);
        foreach (Option option in recipe.Options) Assert.Contains(option.Name, scene.Output);
        Assert.All(scene.Output.Split('\n'), line => Assert.DoesNotContain('\t', line));
        Assert.NotEqual(0, recipe.PreparedBytes(new ScriptArguments(recipe, DataScript.CommandOf(recipe, new ScriptEnvironment()).Parse(["--out", "x"]))));
    }
}
