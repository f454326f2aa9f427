using System.Collections.Concurrent;
using Csa.Data.Images;
using Csa.DataSets.Downloads;
using Csa.DataSets.Scripts;

namespace Csa.Tests.DataSets;

/// <summary>A data script in process, with a server that has what the test wrote and no checksum published for it.</summary>
internal sealed class ScriptScene : IDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> published = new();

    public ScriptScene() => Server = MisbehavingServer.Good(published);

    public TemporaryFolder Folder { get; } = new();

    public MisbehavingServer Server { get; }

    public string Out => Path.Combine(Folder.Path, "data");

    public string Output { get; private set; } = "";

    public string Errors { get; private set; } = "";

    /// <summary>Answers the question about terms; null where nobody is there.</summary>
    public Func<string, bool>? Ask { get; set; }

    public void Publish(string name, byte[] content) => published[name] = content;

    public void Publish(string name, params (string Name, byte[] Content)[] files)
    {
        string path = Archives.Write(Folder.At("made/" + name), name.EndsWith(".tar", StringComparison.Ordinal) ? FileForm.Tar : FileForm.Zip, files);
        Publish(name, File.ReadAllBytes(path));
    }

    /// <summary>The exit code of a script that accepts the terms and downloads from the server.</summary>
    public int Run(DataRecipe recipe, params string[] more) => RunPlain(recipe, ["--out", Out, "--accept-terms", "--mirror", Server.Address("").ToString(), .. more]);

    public int RunPlain(DataRecipe recipe, string[] args, CancellationToken cancel = default, bool checksums = false)
    {
        var here = new ScriptEnvironment
        {
            Ask = Ask,
            Downloads = new DownloadOptions { Wait = (_, _) => Task.CompletedTask },
            Source = source => checksums ? source : source with { Md5 = null, Sha256 = null, AboutBytes = 0 },
        };
        (int code, Output, Errors) = ConsoleCapture.Of(() => DataScript.Run(recipe, args, here, cancel));
        return code;
    }

    /// <summary>Every file below the folder but downloads and records, by name.</summary>
    public Dictionary<string, byte[]> Prepared(string? folder = null) =>
        Directory.GetFiles(folder ?? Out, "*", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(folder ?? Out, path).Replace('\\', '/'), Path: path))
            .Where(file => !file.Name.StartsWith("downloads/", StringComparison.Ordinal) && file.Name != "dataset.json")
            .ToDictionary(file => file.Name, file => File.ReadAllBytes(file.Path));

    /// <summary>A photograph's file.</summary>
    public static byte[] Photograph(int width, int height, int seed) => ImageFile.ToPng(Images.Pictures.Noise(width, height, seed));

    public void Dispose()
    {
        Server.Dispose();
        Folder.Dispose();
    }
}
