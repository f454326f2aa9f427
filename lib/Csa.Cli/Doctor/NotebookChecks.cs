using Csa.Kernel.Jupyter;

namespace Csa.Cli.Doctor;

/// <summary>Checks what notebooks need besides this program.</summary>
internal static class NotebookChecks
{
    private static readonly (string Program, string Client)[] Clients = [("jupyter", "Jupyter"), ("jupyter-lab", "JupyterLab"), ("jupyter-notebook", "Jupyter Notebook"), ("code", "VS Code")];

    /// <summary>All checks.</summary>
    public static IEnumerable<Finding> All() => Finding.Of("notebooks", "csa kernel list says more", Look);

    private static IEnumerable<Finding> Look()
    {
        string[] clients = [.. Clients.Where(client => OnPath(client.Program) is not null).Select(client => $"{client.Client} ({OnPath(client.Program)})")];
        yield return clients.Length > 0
            ? new Finding("Jupyter clients", Health.Fine, string.Join(", ", clients))
            : new Finding("Jupyter clients", Health.Absent, "none on the path", "to step through notebooks: VS Code with its Jupyter extension, or JupyterLab; csa notebook run and html need neither");

        KernelSpec[] specs = [.. JupyterFolders.All().SelectMany(KernelSpec.FindIn)];
        if (specs.Length == 0) yield return new Finding("kernel", Health.Absent, "not installed", "csa kernel install");
        foreach (KernelSpec spec in specs)
        {
            string? absent = spec.Command()!.FirstOrDefault(path => !File.Exists(path));
            yield return absent is null
                ? new Finding("kernel", Health.Fine, $"{spec.Name} in {spec.Folder}")
                : new Finding("kernel", Health.Broken, $"{spec.Folder} starts {absent}, which is absent", "csa kernel install writes it anew, csa kernel uninstall removes it");
        }
    }

    private static string? OnPath(string program)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, program + ending))).FirstOrDefault(File.Exists);
    }
}
