using System.Globalization;

namespace Csa.Mpi;

/// <summary>What an MPI launcher tells a process in environment variables, before any library is loaded.</summary>
/// <param name="Variable">The environment variable that has the number of ranks.</param>
/// <param name="Size">The number of ranks.</param>
/// <param name="Rank">The rank of this process.</param>
public sealed record Launch(string Variable, int Size, int Rank)
{
    private const string Pmi = "PMI_SIZE";

    // Open MPI; MPICH and its kin, and Slurm with PMI-2; Slurm with PMIx.
    private static readonly (string Size, string Rank)[] Variables =
        [("OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"), (Pmi, "PMI_RANK"), ("SLURM_STEP_NUM_TASKS", "PMIX_RANK")];

    /// <summary>True if the launcher is MPICH's or of an MPI derived from it, rather than Open MPI's.</summary>
    internal bool IsOfMpich => Variable == Pmi;

    /// <summary>How this process was started; null if it was started alone.</summary>
    public static Launch? Here => Of(Environment.GetEnvironmentVariable);

    /// <summary>How a process with these variables was started.</summary>
    /// <param name="variable">Gives a variable's value, or null.</param>
    internal static Launch? Of(Func<string, string?> variable)
    {
        foreach ((string size, string rank) in Variables)
            if (Number(variable(size)) is int count && Number(variable(rank)) is int own) return new Launch(size, count, own);
        return null;

        static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
