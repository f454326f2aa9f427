using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Csa.Cli.Commands;
using Csa.Cli.Output;
using Csa.Data;
using Csa.Experiments.Training;
using Csa.Systems;

namespace Csa.Cli;

/// <summary>The command line: parses, runs, and turns faults into one line and an exit code.</summary>
internal static class Application
{
    private const string Name = "csa", TraceVariable = "CSA_TRACE";

    /// <summary>Runs one command.</summary>
    /// <param name="args">As the process got them.</param>
    /// <param name="catalog">The systems that can be trained and compared; those of the paper's tables when not given.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, SystemCatalog? catalog = null)
    {
        // Ctrl+C and SIGTERM ask; the work stops at its next safe point. A second Ctrl+C ends the process at once.
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
        Interruption.Token = stop.Token;

        ParseResult parsed = Root(catalog ?? SharedOptions.Catalog).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors) Terminal.Error(error.Message);
            Terminal.Error($"{Words(parsed.CommandResult)} --help shows the options and an example");
            return ExitCode.BadUsage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (BadUsageException fault)
        {
            return Report(fault, ExitCode.BadUsage);
        }
        catch (BadInputException fault)
        {
            return Report(fault, ExitCode.BadInput);
        }
        catch (TrainingDivergedException fault)
        {
            return Report(fault, ExitCode.FailedCheck);
        }
        catch (OperationCanceledException)
        {
            Terminal.Error("interrupted");
            return ExitCode.Interrupted;
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

            if (stop.IsCancellationRequested) return;
            context.Cancel = true;
            Terminal.Note("stopping at the next safe point; once more ends it at once");
            stop.Cancel();
        }
    }

    // A disk or a permission that fails where no reader or writer expects it, or a memory too small.
    private static bool IsOfTheMachine(Exception fault) => fault is IOException or UnauthorizedAccessException or OutOfMemoryException;

    private static Command Root(SystemCatalog catalog)
    {
        // Not a RootCommand, which would be called as the assembly is and not as the command is.
        var root = new Command(
            Name,
            """
            Coherent Semantic Attention for image inpainting (ICCV 2019): train, fill holes, evaluate, verify.

            Exit codes: 0 done, 1 a check failed or the training diverged, 2 bad usage, 3 bad input, 4 a fault of this program, 130 interrupted.
            """)
        {
            TrainCommand.Create(catalog),
            TrainFeaturesCommand.Create(),
            InpaintCommand.Create(),
            EvaluateCommand.Create(),
            CompareCommand.Create(catalog),
            DataCommand.Create(),
            ExportCommand.Create(),
            VerifyCommand.Create(),
            ReproduceCommand.Create(catalog),
            NotebookCommand.Create(),
            KernelCommand.Create(),
            BenchCommand.Create(),
            DoctorCommand.Create(),
            new VersionOption(),
        };
        var help = new HelpOption { Recursive = true };
        help.Action = new HelpOverview(root, (HelpAction)help.Action!);
        root.Add(help);
        return root;
    }

    // A command as the user would type it: csa notebook html.
    private static string Words(SymbolResult? result) =>
        result is CommandResult command ? $"{Words(command.Parent)} {command.Command.Name}".TrimStart() : "";

    private static int Report(Exception fault, int code)
    {
        Terminal.Error(fault.Message);
        return code;
    }
}
