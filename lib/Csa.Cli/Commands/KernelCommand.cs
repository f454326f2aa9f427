using System.CommandLine;
using Csa.Cli.Notebooks;
using Csa.Kernel.Engine;
using Csa.Kernel.Jupyter;

namespace Csa.Cli.Commands;

/// <summary><c>csa kernel</c>: C# and F# cells in VS Code's Jupyter extension, JupyterLab and Jupyter Notebook.</summary>
internal static class KernelCommand
{
    public const string Name = "kernel", Summary = "C# and F# cells for Jupyter clients: VS Code's Jupyter extension, JupyterLab, Jupyter Notebook.";

    public static Command Create() => new(Name, Summary)
    {
        Install(), Uninstall(), List(), KernelStartCommand.Create(),
    };

    private static Command Install()
    {
        var place = new Place();
        var command = new Command("install", HelpText.WithExample(
            "Tell Jupyter clients of this kernel, or of Microsoft's engine: a folder with kernel.json and a logo that name the program where it is now.",
            "csa kernel install", "csa kernel install --prefix /usr/local", "csa kernel install --engine dotnet-interactive"));
        place.AddTo(command);
        command.SetAction(parsed =>
        {
            KernelSpec spec = place.Spec(parsed);
            KernelEngine engine = place.Engine(parsed);
            spec.Install(engine, engine == KernelEngine.Microsoft ? MicrosoftTool.Program() : Program());
            Terminal.Line($"{spec.Folder}: {engine.DisplayName}; pick it as the kernel of a notebook (restart the client if it does not show)");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Uninstall()
    {
        var place = new Place();
        var command = new Command("uninstall", HelpText.WithExample("Take back what install wrote.", "csa kernel uninstall"));
        place.AddTo(command);
        command.SetAction(parsed =>
        {
            KernelSpec spec = place.Spec(parsed);
            spec.Uninstall();
            Terminal.Line($"{spec.Folder}: removed");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", HelpText.WithExample("Where these kernels are installed, and which program each entry starts.", "csa kernel list"));
        command.SetAction(_ =>
        {
            KernelSpec[] specs = [.. JupyterFolders.All().SelectMany(KernelSpec.FindIn)];
            foreach (KernelSpec spec in specs)
            {
                IReadOnlyList<string> program = spec.Command()!;
                string[] absent = [.. program.Where(path => !File.Exists(path))];
                Terminal.Line($"{spec.Name,-22} {spec.Folder}   starts {string.Join(' ', program)}{(absent.Length > 0 ? $"   ABSENT: {absent[0]}; csa kernel install writes it anew" : "")}");
            }

            if (specs.Length == 0) Terminal.Line("not installed; csa kernel install does it");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>This program by full paths: clients start it from their own folder, with their own environment.</summary>
    private static string[] Program() => File.Exists(MicrosoftTool.DotnetHost) ? [MicrosoftTool.DotnetHost, typeof(KernelCommand).Assembly.Location] : [Environment.ProcessPath!];

    /// <summary>Which folder of Jupyter's is meant.</summary>
    private sealed class Place
    {
        private readonly Option<bool> _user = new("--user") { Description = "For this user (the default)" };
        private readonly Option<string?> _prefix = new("--prefix") { Description = "Below PREFIX/share/jupyter/kernels" };
        private readonly Option<bool> _environment = new("--sys-prefix") { Description = "In the active Python environment (venv or conda)" };
        private readonly Option<string?> _name = new("--name") { Description = "The kernel's name in notebooks (default: the engine's own)" };
        private readonly Option<string> _engine = EngineChoice.Option();

        public void AddTo(Command command)
        {
            foreach (Option option in new Option[] { _user, _prefix, _environment, _name, _engine }) command.Add(option);
        }

        public KernelEngine Engine(ParseResult parsed) => parsed.GetRequiredValue(_engine) == EngineChoice.Microsoft ? KernelEngine.Microsoft : KernelEngine.Csa;

        public KernelSpec Spec(ParseResult parsed)
        {
            string? prefix = parsed.GetValue(_prefix);
            bool environment = parsed.GetValue(_environment);
            if (prefix is "") throw new BadUsageException("--prefix: want a folder, got an empty name");
            if ((parsed.GetValue(_user) ? 1 : 0) + (prefix is null ? 0 : 1) + (environment ? 1 : 0) > 1)
                throw new BadUsageException("--user, --prefix and --sys-prefix exclude each other");
            string folder = environment
                ? JupyterFolders.ActiveEnvironment() ?? throw new BadUsageException("--sys-prefix: no Python environment is active (VIRTUAL_ENV, CONDA_PREFIX); name it by --prefix")
                : prefix is null ? JupyterFolders.User() : JupyterFolders.Under(prefix);
            return KernelSpec.In(folder, parsed.GetValue(_name) ?? Engine(parsed).Name);
        }
    }
}
