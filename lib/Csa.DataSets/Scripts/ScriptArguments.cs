using System.CommandLine;
using System.Globalization;
using Csa.DataSets.Downloads;

namespace Csa.DataSets.Scripts;

/// <summary>What a user gave a data script.</summary>
/// <param name="recipe">Whose options they are.</param>
/// <param name="parsed">The command line, without errors.</param>
internal sealed class ScriptArguments(DataRecipe recipe, ParseResult parsed)
{
    /// <summary>The folder to make.</summary>
    public string Out => parsed.GetRequiredValue(recipe.Common.Out)!;

    /// <summary>Files that the user downloaded.</summary>
    public IReadOnlyList<string> From => parsed.GetValue(recipe.Common.From) ?? [];

    /// <summary>Files worked on at once.</summary>
    public int Jobs => parsed.GetValue(recipe.Common.Jobs);

    /// <summary>Whether files other than the published ones are taken.</summary>
    public bool AnyChecksum => parsed.GetValue(recipe.Common.AnyChecksum);

    /// <summary>Whether the terms are accepted.</summary>
    public bool AcceptTerms => parsed.GetValue(recipe.Common.AcceptTerms);

    /// <summary>Whether a finished folder is compared with its manifest, and nothing else is done.</summary>
    public bool Verify => parsed.GetValue(recipe.Common.Verify);

    /// <summary>The options that decide what is in the folder, as text.</summary>
    public IReadOnlyDictionary<string, string> Settings => recipe.OwnOptions.ToDictionary(option => option.Name.TrimStart('-'), Text);

    /// <summary>An option of the recipe's own: given, its default, or null.</summary>
    public T Get<T>(Option<T> option) => parsed.GetValue(option)!;

    /// <summary>Where a published file is downloaded from.</summary>
    public Uri? AddressOf(DataSource source) =>
        parsed.GetValue(recipe.Common.Mirror) is Uri mirror ? new Uri(new Uri(mirror.AbsoluteUri.TrimEnd('/') + "/"), source.FileName) : source.Address;

    private string Text(Option option) => option switch
    {
        Option<int> number => parsed.GetValue(number).ToString(CultureInfo.InvariantCulture),
        Option<string?> text => parsed.GetValue(text) ?? "",
        _ => throw new InvalidOperationException($"{option.Name}: want a number or a text, got {option.ValueType}"),
    };
}
