using System.CommandLine;
using System.CommandLine.Help;
using Csa.Data;
using Csa.Programs;
using Xunit;

namespace Csa.Tests.Cli;

/// <summary>What any program says and returns when something goes wrong.</summary>
public sealed class ProgramShellTests
{
    private static readonly ProgramShell Shell = new("tool", "dotnet run tool.cs --")
    {
        WhenInterrupted = "interrupted; go on",
        CodeOf = fault => fault is TimeoutException ? ExitCode.FailedCheck : null,
    };

    public static TheoryData<Exception, int, string[]> Faults => new()
    {
        { new BadUsageException("--a: want one"), ExitCode.BadUsage, ["tool: --a: want one", "tool: dotnet run tool.cs -- --help shows the options and an example"] },
        { new BadInputException("a.png: is no picture"), ExitCode.BadInput, ["tool: a.png: is no picture"] },
        { new IOException("no room"), ExitCode.BadInput, ["tool: no room"] },
        { new TimeoutException("too late"), ExitCode.FailedCheck, ["tool: too late"] },
        { new OperationCanceledException(), ExitCode.Interrupted, ["tool: interrupted; go on"] },
        {
            new InvalidOperationException("never\nthis\u001b"), ExitCode.OwnFault,
            ["tool: a fault of this program: InvalidOperationException: never this\uFFFD", "tool: CSA_TRACE=1 shows where; please report it"]
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_a_line_and_a_code(Exception fault, int code, string[] lines)
    {
        (int got, string output, string errors) = Run(_ => throw fault);
        Assert.Equal(code, got);
        Assert.Equal(lines, errors.TrimEnd().Split(Environment.NewLine));
        Assert.Empty(output);
    }

    [Fact]
    public void A_wrong_option_is_told_with_the_way_to_the_help()
    {
        (int code, _, string errors) = Run(_ => ExitCode.Done, "--fly");
        Assert.Equal(ExitCode.BadUsage, code);
        Assert.Equal(["tool: --fly: no such option", "tool: dotnet run tool.cs -- --help shows the options and an example"], errors.TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public void What_asks_from_outside_is_heard_by_the_work()
    {
        using var stop = new CancellationTokenSource();
        (int code, _, _) = ConsoleCapture.Of(() => Shell.Run(
            CommandOf(_ =>
            {
                stop.Cancel();
                Interruption.Token.ThrowIfCancellationRequested();
                return ExitCode.Done;
            }),
            [],
            stop.Token));
        Assert.Equal(ExitCode.Interrupted, code);
    }

    private static (int Code, string Output, string Errors) Run(Func<ParseResult, int> work, params string[] args) =>
        ConsoleCapture.Of(() => Shell.Run(CommandOf(work), args));

    private static Command CommandOf(Func<ParseResult, int> work)
    {
        var command = new Command("tool.cs") { new HelpOption() };
        command.SetAction(work);
        return command;
    }
}
