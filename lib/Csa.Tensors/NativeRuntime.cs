using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Csa.Tensors;

/// <summary>Settings of libc, OpenMP and libtorch, most of which must be made before the first torch call.</summary>
internal static class NativeRuntime
{
    private const string LibC = "libc.so.6", LibTorch = "libtorch_cpu.so";

    // What the heap grows by at least.
    private const int KeptBytes = 64 << 20;

    // malloc.h
    private const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3;

    private static int prepared;

    /// <summary>Makes idle OpenMP threads sleep, and keeps freed memory in the process.</summary>
    /// <remarks>
    /// By default an idle OpenMP thread spins: on a busy machine with two cores a training step took 682 ms spinning and
    /// 41 ms sleeping. The runtime reads OMP_WAIT_POLICY once, from the C environment, which
    /// <see cref="Environment.SetEnvironmentVariable(string, string)"/> does not reach; hence libc's setenv.
    /// By default glibc gives every large array back to the system when it is freed, and its pages are made and cleared anew for the next
    /// tensor of the same size: this takes up to half of the time of inference, depending on the machine. Settings made by
    /// the user are kept.
    /// </remarks>
#pragma warning disable CA2255 // A library rarely needs a module initialiser; this one must run before any torch call of the program.
    [ModuleInitializer]
    internal static void Start()
    {
        if (!OperatingSystem.IsLinux()) return;
        _ = SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", 0);
        KeepFreedMemory(true);
    }
#pragma warning restore CA2255

    /// <summary>
    /// Raises glibc's thresholds, or restores its own for a comparison; does nothing if the user has set them or libc is not glibc.
    /// </summary>
    /// <param name="keep">True to keep.</param>
    internal static void KeepFreedMemory(bool keep)
    {
        const int OwnThreshold = 128 << 10; // malloc.h: DEFAULT_MMAP_THRESHOLD, DEFAULT_TRIM_THRESHOLD, DEFAULT_TOP_PAD
        if (!IsGlibc() || HasOwnMalloc()) return;
        _ = MallocOption(MmapThreshold, keep ? int.MaxValue : OwnThreshold);
        _ = MallocOption(TrimThreshold, keep ? int.MaxValue : OwnThreshold);
        _ = MallocOption(TopPad, keep ? KeptBytes : OwnThreshold);
    }

    /// <summary>Starts loading libtorch on another thread, while the program reads its files: loading takes as long as a small fill.</summary>
    internal static void BeginLoading() => Task.Run(() => TorchSharp.torch.zeros(1).Dispose());

    /// <summary>Turns NNPACK off in libtorch: it is slower here and on many machines prints a warning for every convolution.</summary>
    internal static void PrepareConvolutions()
    {
        if (Volatile.Read(ref prepared) == 1 || !OperatingSystem.IsLinux()) return;
        SetUserEnabledNnpack(GlobalContext(), false);
        Volatile.Write(ref prepared, 1);
    }

    /// <summary>Makes libtorch convolve without oneDNN from now on: correct where oneDNN is wrong, but 2 to 30 times slower.</summary>
    /// <param name="avoid">False to use oneDNN again, for a test.</param>
    internal static void AvoidOneDnn(bool avoid = true) => SetUserEnabledMkldnn(GlobalContext(), !avoid);

    /// <summary>True after <see cref="AvoidOneDnn"/>.</summary>
    internal static bool AvoidsOneDnn => OperatingSystem.IsLinux() && !UserEnabledMkldnn(GlobalContext());

    private static bool IsGlibc() => NativeLibrary.TryLoad(LibC, out nint libc) && NativeLibrary.TryGetExport(libc, "gnu_get_libc_version", out _);

    private static bool HasOwnMalloc() =>
        Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith("MALLOC_", StringComparison.Ordinal))
        || (Environment.GetEnvironmentVariable("GLIBC_TUNABLES") ?? "").Contains("glibc.malloc", StringComparison.Ordinal);

    [DllImport(LibC, EntryPoint = "setenv")]
    private static extern int SetEnvironment(string name, string value, int overwrite);

    [DllImport(LibC, EntryPoint = "mallopt")]
    private static extern int MallocOption(int option, int value);

    // at::globalContext and three of at::Context's methods: TorchSharp has no binding of them. The library is loaded before any tensor is.
    [DllImport(LibTorch, EntryPoint = "_ZN2at13globalContextEv")]
    private static extern nint GlobalContext();

    [DllImport(LibTorch, EntryPoint = "_ZN2at7Context20setUserEnabledMkldnnEb")]
    private static extern void SetUserEnabledMkldnn(nint context, [MarshalAs(UnmanagedType.U1)] bool enabled);

    [DllImport(LibTorch, EntryPoint = "_ZNK2at7Context17userEnabledMkldnnEv")]
    [return: MarshalAs(UnmanagedType.U1)]
    private static extern bool UserEnabledMkldnn(nint context);

    [DllImport(LibTorch, EntryPoint = "_ZN2at7Context20setUserEnabledNNPACKEb")]
    private static extern void SetUserEnabledNnpack(nint context, [MarshalAs(UnmanagedType.U1)] bool enabled);
}
