using System.Diagnostics;
using Csa.Cli.Commands;
using Csa.Programs;
using Xunit;

namespace Csa.Tests.Cli;

/// <summary>A fault is said in the words of whoever made it, with what was probably meant, and has one exit code everywhere.</summary>
public sealed class UsageFaultsTests
{
    [Theory]
    [InlineData("trian", "trian: no such command; did you mean train?")]
    [InlineData("fly", "fly: no such command; there are train, ")]
    [InlineData("notebook rnu", "rnu: no such command; did you mean run?")]
    [InlineData("notebook", "want a command, one of run, ")]
    [InlineData("inpaint --imge x --mask y --out z", "--imge: no such option; did you mean --image?")]
    [InlineData("evaluate --runs x --out y", "--runs: no such option; did you mean --run?")]
    [InlineData("data --data x --seeed=3 --out y", "--seeed: no such option; did you mean --seed?")]
    [InlineData("train --out x --set bachSize=3", "--set bachSize: no such option, did you mean batchSize?")]
    [InlineData("train-features --out x --set seeed=3", "--set seeed: no such option, did you mean seed?")]
    [InlineData("evaluate --run x --split tst --out o", "--split: want train, validation or test, got 'tst'")]
    [InlineData("data --data x --split tst --out o", "--split: want train, validation or test, got 'tst'")]
    [InlineData("evaluate --run x --count abc --out o", "--count: want a whole number, got 'abc'")]
    [InlineData("train --out x --steps abc", "--steps: want a whole number, got 'abc'")]
    [InlineData("train --out x --minutes soon", "--minutes: want a number, got 'soon'")]
    [InlineData("train --out x --seed -1", "--seed: want a whole number, 0 or more, got '-1'")]
    [InlineData("train --out x --device gpu", "--device: want auto, cpu or cuda, got 'gpu'")]
    [InlineData("train --out x --steps 0", "--steps: want at least 1, got 0")]
    [InlineData("train --out x --minutes 0", "--minutes: want more than 0, got 0")]
    [InlineData("train --out x --steps 1 --steps 2", "--steps: want one value, got '1' and '2'")]
    [InlineData("train --out x --steps", "--steps: want a whole number after it, got nothing")]
    [InlineData("train", "--out: is needed: ")]
    [InlineData("evaluate --out x", "--run: is needed: ")]
    [InlineData("evaluate --run x --count 0 --out y", "--count: want at least 1, got 0")]
    [InlineData("data --data x --count 0 --out y", "--count: want at least 1, got 0")]
    [InlineData("compare --count 0 --out y", "--count: want at least 1, got 0")]
    public void Bad_usage_is_said_in_a_users_words(string words, string said)
    {
        CommandTests.Outcome outcome = CommandTests.Csa(words.Split(' '));
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.StartsWith($"csa: {said}", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Csa.", outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inpaint nothing.png nothing.png --run nothing")]
    [InlineData("evaluate --run nothing --out {0}/e")]
    [InlineData("export --run nothing --out {0}/e.safetensors")]
    [InlineData("data --data nothing --out {0}/s.png")]
    [InlineData("data --data builtin:facades --masks nothing --out {0}/s.png")]
    [InlineData("train --masks nothing --out {0}/r")]
    [InlineData("train --data builtin:nothing --out {0}/r")]
    [InlineData("train --repeat nothing --out {0}/r")]
    [InlineData("train --resume --out {0}/r")]
    [InlineData("verify --golden nothing")]
    [InlineData("compare --protocol nothing --out {0}/c")]
    public void What_is_not_there_is_bad_input_in_every_command(string words)
    {
        using var folder = new TemporaryFolder();
        CommandTests.Outcome outcome = CommandTests.Csa([.. words.Split(' ').Select(word => string.Format(word, folder.Path))]);
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Single(outcome.Errors.Split('\n'), line => line.StartsWith("csa: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"seed\": 1", "\"seed\": \"one\"", "'seed' has a value of a kind that it does not take")]
    [InlineData("\"device\": \"auto\"", "\"device\": \"gpu\"", "'device' has a value")]
    [InlineData("\"flip\"", "\"flop\"", "there is no 'flop'")]
    public void A_wrong_line_of_a_config_is_said_without_types(string right, string wrong, string said)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCode.Done, CommandTests.Csa(CommandTests.TinyRun.Train(folder.At("run"), steps: 1)).Code);
        string config = folder.At("run/config.json"), text = File.ReadAllText(config);
        Assert.Contains(right, text, StringComparison.Ordinal);
        File.WriteAllText(config, text.Replace(right, wrong, StringComparison.Ordinal));
        CommandTests.Outcome outcome = CommandTests.Csa("train", "--resume", "--steps", "2", "--out", folder.At("run"));
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains(said, outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", outcome.Errors, StringComparison.Ordinal);
    }

    public static TheoryData<string> CommandNames => [.. CommandEntry.All.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void Help_with_a_command_is_the_commands_help(string name) =>
        Assert.Equal(CommandTests.Csa(name, "--help").Output, CommandTests.Csa("help", name).Output);

    [Fact]
    public void Help_alone_is_the_overview() => Assert.Equal(CommandTests.Csa("--help").Output, CommandTests.Csa("help").Output);

    [SkippableFact]
    public async Task What_root_has_built_runs_for_another_user()
    {
        string here = AppContext.BaseDirectory;
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "only root can become somebody else, with setpriv");
        Skip.If(Directory.EnumerateFiles(here, "*.dll").Any(file => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName.StartsWith("/root/", StringComparison.Ordinal) == true), "the packages lie on another disk than the build, so that they are linked into /root");
        for (DirectoryInfo? above = new(here); above is not null; above = above.Parent)
            Skip.IfNot(above.UnixFileMode.HasFlag(UnixFileMode.OtherExecute), $"{above.FullName} is closed to others");
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "/usr/bin/dotnet";
        Skip.If(host.StartsWith("/root/", StringComparison.Ordinal), "dotnet itself is root's");
        var start = new ProcessStartInfo("/usr/bin/setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "env", $"HOME={Path.GetTempPath()}", host, Path.Combine(here, "Csa.Cli.dll"), "bench", "--rounds", "0"])
        {
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        using Process process = Process.Start(start)!;
        string errors = await process.StandardError.ReadToEndAsync();
        await ChildProcess.WaitFor(process);
        Assert.Equal(ExitCode.BadUsage, process.ExitCode);
        Assert.Contains("--rounds", errors, StringComparison.Ordinal);
    }
}
