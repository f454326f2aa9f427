using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Csa.Kernel.Tests;

/// <summary>A Python that has a package of Debian's (python3-nbformat, python3-torchvision …); tests that need it skip visibly elsewhere.</summary>
internal static class Python
{
    private static readonly string[] Candidates = ["/usr/bin/python3", "python3", "python"];

    /// <summary>Which Python has a module, looked for once.</summary>
    private static readonly ConcurrentDictionary<string, string?> Found = new();

    /// <summary>Runs a program and returns what it printed; fails the test where the program fails.</summary>
    /// <param name="module">What it imports; where no Python has it, the test is skipped.</param>
    /// <param name="program">Its text.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Run(string module, string program, params string[] arguments)
    {
        string? python = Found.GetOrAdd(module, name => Candidates.FirstOrDefault(candidate => Start(candidate, ["-c", $"import {name}"]) is { Code: 0 }));
        Skip.If(python is null, $"no Python with {module} here: Debian's package is python3-{module}");
        Output output = Start(python!, ["-c", program, .. arguments])!;
        Assert.True(output.Code == 0, output.Errors);
        return output.Text;
    }

    private static Output? Start(string python, string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new Output(process.ExitCode, text, errors.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private sealed record Output(int Code, string Text, string Errors);
}
