using Csa.Book.Documents;
using Csa.Kernel.Engine;

namespace Csa.Kernel.Jupyter;

/// <summary>A program that Jupyter clients can start for a notebook, as its entry describes it.</summary>
/// <param name="Name">The entry's usual name.</param>
/// <param name="DisplayName">What people pick.</param>
/// <param name="Language">The language that clients are told.</param>
/// <param name="StartArguments">The arguments after the program's own.</param>
/// <param name="Environment">Variables that it runs with.</param>
public sealed record KernelEngine(string Name, string DisplayName, string Language, IReadOnlyList<string> StartArguments, IReadOnlyDictionary<string, string> Environment)
{
    private const string ConnectionFile = "{connection_file}";

    /// <summary>This repository's engine.</summary>
    public static KernelEngine Csa { get; } = new(
        NotebookKernel.Name, NotebookKernel.DisplayName, NotebookKernel.Language, ["kernel", "start", "--connection-file", ConnectionFile], new Dictionary<string, string>());

    /// <summary>
    /// Microsoft's, the tool <c>Microsoft.dotnet-interactive</c>. It serves its own web pages too, to this machine alone; it reports its
    /// use to Microsoft unless told not to.
    /// </summary>
    public static KernelEngine Microsoft { get; } = new(
        "csa-dotnet-interactive", ".NET Interactive (Csa)", "C#", ["jupyter", "--default-kernel", "csharp", ConnectionFile, "--http-local-only", "--http-port-range", "2048-3000"],
        MicrosoftTool.Variables);

    /// <summary>Both.</summary>
    public static IReadOnlyList<KernelEngine> All { get; } = [Csa, Microsoft];
}
