namespace Csa.Programs;

/// <summary>Writes results to standard output, and errors, notes and progress to standard error.</summary>
internal static class Terminal
{
    /// <summary>The program's name, which begins every error line. Set by <see cref="ProgramShell"/> before it runs anything.</summary>
    public static string Program { get; set; } = AppDomain.CurrentDomain.FriendlyName;

    /// <summary>Writes a line of the result.</summary>
    public static void Line(string text = "") => Console.Out.WriteLine(ConsoleText.Printable(text));

    /// <summary>Writes something the user should know that is not an error.</summary>
    public static void Note(string text) => Console.Error.WriteLine($"note: {ConsoleText.OneLine(text)}");

    /// <summary>Writes one line that says what went wrong.</summary>
    public static void Error(string text) => Console.Error.WriteLine($"{Program}: {ConsoleText.OneLine(text)}");
}
