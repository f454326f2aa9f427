using System.Text;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.Tests.Images;
using Xunit;

namespace Csa.Tests.DataSets;

/// <summary>What a manifest says is honoured, and one that lies is refused.</summary>
public sealed class SplitManifestTests : IDisposable
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_is_its_manifests_files_in_its_splits_and_the_rest_by_name()
    {
        foreach (string name in new[] { "a.png", "b.png", "c.png", "stranger.png" }) ImageFile.Write(folder.At(name), Pictures.Flat(8, 8, 1, 2, 3));
        Write($"a.png,test,{Digest},x", $"b.png,validation,{Digest},x", $"c.png,,{Digest},x");
        var photos = new PhotoFolder(folder.Path, new PhotoFolderOptions { TrainShare = 1, ValidationShare = 0 });
        Assert.Equal("a.png", photos.Name(Split.Test, 0));
        Assert.Equal("b.png", photos.Name(Split.Validation, 0));
        Assert.Equal("c.png", photos.Name(Split.Train, 0));
        Assert.Equal(3, Enum.GetValues<Split>().Sum(photos.Count));
        string fingerprint = photos.Fingerprint;
        Write($"a.png,train,{Digest},x", $"b.png,validation,{Digest},x", $"c.png,,{Digest},x");
        Assert.NotEqual(fingerprint, new PhotoFolder(folder.Path).Fingerprint);
        File.Delete(folder.At("a.png"));
        var lacking = new PhotoFolder(folder.Path, new PhotoFolderOptions { TrainShare = 0, ValidationShare = 0 });
        Assert.Throws<BadInputException>(() => lacking.Read(Split.Train, 0, 8));
        Assert.Contains("a.png: does not exist", Assert.Single(lacking.Problems).Message);
    }

    [Theory]
    [InlineData("a.png,train,0123,x")]
    [InlineData("a.png,train,{0}")]
    [InlineData("a.png,training,{0},x")]
    [InlineData("../a.png,train,{0},x")]
    [InlineData("/etc/passwd,train,{0},x")]
    [InlineData("\"a.png,train,{0},x")]
    [InlineData("a.png,train,{0},x,y")]
    public void A_line_that_is_none_is_an_error_that_names_it(string line)
    {
        Write($"good.png,train,{Digest},x", string.Format(line, Digest));
        Assert.Contains("line 3: ", Assert.Throws<BadInputException>(() => new PhotoFolder(folder.Path)).Message);
    }

    [Fact]
    public void Twice_the_same_file_or_another_header_is_an_error()
    {
        Write($"a.png,train,{Digest},x", $"a.png,test,{Digest},x");
        Assert.Contains("a second a.png", Assert.Throws<BadInputException>(() => new PhotoFolder(folder.Path)).Message);
        File.WriteAllText(folder.At("manifest.csv"), "name,label\n");
        Assert.Contains("line 1: want 'file,split,sha256,source'", Assert.Throws<BadInputException>(() => new PhotoFolder(folder.Path)).Message);
    }

    [Theory]
    [InlineData("plain.png", "zip: a")]
    [InlineData("with, comma.png", "zip: \"quoted\", and more")]
    [InlineData("\"", "\"\"")]
    [InlineData("größe.png", "")]
    public void Names_survive(string file, string source)
    {
        var row = new ManifestRow(file, Split.Test, Digest, source);
        Assert.Equal(row, SplitManifest.Parse(SplitManifest.Line(row)));
        string written = Encoding.UTF8.GetString(SplitManifest.Bytes([row, row with { File = "a", Split = null }]));
        Assert.StartsWith("file,split,sha256,source\n", written);
    }

    private void Write(params string[] lines) => File.WriteAllLines(folder.At("manifest.csv"), lines.Prepend("file,split,sha256,source"));
}
