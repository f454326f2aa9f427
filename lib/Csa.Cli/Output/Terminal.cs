
namespace Csa.Cli.Output;

/// <summary>Results go to standard output; errors, notes and progress go to standard error.</summary>
internal static class Terminal
{
    /// <summary>A line of the result.</summary>
    public static void Line(string text = "") => Console.Out.WriteLine(Printable(text));

    /// <summary>Something the user should know that is no error.</summary>
    public static void Note(string text) => Console.Error.WriteLine($"note: {OneLine(text)}");

    /// <summary>One line that says what went wrong.</summary>
    public static void Error(string text) => Console.Error.WriteLine($"csa: {OneLine(text)}");

    /// <summary>Text as one line to look at: names and contents of files may hold line ends and what a terminal would obey.</summary>
    public static string OneLine(string text) => Printable(text.ReplaceLineEndings(" "));

    /// <summary>Seconds as people say them: "4.2 s", "3:07", "1:02:00".</summary>
    public static string Duration(double seconds)
    {
        if (seconds < 10) return FormattableString.Invariant($"{seconds:F1} s");
        var span = TimeSpan.FromSeconds(Math.Round(seconds));
        return span.TotalHours >= 1 ? $"{(int)span.TotalHours}:{span.Minutes:D2}:{span.Seconds:D2}" : $"{span.Minutes}:{span.Seconds:D2}";
    }

    private static string Printable(string text) =>
        text.Any(IsObeyed) ? string.Concat(text.Select(symbol => IsObeyed(symbol) ? '\uFFFD' : symbol)) : text;

    private static bool IsObeyed(char symbol) => char.IsControl(symbol) && symbol is not ('\n' or '\r' or '\t');
}
