
namespace Csa.Cli.Output;

/// <summary>Results go to standard output; errors, notes and progress go to standard error.</summary>
internal static class Terminal
{
    /// <summary>A line of the result.</summary>
    public static void Line(string text = "") => Console.Out.WriteLine(ConsoleText.Printable(text));

    /// <summary>Something the user should know that is no error.</summary>
    public static void Note(string text) => Console.Error.WriteLine($"note: {OneLine(text)}");

    /// <summary>One line that says what went wrong.</summary>
    public static void Error(string text) => Console.Error.WriteLine($"csa: {OneLine(text)}");

    /// <summary>Text as one line to look at.</summary>
    public static string OneLine(string text) => ConsoleText.OneLine(text);

    /// <summary>Seconds as people say them: "4.2 s", "3:07", "1:02:00".</summary>
    public static string Duration(double seconds) => ConsoleText.Duration(seconds);
}
