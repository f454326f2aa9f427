namespace Csa.Programs;

/// <summary>Writes results to standard output, and errors, notes and progress to standard error.</summary>
internal static class Terminal
{
    /// <summary>The program's name, which begins every error line. Set by <see cref="ProgramShell"/> before it runs anything.</summary>
    public static string Program { get; set; } = AppDomain.CurrentDomain.FriendlyName;

    /// <summary>What is written: all, or less by a process that works with others, whose lines would come as often as there are processes.</summary>
    public static Voice Voice { get; set; }

    /// <summary>Reads what somebody types, or null where nobody sits: input or messages go to a file or another program.</summary>
    public static Func<string?>? Typing { get; set; } = Console.IsInputRedirected || Console.IsErrorRedirected ? null : Console.ReadLine;

    /// <summary>Asks whoever sits at the terminal until one of the answers is given.</summary>
    /// <param name="question">One line, which names the answers.</param>
    /// <param name="answers">Single letters.</param>
    /// <returns>Null where nobody sits there, or who did is gone.</returns>
    public static char? Ask(string question, string answers)
    {
        while (Typing is not null)
        {
            Console.Error.Write($"{ConsoleText.OneLine(question)} ");
            if (Typing() is not string line) return null;
            if (line.Trim().ToLowerInvariant() is [char first, ..] && answers.Contains(first)) return first;
        }

        return null;
    }

    /// <summary>Writes a line of the result.</summary>
    public static void Line(string text = "")
    {
        if (Voice == Voice.All) Console.Out.WriteLine(ConsoleText.Printable(text));
    }

    /// <summary>Writes something the user should know that is not an error.</summary>
    public static void Note(string text)
    {
        if (Voice == Voice.All) Console.Error.WriteLine($"note: {ConsoleText.OneLine(text)}");
    }

    /// <summary>Writes one line that says what went wrong.</summary>
    public static void Error(string text)
    {
        if (Voice != Voice.Silent) Console.Error.WriteLine($"{Program}: {ConsoleText.OneLine(text)}");
    }
}

/// <summary>How much of what a program has to say is written.</summary>
internal enum Voice
{
    /// <summary>All of it.</summary>
    All,

    /// <summary>Errors.</summary>
    Errors,

    /// <summary>Nothing.</summary>
    Silent,
}
