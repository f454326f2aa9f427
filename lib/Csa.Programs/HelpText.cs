namespace Csa.Programs;

/// <summary>Writes the help texts of programs.</summary>
internal static class HelpText
{
    /// <summary>A description that ends with examples, as every command has.</summary>
    /// <param name="description">Its first sentence says what the command does.</param>
    /// <param name="examples">Whole command lines.</param>
    public static string WithExample(string description, params IEnumerable<string> examples) =>
        description + Environment.NewLine + Environment.NewLine + string.Join(Environment.NewLine, examples.Select(example => $"  e.g.  {example}"));
}
