using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using Csa.Data;
using Csa.DataSets.Archives;
using Csa.DataSets.Downloads;
using Xunit;

namespace Csa.Tests.DataSets;

/// <summary>Archives that would leave their folder, blow up, or lie: refused in one line; nothing is ever written by a name of theirs.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    public void Wanted_files_come_in_order(string kind)
    {
        FileForm form = Form(kind);
        string path = Write(form, ("a/1.txt", "one"), ("./b.txt", "two"), ("c.bin", "three"));
        Assert.Equal(["a/1.txt: one", "b.txt: two"], Archive.Read(path, form, name => name.EndsWith(".txt", StringComparison.Ordinal))
            .Select(file => $"{file.Name}: {System.Text.Encoding.UTF8.GetString(file.Bytes)}"));
    }

    [Theory]
    [InlineData("zip", "../../etc/passwd", "leads out")]
    [InlineData("zip", "a/../../x", "leads out")]
    [InlineData("zip", "..\\..\\windows", "leads out")]
    [InlineData("zip", "/etc/passwd", "absolute")]
    [InlineData("zip", "C:\\boot.ini", "absolute")]
    [InlineData("zip", "a/b\0c", "no name")]
    [InlineData("zip", "a//b", "no name")]
    [InlineData("tar", "../../etc/passwd", "leads out")]
    [InlineData("tar", "/etc/passwd", "absolute")]
    [InlineData("tar", "a/./../../b", "leads out")]
    public void A_name_that_leads_outside_refuses_the_archive(string kind, string name, string fault) =>
        Assert.Contains(fault, Fault(Write(Form(kind), ("fine.txt", "x"), (name, "x")), Form(kind)));

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    public void A_link_or_device_in_a_tar_refuses_it(TarEntryType type)
    {
        string path = folder.At("x.tar");
        using (var writer = new TarWriter(File.Create(path)))
        {
            var entry = new PaxTarEntry(type, "link");
            if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink) entry.LinkName = "/etc/passwd";
            writer.WriteEntry(entry);
        }

        Assert.Contains("is no file but a", Fault(path, FileForm.Tar));
    }

    [Theory]
    [InlineData(0xA1FF, "is a link")]
    [InlineData(0x11FF, "a device or a pipe")]
    public void A_link_or_device_in_a_zip_refuses_it(int mode, string fault)
    {
        string path = folder.At("x.zip");
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            ZipArchiveEntry entry = zip.CreateEntry("link");
            entry.ExternalAttributes = mode << 16;
            using Stream stream = entry.Open();
            stream.Write("/etc/passwd"u8);
        }

        Assert.Contains(fault, Fault(path, FileForm.Zip));
    }

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        string path = folder.At("bomb.zip");
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            for (int i = 0; i < 4; i++)
            {
                using Stream stream = zip.CreateEntry($"{i}.png", CompressionLevel.SmallestSize).Open();
                stream.Write(new byte[8 << 20]);
            }
        }

        Assert.InRange(new FileInfo(path).Length, 1, 100_000);
        Assert.Contains("100 times the archive's own", Fault(path, FileForm.Zip));
        Assert.Contains("want at most 1000", Fault(path, FileForm.Zip, new ArchiveLimits { FileBytes = 1000 }));
        Assert.Contains("4 entries, want at most 3", Fault(path, FileForm.Zip, new ArchiveLimits { Entries = 3 }));
    }

    [Theory]
    [InlineData(10, "checksum is wrong")]
    [InlineData(90_000, "fewer bytes")]
    public void A_size_that_is_not_true_is_found(int said, string fault)
    {
        string path = Write(FileForm.Zip, ("a.txt", new string('a', 50_000)));
        byte[] bytes = File.ReadAllBytes(path);
        int central = bytes.AsSpan().LastIndexOf("PK\x1\x2"u8);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(central + 24), said);
        File.WriteAllBytes(path, bytes);
        Assert.Contains(fault, Fault(path, FileForm.Zip, new ArchiveLimits { Expansion = 1_000_000 }));
    }

    [Fact]
    public void Damage_is_found_by_the_checksum()
    {
        string path = folder.At("x.zip");
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create))
        using (Stream stream = zip.CreateEntry("a.txt", CompressionLevel.NoCompression).Open())
            stream.Write("abcdefghij"u8);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("abcdefghij"u8) + 3] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Contains("checksum is wrong", Fault(path, FileForm.Zip));
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    public void Two_files_of_one_name_refuse_the_archive(string kind) =>
        Assert.Contains("two files called", Fault(Write(Form(kind), ("a.txt", "1"), ("A.txt", "2")), Form(kind)));

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    public void A_cut_archive_is_an_error_wherever_it_is_cut(string kind)
    {
        FileForm form = Form(kind);
        string path = Write(form, ("a.txt", new string('a', 3000)), ("b.txt", new string('b', 3000)));
        byte[] whole = File.ReadAllBytes(path);
        // A tar's end is two empty blocks, which readers do without: cut within the files.
        int end = form == FileForm.Tar ? whole.AsSpan().LastIndexOf((byte)'b') : whole.Length - 1;
        for (int length = 1; length < end; length += 97)
        {
            File.WriteAllBytes(path, whole[..length]);
            string fault = Record.Exception(() => Archive.Read(path, form, _ => true).ToArray()) is BadInputException refused ? refused.Message : "";
            // Between two files of a tar nothing is missing that the format could tell: recipes count what they found.
            Assert.True(fault.Length > 0 || (form == FileForm.Tar && Archive.Read(path, form, _ => true).Count() < 2), $"cut at {length} of {whole.Length}: no error");
        }
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("<!doctype html>", "something else")]
    public void What_is_no_archive_is_named(string content, string got)
    {
        File.WriteAllText(folder.At("x.zip"), content);
        Assert.Contains($"want a zip archive, got {got}", Fault(folder.At("x.zip"), FileForm.Zip));
        File.Copy(Write(FileForm.Tar, ("a", "b")), folder.At("y.zip"));
        Assert.Contains("got a tar archive", Fault(folder.At("y.zip"), FileForm.Zip));
    }

    [Fact]
    public void Random_damage_never_ends_otherwise_than_in_one_line()
    {
        var random = new Random(5);
        foreach (FileForm form in new[] { FileForm.Zip, FileForm.Tar })
        {
            byte[] whole = File.ReadAllBytes(Write(form, ("a/a.txt", new string('a', 2000)), ("b.txt", "bb"), ("c/d/e.txt", new string('c', 700))));
            for (int i = 0; i < 300; i++)
            {
                byte[] bytes = [.. whole];
                for (int k = random.Next(1, 6); k > 0; k--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                File.WriteAllBytes(folder.At("damaged"), bytes);
                Exception? fault = Record.Exception(() => Archive.Read(folder.At("damaged"), form, _ => true).ToArray());
                Assert.True(fault is null or BadInputException, $"{form} {i}: {fault}");
            }
        }
    }

    private static FileForm Form(string kind) => kind == "zip" ? FileForm.Zip : FileForm.Tar;

    private static string Fault(string path, FileForm form, ArchiveLimits? limits = null)
    {
        string fault = Assert.Throws<BadInputException>(() => Archive.Read(path, form, _ => true, limits).ToArray()).Message;
        Assert.StartsWith(path, fault);
        return fault;
    }

    private string Write(FileForm form, params (string Name, string Content)[] files) =>
        Archives.Write(folder.At(form == FileForm.Zip ? "x.zip" : "x.tar"), form, files.Select(file => (file.Name, System.Text.Encoding.UTF8.GetBytes(file.Content))));
}
