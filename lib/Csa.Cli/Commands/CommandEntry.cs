using System.CommandLine;
using Csa.Systems;

namespace Csa.Cli.Commands;

/// <summary>A command by its name: only the one that is used is built, so that a run touches no other.</summary>
/// <param name="Name">As it is typed.</param>
/// <param name="Summary">The first sentence of its help.</param>
/// <param name="Create">Builds it, for the systems that can be named.</param>
internal sealed record CommandEntry(string Name, string Summary, Func<SystemCatalog, Command> Create)
{
    /// <summary>True for a command that divides its work among the processes that mpirun starts.</summary>
    public bool OnRanks { get; init; }

    /// <summary>All commands, in the order of the help.</summary>
    public static IReadOnlyList<CommandEntry> All { get; } =
    [
        new(TrainCommand.Name, TrainCommand.Summary, TrainCommand.Create) { OnRanks = true },
        new(TrainFeaturesCommand.Name, TrainFeaturesCommand.Summary, _ => TrainFeaturesCommand.Create()),
        new(InpaintCommand.Name, InpaintCommand.Summary, _ => InpaintCommand.Create()),
        new(ServeCommand.Name, ServeCommand.Summary, _ => ServeCommand.Create()),
        new(EvaluateCommand.Name, EvaluateCommand.Summary, _ => EvaluateCommand.Create()) { OnRanks = true },
        new(CompareCommand.Name, CompareCommand.Summary, CompareCommand.Create) { OnRanks = true },
        new(AblateCommand.Name, AblateCommand.Summary, AblateCommand.Create) { OnRanks = true },
        new(DataCommand.Name, DataCommand.Summary, _ => DataCommand.Create()),
        new(ExportCommand.Name, ExportCommand.Summary, _ => ExportCommand.Create()),
        new(VerifyCommand.Name, VerifyCommand.Summary, _ => VerifyCommand.Create()),
        new(ReproduceCommand.Name, ReproduceCommand.Summary, ReproduceCommand.Create),
        new(NotebookCommand.Name, NotebookCommand.Summary, _ => NotebookCommand.Create()),
        new(KernelCommand.Name, KernelCommand.Summary, _ => KernelCommand.Create()),
        new(BenchCommand.Name, BenchCommand.Summary, _ => BenchCommand.Create()) { OnRanks = true },
        new(DoctorCommand.Name, DoctorCommand.Summary, _ => DoctorCommand.Create()),
    ];
}
