namespace Csa.Programs;

/// <summary>Writes results to standard output, and errors, notes and progress to standard error.</summary>
internal static class Terminal
{
    /// <summary>The program's name, which begins every error line. Set by <see cref="ProgramShell"/> before it runs anything.</summary>
    public static string Program { get; set; } = AppDomain.CurrentDomain.FriendlyName;

    /// <summary>What is written; less than all by a rank other than 0, or every line would appear once for each rank.</summary>
    public static Verbosity Verbosity { get; set; }

    /// <summary>Reads a line that the user types; null if nobody can answer, because input or messages are redirected.</summary>
    public static Func<string?>? ReadAnswer { get; set; } = Console.IsInputRedirected || Console.IsErrorRedirected ? null : Console.ReadLine;

    /// <summary>Asks the user until one of the answers is given.</summary>
    /// <param name="question">One line, which names the answers.</param>
    /// <param name="answers">Single letters.</param>
    /// <returns>The answer; null if nobody can answer.</returns>
    public static char? Ask(string question, string answers)
    {
        while (ReadAnswer is not null)
        {
            Console.Error.Write($"{ConsoleText.OneLine(question)} ");
            if (ReadAnswer() is not string line) return null;
            if (line.Trim().ToLowerInvariant() is [char first, ..] && answers.Contains(first)) return first;
        }

        return null;
    }

    /// <summary>Writes a line of the result.</summary>
    public static void Line(string text = "")
    {
        if (Verbosity == Verbosity.All) Console.Out.WriteLine(ConsoleText.Printable(text));
    }

    /// <summary>Writes something the user should know that is not an error.</summary>
    public static void Note(string text)
    {
        if (Verbosity == Verbosity.All) Console.Error.WriteLine($"note: {ConsoleText.OneLine(text)}");
    }

    /// <summary>Writes one line that says what went wrong.</summary>
    public static void Error(string text)
    {
        if (Verbosity != Verbosity.Silent) Console.Error.WriteLine($"{Program}: {ConsoleText.OneLine(text)}");
    }
}

/// <summary>How much a program writes.</summary>
internal enum Verbosity
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>Errors only.</summary>
    Errors,

    /// <summary>Nothing.</summary>
    Silent,
}
