using System.Runtime.CompilerServices;
using Csa.Programs;

namespace Csa.Tests;

/// <summary>What a program writes when it runs in this process.</summary>
internal static class ConsoleCapture
{
    // Nobody answers, even where somebody runs the tests at a terminal.
    [ModuleInitializer]
    internal static void NobodyTypes() => Terminal.ReadAnswer = null;

    /// <param name="run">Runs it, and returns its exit code.</param>
    public static (int Code, string Output, string Errors) Of(Func<int> run)
    {
        TextWriter output = Console.Out, errors = Console.Error;
        using StringWriter seen = new(), complaints = new();
        try
        {
            Console.SetOut(seen);
            Console.SetError(complaints);
            return (run(), seen.ToString(), complaints.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
