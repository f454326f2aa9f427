namespace Csa.Programs;

/// <summary>Results go to standard output; errors, notes and progress go to standard error.</summary>
internal static class Terminal
{
    /// <summary>The program's name, with which a line about an error begins. Set by <see cref="ProgramShell"/> before it runs anything.</summary>
    public static string Program { get; set; } = AppDomain.CurrentDomain.FriendlyName;

    /// <summary>A line of the result.</summary>
    public static void Line(string text = "") => Console.Out.WriteLine(ConsoleText.Printable(text));

    /// <summary>Something the user should know that is no error.</summary>
    public static void Note(string text) => Console.Error.WriteLine($"note: {ConsoleText.OneLine(text)}");

    /// <summary>One line that says what went wrong.</summary>
    public static void Error(string text) => Console.Error.WriteLine($"{Program}: {ConsoleText.OneLine(text)}");
}
