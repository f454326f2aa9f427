using System.CommandLine;
using System.Runtime.InteropServices;
using Csa;
using Csa.Cli;
using Csa.Cli.Commands;
using Csa.Cli.Output;
using Csa.Training;

var root = new RootCommand(
    """
    Coherent Semantic Attention for image inpainting (ICCV 2019): train, fill holes, evaluate, verify.

    Exit codes: 0 done, 1 a check failed or the training diverged, 2 bad usage, 3 bad input, 130 interrupted.
    """)
{
    TrainCommand.Create(),
    InpaintCommand.Create(),
    EvaluateCommand.Create(),
    VerifyCommand.Create(),
    ReproduceCommand.Create(),
    BenchCommand.Create(),
};

// Ctrl+C and SIGTERM ask; the work stops at its next safe point. A second Ctrl+C ends the process at once.
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
Interruption.Token = stop.Token;

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors) Terminal.Error(error.Message);
    Terminal.Error($"csa {parsed.CommandResult.Command.Name} --help shows the options and an example".Replace("csa csa", "csa", StringComparison.Ordinal));
    return ExitCode.BadUsage;
}

try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (BadUsageException fault)
{
    Terminal.Error(fault.Message);
    return ExitCode.BadUsage;
}
catch (BadInputException fault)
{
    Terminal.Error(fault.Message);
    return ExitCode.BadInput;
}
catch (TrainingDivergedException fault)
{
    Terminal.Error(fault.Message);
    return ExitCode.FailedCheck;
}
catch (OperationCanceledException)
{
    Terminal.Error("interrupted");
    return ExitCode.Interrupted;
}

void Ask(PosixSignalContext context)
{
    if (stop.IsCancellationRequested) return;
    context.Cancel = true;
    stop.Cancel();
}
