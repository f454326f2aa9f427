using System.Diagnostics;
using Xunit;

namespace Csa.Tests;

/// <summary>A file system of a few kilobytes in memory, which only root may mount; a visible skip elsewhere.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string inside, int kilobytes)
    {
        Path = System.IO.Path.GetDirectoryName(inside)!;
        Skip.IfNot(OperatingSystem.IsLinux(), "mounts a tmpfs");
        Skip.IfNot(Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", Path) == 0, "may not mount a tmpfs here; the tests with obstacles remain");
    }

    public string Path { get; }

    public void Resize(int kilobytes) => Assert.Equal(0, Run("mount", "-o", $"remount,size={kilobytes}k", Path));

    /// <summary>From now on nothing can be written, not even by root.</summary>
    public void MakeReadOnly() => Assert.Equal(0, Run("mount", "-o", "remount,ro", Path));

    public void Dispose() => Assert.Equal(0, Run("umount", Path));

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
