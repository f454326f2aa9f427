using Csa.Data.Images;
using Csa.Programs;
using Csa.Tests.Cli;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Hostile;

/// <summary>Places that cannot be written: every command that writes says so in one line before it works, and leaves nothing behind.</summary>
public sealed class OutputPlaceTests(CommandTests.TinyRun run) : IClassFixture<CommandTests.TinyRun>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void Nothing_is_written_on_a_read_only_disk()
    {
        using var disk = new SmallDisk(folder.At("disk/x"), kilobytes: 64);
        disk.MakeReadOnly();
        foreach (string[] command in Commands(folder.At("disk/out")))
        {
            string fault = Refused(command);
            Assert.Contains("Read-only file system", fault, StringComparison.Ordinal);
            Assert.Contains(disk.Path, fault, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public void A_file_where_a_folder_is_wanted_stays_and_is_named()
    {
        File.WriteAllText(folder.At("here"), "letter");
        foreach (string[] command in Commands(Path.Combine(folder.At("here"), "out")))
            Assert.Contains(folder.At("here"), Refused(command), StringComparison.Ordinal);
        foreach (string[] command in Commands(folder.At("here")).Where(command => Wants(command) == "folder"))
            Assert.Contains(folder.At("here"), Refused(command), StringComparison.Ordinal);
        Assert.Equal("letter", File.ReadAllText(folder.At("here")));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.partial"));
    }

    [Fact]
    public void A_folder_where_a_file_is_wanted_stays_and_is_named()
    {
        File.WriteAllText(folder.At("results/letter"), "letter");
        string results = Path.GetDirectoryName(folder.At("results/letter"))!;
        foreach (string[] command in Commands(results).Where(command => Wants(command) == "file")) Assert.Contains(results, Refused(command), StringComparison.Ordinal);
        Assert.Equal(["letter"], Directory.GetFileSystemEntries(results).Select(Path.GetFileName));
    }

    [Fact]
    public void An_empty_name_is_refused()
    {
        foreach (string[] command in Commands(""))
        {
            CommandTests.Outcome outcome = CommandTests.Csa(command);
            Assert.True(outcome.Code is ExitCode.BadUsage or ExitCode.BadInput, $"{string.Join(' ', command)}: exit {outcome.Code}: {outcome.Errors}");
        }
    }

    // Each with its output at the place.
    private IEnumerable<string[]> Commands(string place)
    {
        string photo = folder.At("in/photo.png"), mask = folder.At("masks/photo.png"), notebook = folder.At("book/a.ipynb");
        ImageFile.Write(photo, Pictures.Noise(32, 32));
        ImageFile.Write(mask, Pictures.Binary(32, 32, (y, x) => x == y));
        File.WriteAllText(notebook, """{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[]}""");
        return
        [
            ["train", "--steps", "1", "--out", place],
            ["train", "--repeat", run.Path, "--out", place],
            ["reproduce", "--minutes", "1", "--out", place],
            ["inpaint", "--run", run.Path, "--image", photo, "--mask", mask, "--out", place],
            ["inpaint", "--run", run.Path, "--image", Path.GetDirectoryName(photo)!, "--mask", Path.GetDirectoryName(mask)!, "--out", place],
            ["evaluate", "--run", run.Path, "--count", "1", "--out", place],
            ["data", "--data", "builtin:portraits", "--out", place],
            ["export", "--run", run.Path, "--out", place],
            ["train-features", "--out", place],
            ["notebook", "run", notebook, "--out", place],
            ["notebook", "html", notebook, "--out", place],
            ["kernel", "install", "--prefix", place],
        ];
    }

    private static string Wants(string[] command) => command switch
    {
        ["inpaint", _, _, _, string image, ..] => Directory.Exists(image) ? "folder" : "file",
        ["data" or "export" or "train-features", ..] => "file",
        _ => "folder",
    };

    private static string Refused(string[] command)
    {
        CommandTests.Outcome outcome = CommandTests.Csa(command);
        Assert.True(outcome.Code == ExitCode.BadInput, $"{string.Join(' ', command)}: exit {outcome.Code}: {outcome.Errors}");
        return Assert.Single(outcome.Errors.Split('\n'), line => line.StartsWith("csa: ", StringComparison.Ordinal));
    }
}
