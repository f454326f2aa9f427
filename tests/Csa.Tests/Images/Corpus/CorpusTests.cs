using System.Globalization;
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Xunit;
using Xunit.Abstractions;

namespace Csa.Tests.Images.Corpus;

/// <summary>
/// The outcome of every file of the corpus. To print the tables:
/// <c>dotnet test tests/Csa.Tests -c Release --filter FullyQualifiedName~CorpusTests --logger "console;verbosity=detailed"</c>.
/// </summary>
public sealed class CorpusTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_image_comes_out_as_the_table_says() => Check([.. ImageCorpus.Good, .. ImageCorpus.Bad], OfImage);

    [Fact]
    public void An_image_of_8192_pixels_a_side_comes_out_as_the_table_says() => Check([.. ImageCorpus.Large], OfImage);

    [Fact]
    public void Every_mask_comes_out_as_the_table_says() => Check([.. MaskCorpus.Files], OfMask);

    [Fact]
    public void Sizes_are_told_without_decoding()
    {
        foreach (CorpusFile file in ImageCorpus.Good)
        {
            string path = file.WriteTo(folder.Path);
            Assert.Equal($"{file.Name} {file.Outcome.Split(' ')[0]}", $"{file.Name} {ImageFile.ReadSize(path)}");
        }
    }

    [Fact]
    public void A_file_with_broken_bytes_gives_an_image_or_a_named_fault_and_nothing_else()
    {
        var random = new Random(11);
        int faults = 0;
        foreach (CorpusFile file in ImageCorpus.Good.Where(file => file.Name is "palette.bmp" or "run lengths.bmp" or "animated.gif" or "animated.webp" or "progressive cmyk.jpg" or "lzw.tif" or "deflate.tif" or "fax g4.tif" or "interlaced.png"))
        {
            byte[] whole = file.Make();
            for (int i = 0; i < 60; i++)
            {
                byte[] broken = [.. whole];
                for (int k = 0; k < 2; k++) broken[random.Next(i % 2 == 0 ? 60 : broken.Length)] = (byte)random.Next(256);
                string path = folder.At("broken " + file.Name);
                File.WriteAllBytes(path, broken);
                if (Record.Exception(() => ImageFile.Open(path)) is not Exception fault) continue;
                Assert.StartsWith(path, Assert.IsType<BadInputException>(fault).Message, StringComparison.Ordinal);
                faults++;
            }
        }

        Assert.True(faults > 50, $"only {faults} faults");
    }

    /// <summary>Size, corner colours, corner alphas where there is alpha, notes.</summary>
    private static string OfImage(string path)
    {
        DecodedImage decoded = ImageFile.Open(path);
        (RgbImage image, int last) = (decoded.Image, decoded.Image.Width - 1);
        int below = image.Width * (image.Height - 1);
        string alpha = image.Alpha is byte[] a ? $" alpha {a[0]} {a[last]} {a[below]} {a[below + last]}" : "";
        return $"{image.Width}x{image.Height} {Pictures.Corners(image)}{alpha}{Notes(decoded.Notes)}";
    }

    /// <summary>The hole's share, notes.</summary>
    private static string OfMask(string path)
    {
        DecodedMask mask = MaskFile.OpenFor(path, new ImageSize(32, 32));
        return string.Create(CultureInfo.InvariantCulture, $"{100 * mask.Hole.HoleFraction(0):F1} %{Notes(mask.Notes)}");
    }

    private static string Notes(IEnumerable<string> notes) => string.Concat(notes.Select(note => " | " + note));

    private void Check(CorpusFile[] files, Func<string, string> outcomeOf)
    {
        Assert.Equal(files.Length, files.Select(file => file.Name).Distinct().Count());
        var wrong = new List<string>();
        output.WriteLine($"| {"File",-40} | Outcome |");
        output.WriteLine("|---|---|");
        foreach (CorpusFile file in files)
        {
            string path = file.WriteTo(folder.Path);
            string outcome;
            try
            {
                outcome = outcomeOf(path);
            }
            catch (BadInputException fault)
            {
                Assert.StartsWith(path + ": ", fault.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', fault.Message);
                outcome = "error: " + fault.Message[(path.Length + 2)..];
            }

            output.WriteLine($"| {file.Name,-40} | {outcome.Replace("|", "\\|", StringComparison.Ordinal)} |");
            if (outcome != file.Outcome) wrong.Add($"{file.Name}: want {file.Outcome}, got {outcome}");
            File.Delete(path);
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }
}
