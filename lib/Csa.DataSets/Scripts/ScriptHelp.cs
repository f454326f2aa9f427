using Csa.Programs;

namespace Csa.DataSets.Scripts;

/// <summary>The text of --help besides the options.</summary>
internal static class ScriptHelp
{
    private const string NotTried = "Tested with archives made in this form, not yet with the published files: tell us where they differ.";

    /// <summary>Source, size, terms, exit codes, and an example.</summary>
    public static string Text(DataRecipe recipe) => HelpText.WithExample(
        string.Join(Environment.NewLine, Lines(recipe)), recipe.Examples.Select(example => $"dotnet run -c Release data-scripts/{recipe.Name}.cs -- {example}"));

    /// <summary>The terms, as they are shown before anything is downloaded.</summary>
    public static IEnumerable<string> Terms(DataRecipe recipe)
    {
        if (recipe.Terms.Length > 0) yield return $"Terms: {recipe.Terms}";
    }

    private static IEnumerable<string> Lines(DataRecipe recipe)
    {
        yield return recipe.Title;
        yield return "";
        foreach (string line in recipe.About) yield return line;
        if (recipe.Terms.Length > 0) yield return NotTried;
        yield return "";
        foreach (string line in Terms(recipe)) yield return line;
        if (recipe.HowToObtain is string ask) yield return $"How to get it: {ask}";
        yield return "";
        yield return "What has come is kept when it is interrupted, killed or cut off: the same command goes on. Finished, it does nothing.";
        yield return "Exit codes: 0 done, 1 a file differs from the manifest, 2 bad usage or terms not accepted, 3 bad input, 4 a fault of this program, 130 interrupted.";
    }
}
