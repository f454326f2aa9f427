using System.CommandLine;
using System.CommandLine.Help;
using Csa.Baselines;
using Csa.Cli.Commands;
using Csa.Cli.Ranks;
using Csa.Experiments.Training;
using Csa.Systems;

namespace Csa.Cli;

/// <summary>The program <c>csa</c>: its commands.</summary>
internal static class Application
{
    private const string Name = "csa";

    private static readonly ProgramShell Shell = new(Name, Name)
    {
        CodeOf = fault => fault is TrainingDivergedException ? ExitCode.FailedCheck : null,
    };

    /// <summary>Runs one command.</summary>
    /// <param name="args">The command line of the process.</param>
    /// <param name="catalog">The systems that can be trained and compared; those of the paper's tables when not given.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, SystemCatalog? catalog = null)
    {
        // csa help inpaint, as many programs have it.
        if (args is ["help", .. var of]) args = [.. of, "--help"];
        RankSession.Begin();
        int code = Shell.Run(Root(catalog ?? ComparedSystems.Catalog, args), args);
        RankSession.End(code);
        return code;
    }

    // A command that does not divide its work among ranks would do all of it on each.
    private static Command Alone(CommandEntry entry, Command command)
    {
        if (entry.OnRanks || !RankSession.IsShared) return command;
        command.Validators.Add(result => result.AddError($"{entry.Name} works in one process: start it without mpirun or srun"));
        return command;
    }

    // The command that was named; of the others the name and what csa --help says of them.
    private static Command Root(SystemCatalog catalog, string[] args)
    {
        // Not a RootCommand, which would be called as the assembly is and not as the command is.
        var root = new Command(
            Name,
            """
            Coherent Semantic Attention for image inpainting (ICCV 2019): train, fill holes, evaluate, verify.

            Exit codes: 0 done, 1 a check failed or the training diverged, 2 bad usage, 3 bad input, 4 a fault of this program, 130 interrupted.
            """);
        string named = args.FirstOrDefault(argument => !argument.StartsWith('-')) ?? "";
        bool inFile = named.StartsWith('@'); // a response file, whose words the parser reads
        foreach (CommandEntry entry in CommandEntry.All) root.Add(inFile || entry.Name == named ? Alone(entry, entry.Create(catalog)) : new Command(entry.Name, entry.Summary));
        root.Add(new VersionOption());
        var help = new HelpOption { Recursive = true };
        help.Action = new HelpOverview(root, (HelpAction)help.Action!);
        root.Add(help);
        return root;
    }
}
