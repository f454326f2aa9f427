using System.Diagnostics;
using System.Text.Json;
using Csa.Cli;
using Csa.Kernel.Engine;
using Csa.Programs;
using Xunit;

namespace Csa.Kernel.Tests.Clients;

/// <summary>A script of Clients/*.py, run once with Debian's Python and Jupyter on a kernel installed for it alone.</summary>
public abstract class ClientScript : IDisposable
{
    private const string Needs = "import jupyter_client, nbclient, nbconvert";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly string _prefix = Directory.CreateTempSubdirectory("csa-clients-").FullName;
    private readonly Lazy<Dictionary<string, string?>> _checks;

    protected ClientScript(string script) => _checks = new(() => Run(script));

    /// <summary>A Python that has Jupyter, or null. The system's own comes first: apt installs Jupyter there.</summary>
    internal static string? Python { get; } = new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(HasJupyter);

    /// <summary>Fails with the script's own words where a check did not hold; skips visibly where there is no Jupyter.</summary>
    public void Holds(string check)
    {
        Skip.If(Python is null, "no python3 with jupyter_client, nbclient and nbconvert here: apt-get install python3-nbclient jupyter-nbconvert");
        Assert.True(_checks.Value.TryGetValue(check, out string? error), $"{check}: not reached; {_checks.Value.GetValueOrDefault("script")}");
        Assert.True(error is null, error);
    }

    public void Dispose()
    {
        Directory.Delete(_prefix, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts a program that finds the kernels installed under a prefix, and no other kernel or setting of the user's.</summary>
    internal static Process Start(string prefix, string program, params IEnumerable<string> arguments)
    {
        Assert.Equal(ExitCode.Done, Application.Run(["kernel", "install", "--prefix", prefix]));
        if (MicrosoftTool.IsRestored) Assert.Equal(ExitCode.Done, Application.Run(["kernel", "install", "--engine", "dotnet-interactive", "--prefix", prefix]));
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = prefix };
        start.Environment["JUPYTER_PATH"] = Path.Combine(prefix, "share", "jupyter");
        start.Environment["JUPYTER_CONFIG_DIR"] = start.Environment["JUPYTER_DATA_DIR"] = start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(prefix, "own");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        Directory.CreateDirectory(Path.Combine(prefix, "own"));
        return Process.Start(start)!;
    }

    private static bool HasJupyter(string python)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, ["-c", Needs]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Each check's error, or null where it held.</summary>
    private Dictionary<string, string?> Run(string script)
    {
        using Process process = Start(_prefix, Python!, Path.Combine(AppContext.BaseDirectory, "Clients", script));
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        var checks = new Dictionary<string, string?>();
        foreach (string line in output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith('{')))
        {
            JsonElement said = JsonDocument.Parse(line).RootElement;
            checks[said.GetProperty("name").GetString()!] = said.GetProperty("error").GetString();
        }

        checks.TryAdd("script", $"{script} ended with {process.ExitCode}: {errors.Result}");
        return checks;
    }
}
