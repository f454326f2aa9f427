using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Csa.Data;

namespace Csa.Programs;

/// <summary>Runs a program: parses its command line, handles Ctrl+C and SIGTERM, and turns errors into one line and an exit code.</summary>
/// <param name="name">Begins each line about an error: "csa".</param>
/// <param name="typed">What a user types before the options: the name, or how the program is started if it is no command.</param>
internal sealed class ProgramShell(string name, string typed)
{
    private const string TraceVariable = "CSA_TRACE";

    /// <summary>The message for a program that was interrupted.</summary>
    public string WhenInterrupted { get; init; } = "interrupted";

    /// <summary>The exit code of an exception that only this program knows and whose message is sufficient; null for any other.</summary>
    public Func<Exception, int?> CodeOf { get; init; } = _ => null;

    /// <summary>Runs it once.</summary>
    /// <param name="root">The program's command, whose actions return one of <see cref="ExitCode"/>.</param>
    /// <param name="args">As the process got them.</param>
    /// <param name="cancel">Asks it to stop, as the signals do.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(Command root, string[] args, CancellationToken cancel = default)
    {
        // Ctrl+C and SIGTERM ask; the work stops at its next safe point. A second one ends the process at once.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
        Interruption.Token = stop.Token;
        Terminal.Program = name;

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0) return BadUsage(parsed, UsageFaults.Of(parsed));
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (BadUsageException fault)
        {
            return BadUsage(parsed, [fault.Message]);
        }
        catch (BadInputException fault)
        {
            return Report(fault, ExitCode.BadInput);
        }
        catch (OperationCanceledException)
        {
            Terminal.Error(WhenInterrupted);
            return ExitCode.Interrupted;
        }
        catch (Exception fault) when (CodeOf(fault) is not null)
        {
            return Report(fault, CodeOf(fault)!.Value);
        }
        catch (Exception fault) when (Environment.GetEnvironmentVariable(TraceVariable) is null && IsOfTheMachine(fault))
        {
            return Report(fault, ExitCode.BadInput);
        }
        catch (Exception fault) when (Environment.GetEnvironmentVariable(TraceVariable) is null)
        {
            Terminal.Error($"a fault of this program: {fault.GetType().Name}: {fault.Message}");
            Terminal.Error($"{TraceVariable}=1 shows where; please report it");
            return ExitCode.OwnFault;
        }

        void Ask(PosixSignalContext context)
        {
            if (Interruption.Handler is { } handler)
            {
                context.Cancel = true;
                handler(context.Signal);
                return;
            }

            if (context.Signal == PosixSignal.SIGINT && Interruption.Part is ({ IsCancellationRequested: false } part, string says))
            {
                context.Cancel = true;
                Terminal.Note(says);
                part.Cancel();
                return;
            }

            if (stop.IsCancellationRequested) return;
            context.Cancel = true;
            Terminal.Note("stopping at the next safe point; once more ends it at once");
            stop.Cancel();
        }
    }

    private int BadUsage(ParseResult parsed, IEnumerable<string> faults)
    {
        foreach (string fault in faults) Terminal.Error(fault);
        Terminal.Error($"{Typed(parsed.CommandResult)} --help shows the options and an example");
        return ExitCode.BadUsage;
    }

    // A command as the user types it: csa notebook html.
    private string Typed(CommandResult command) => command.Parent is CommandResult parent ? $"{Typed(parent)} {command.Command.Name}" : typed;

    // A disk or a permission that fails where no reader or writer expects it, or a memory too small.
    private static bool IsOfTheMachine(Exception fault) => fault is IOException or UnauthorizedAccessException or OutOfMemoryException;

    private static int Report(Exception fault, int code)
    {
        Terminal.Error(fault.Message);
        return code;
    }
}
