using System.Formats.Tar;
using System.IO.Compression;
using Csa.DataSets.Downloads;

namespace Csa.Tests.DataSets;

/// <summary>Writes archives, with whatever names.</summary>
internal static class Archives
{
    public static string Write(string path, FileForm form, IEnumerable<(string Name, byte[] Content)> files)
    {
        File.Delete(path);
        if (form == FileForm.Tar)
        {
            using var writer = new TarWriter(File.Create(path), TarEntryFormat.Ustar);
            foreach ((string name, byte[] content) in files)
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            return path;
        }

        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in files)
        {
            using Stream stream = zip.CreateEntry(name).Open();
            stream.Write(content);
        }

        return path;
    }
}
