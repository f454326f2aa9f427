using System.Net.Sockets;
using Csa.Data;
using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.Hostile;

/// <summary>Folders of photographs and masks that hold what is no file: named and passed over, never waited for.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void Pipes_devices_and_rings_are_named_and_passed_over()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "makes sockets, links and devices as on Linux");
        string photos = Path.GetDirectoryName(folder.At("p/x"))!;
        ImageFile.Write(Path.Combine(photos, "good.png"), Pictures.Binary(16, 16, (y, x) => x == y));
        // A socket stands for all that is neither file nor folder. To open a pipe without a writer would wait for ever.
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(photos, "a.png")));
        File.CreateSymbolicLink(Path.Combine(photos, "endless.png"), "/dev/zero");
        File.CreateSymbolicLink(Path.Combine(photos, "ring.png"), Path.Combine(photos, "ring.png"));
        File.CreateSymbolicLink(Path.Combine(photos, "nowhere.png"), Path.Combine(photos, "gone.png"));
        Directory.CreateSymbolicLink(Path.Combine(photos, "again"), photos);
        Directory.CreateDirectory(Path.Combine(photos, "named like a picture.png"));

        Assert.Equal(["a.png", "endless.png", "good.png", "nowhere.png", "ring.png"], ImageFolder.List(photos));
        var source = new PhotoFolder(photos, new PhotoFolderOptions { TrainShare = 1, ValidationShare = 0 });
        for (int i = 0; i < source.Count(Split.Train); i++) source.Read(Split.Train, i, 16);
        var masks = new MaskFolder(photos);
        masks.HoleCounts(16);
        foreach (IReadOnlyList<FileProblem> problems in new[] { source.Problems, masks.Problems })
        {
            Assert.Equal(["a.png", "endless.png", "nowhere.png", "ring.png"], problems.Select(problem => problem.Name));
            Assert.All(problems.Take(2), problem => Assert.Contains("is a device or a pipe", problem.Message, StringComparison.Ordinal));
            Assert.All(problems.Skip(2), problem => Assert.Contains("cannot be read", problem.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_file_that_vanishes_is_passed_over_and_a_folder_that_vanishes_is_an_error()
    {
        foreach (string name in new[] { "a.png", "b.png" }) ImageFile.Write(folder.At($"p/{name}"), Pictures.Binary(8, 8, (y, x) => x == 0));
        string photos = Path.GetDirectoryName(folder.At("p/x"))!;
        var source = new PhotoFolder(photos, new PhotoFolderOptions { TrainShare = 1, ValidationShare = 0 });
        var masks = new MaskFolder(photos);
        Assert.NotEqual("", source.Fingerprint);
        File.Delete(folder.At("p/a.png"));
        Assert.Equal(8, source.Read(Split.Train, 0, 8).Width);
        Assert.Equal(8, source.Read(Split.Train, 1, 8).Width);
        Assert.Equal("a.png", Assert.Single(source.Problems).Name);
        Assert.Contains("1 files", source.Fingerprint, StringComparison.Ordinal);

        Directory.Delete(photos, recursive: true);
        Assert.Contains("are gone", Assert.Throws<BadInputException>(() => masks.Draw(8, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<BadInputException>(() => source.Fingerprint).Message, StringComparison.Ordinal);
    }
}
