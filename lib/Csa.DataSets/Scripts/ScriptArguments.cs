using System.CommandLine;
using System.Globalization;
using Csa.DataSets.Downloads;

namespace Csa.DataSets.Scripts;

/// <summary>The parsed command line of a data script.</summary>
/// <param name="recipe">The recipe with its options.</param>
/// <param name="parsed">The command line, without errors.</param>
internal sealed class ScriptArguments(DataRecipe recipe, ParseResult parsed)
{
    /// <summary>The folder to create.</summary>
    public string Out => parsed.GetRequiredValue(recipe.Common.Out)!;

    /// <summary>Files that the user downloaded.</summary>
    public IReadOnlyList<string> From => parsed.GetValue(recipe.Common.From) ?? [];

    /// <summary>The number of files processed in parallel.</summary>
    public int Jobs => parsed.GetValue(recipe.Common.Jobs);

    /// <summary>Whether files other than the published ones are accepted.</summary>
    public bool AnyChecksum => parsed.GetValue(recipe.Common.AnyChecksum);

    /// <summary>Whether the terms are accepted.</summary>
    public bool AcceptTerms => parsed.GetValue(recipe.Common.AcceptTerms);

    /// <summary>Whether only to compare a finished folder with its manifest.</summary>
    public bool Verify => parsed.GetValue(recipe.Common.Verify);

    /// <summary>The options that determine the folder's content, as text.</summary>
    public IReadOnlyDictionary<string, string> Settings => recipe.OwnOptions.ToDictionary(option => option.Name.TrimStart('-'), Text);

    /// <summary>The value of one of the recipe's own options: given, its default, or null.</summary>
    public T Get<T>(Option<T> option) => parsed.GetValue(option)!;

    /// <summary>The address from which a published file is downloaded.</summary>
    public Uri? AddressOf(DataSource source) =>
        parsed.GetValue(recipe.Common.Mirror) is Uri mirror ? new Uri(new Uri(mirror.AbsoluteUri.TrimEnd('/') + "/"), source.FileName) : source.Address;

    private string Text(Option option) => option switch
    {
        Option<int> number => parsed.GetValue(number).ToString(CultureInfo.InvariantCulture),
        Option<string?> text => parsed.GetValue(text) ?? "",
        _ => throw new InvalidOperationException($"{option.Name}: want a number or a text, got {option.ValueType}"),
    };
}
