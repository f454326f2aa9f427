using System.Runtime.InteropServices;
using Csa.Data;

namespace Csa.Mpi;

/// <summary>The MPI calls that <see cref="MpiRanks"/> makes, in the MPI library found at run time.</summary>
/// <remarks>
/// The MPI standard fixes names and arguments of calls but not the type of handles: in Open MPI they are addresses of exported objects,
/// in MPICH and its derivatives (Intel MPI, MVAPICH, Cray) fixed 32-bit numbers, the lower half of what is passed here. By default an
/// error inside MPI ends all ranks, so return codes are not read.
/// </remarks>
internal static unsafe class MpiLibrary
{
    private const string Name = "mpi", PathVariable = "CSA_MPI_LIBRARY";
    private const int Serialized = 2; // any thread may call, one at a time: on a GPU a backward pass has threads of its own

    private static nint library;

    /// <summary>MPI_COMM_WORLD.</summary>
    internal static nint World { get; private set; }

    /// <summary>MPI_FLOAT.</summary>
    internal static nint Float { get; private set; }

    /// <summary>MPI_DOUBLE.</summary>
    internal static nint Double { get; private set; }

    /// <summary>MPI_BYTE.</summary>
    internal static nint Byte { get; private set; }

    /// <summary>MPI_SUM.</summary>
    internal static nint SumOperation { get; private set; }

    /// <summary>MPI_IN_PLACE.</summary>
    internal static nint InPlace { get; private set; }

    /// <summary>The library's version as it reports it: "Open MPI v4.1.4, …".</summary>
    internal static string Version { get; private set; } = "";

    /// <summary>Loads the library and joins the other ranks.</summary>
    /// <param name="launch">How this process was started.</param>
    /// <exception cref="BadInputException">No library is found.</exception>
    internal static void Start(Launch launch)
    {
        library = Find(launch);
        NativeLibrary.SetDllImportResolver(typeof(MpiLibrary).Assembly, (name, _, _) => name == Name ? library : 0);
        if (NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out nint world))
            (World, Float, Double, Byte, SumOperation, InPlace) = (world, Export("ompi_mpi_float"), Export("ompi_mpi_double"), Export("ompi_mpi_byte"), Export("ompi_mpi_op_sum"), 1);
        else
            (World, Float, Double, Byte, SumOperation, InPlace) = (0x44000000, 0x4c00040a, 0x4c00080b, 0x4c00010d, 0x58000003, -1);
        _ = MPI_Init_thread(null, null, Serialized, out _);
        const int Longest = 8192; // MPI_MAX_LIBRARY_VERSION_STRING of either
        byte* text = stackalloc byte[Longest];
        _ = MPI_Get_library_version(text, out int length);
        Version = new string((sbyte*)text, 0, Math.Min(length, Longest)).Split('\n')[0].Trim();
    }

    private static nint Export(string name) => NativeLibrary.GetExport(library, name);

    // Where several MPIs are installed, that of the launcher.
    private static nint Find(Launch launch)
    {
        string? own = Environment.GetEnvironmentVariable(PathVariable);
        string[] open = ["libmpi.so.40"], mpich = ["libmpi.so.12", "libmpich.so.12"];
        string[] names = own is not null ? [own] : [.. launch.IsOfMpich ? mpich : open, .. launch.IsOfMpich ? open : mpich, "libmpi.so"];
        foreach (string name in names)
            if (NativeLibrary.TryLoad(name, out nint found)) return found;
        throw new BadInputException(
            own is not null
                ? $"{PathVariable}: want the path of MPI's library (libmpi.so), cannot load {own}"
                : $"want MPI's library, because {launch.Variable} says that several ranks were started; none of {string.Join(", ", names)} is found: install openmpi-bin or mpich, load the cluster's module, or set {PathVariable} to its libmpi.so");
    }

    [DllImport(Name)]
    private static extern int MPI_Init_thread(int* count, byte*** arguments, int wanted, out int given);

    [DllImport(Name)]
    private static extern int MPI_Get_library_version(byte* text, out int length);

    [DllImport(Name)]
    internal static extern int MPI_Comm_rank(nint group, out int rank);

    [DllImport(Name)]
    internal static extern int MPI_Comm_size(nint group, out int size);

    [DllImport(Name)]
    internal static extern int MPI_Allreduce(nint own, void* values, int count, nint type, nint operation, nint group);

    [DllImport(Name)]
    internal static extern int MPI_Bcast(void* values, int count, nint type, int from, nint group);

    [DllImport(Name)]
    internal static extern int MPI_Finalize();

    [DllImport(Name)]
    internal static extern int MPI_Abort(nint group, int code);
}
