using Csa.Data.Files;

namespace Csa.Data.Images;

/// <summary>Reads and writes image files.</summary>
/// <remarks>
/// Read: <see cref="ImageKind"/>, told apart by content; upright (all eight EXIF orientations), in sRGB, alpha not
/// premultiplied, at most <see cref="MaxPixels"/>. Written: PNG, TIFF, BMP and WebP without loss (but WebP drops the colours
/// of wholly transparent pixels), JPEG at quality 95 or, if that is finer, its photograph's. The codec libraries stand
/// behind <see cref="ImageDecoder"/> and <see cref="ImageEncoder"/>, so that they can be exchanged.
/// </remarks>
public static class ImageFile
{
    /// <summary>The largest image that is decoded, in pixels: 100 megapixels.</summary>
    public const long MaxPixels = 100_000_000;

    // Eight bytes a pixel, 16 bits of red, green, blue and alpha, leave room below it.
    private const int MaxFileBytes = 1 << 30;

    /// <summary>Reads an image and says what was changed on the way.</summary>
    /// <param name="path">A file of any <see cref="ImageKind"/> under any name.</param>
    /// <exception cref="BadInputException">Missing, empty, truncated, damaged, too large or no such image.</exception>
    public static DecodedImage Open(string path) => Reading(path, file => ImageDecoder.Decode(ReadAll(file, path), path));

    /// <summary>Reads an image that lies in memory, as <see cref="Open"/> reads a file.</summary>
    /// <param name="bytes">Of any <see cref="ImageKind"/>.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="BadInputException">Empty, truncated, damaged, too large or no such image.</exception>
    public static DecodedImage Decode(byte[] bytes, string name) => bytes.Length == 0 ? throw Fault(name, "is empty") : ImageDecoder.Decode(bytes, name);

    /// <summary>Reads an image.</summary>
    /// <param name="path">A file of any <see cref="ImageKind"/> under any name.</param>
    /// <returns>Upright, sRGB; with <see cref="RgbImage.Alpha"/> where the file has an alpha channel.</returns>
    /// <exception cref="BadInputException">Missing, empty, truncated, damaged, too large or no such image.</exception>
    public static RgbImage Read(string path) => Open(path).Image;

    /// <summary>Reads an image's size from its header, without decoding it.</summary>
    /// <param name="path">A file of any <see cref="ImageKind"/> under any name.</param>
    /// <returns>The upright size.</returns>
    /// <exception cref="BadInputException">Missing, empty, too large or no such image.</exception>
    public static ImageSize ReadSize(string path) => Reading(path, file => file.Length == 0 ? throw Fault(path, "is empty") : ImageDecoder.Size(file, path));

    /// <summary>Reads what kind of image a file is from its first bytes.</summary>
    /// <param name="path">A file of any <see cref="ImageKind"/> under any name.</param>
    /// <exception cref="BadInputException">Missing, empty or no such image.</exception>
    public static ImageKind ReadKind(string path) => Reading(path, file => ImageSignature.Require(Start(file, path), path));

    /// <summary>The kind of image that <see cref="Write"/> writes under a name.</summary>
    /// <param name="path">Any name.</param>
    public static ImageKind KindOf(string path) => ImageEncoder.KindOf(path);

    /// <summary>Writes an image whole or not at all, replacing an older file; makes the folder when it is missing.</summary>
    /// <param name="path">".jpg" or ".jpeg" gives JPEG (alpha is dropped), ".webp" WebP, ".tif" or ".tiff" TIFF (alpha is dropped), ".bmp" BMP, any other name PNG.</param>
    /// <param name="image">Any size the format takes.</param>
    /// <param name="source">The photograph that it came from, if any: what its file said stays where the format has a place for it, see <see cref="NotesOnWriting"/>.</param>
    /// <exception cref="BadInputException">The file cannot be written there; nothing is left behind.</exception>
    public static void Write(string path, RgbImage image, DecodedImage? source = null)
    {
        CheckTarget(path);
        byte[] encoded = ImageEncoder.Encode(image, path, source);
        AtomicFile.Write(path, stream => stream.Write(encoded));
    }

    /// <summary>The bytes that <see cref="Write"/> writes.</summary>
    /// <param name="name">Its ending says the format, as for <see cref="Write"/>.</param>
    /// <param name="image">Any size the format takes.</param>
    /// <param name="source">The photograph that it came from, if any.</param>
    /// <exception cref="BadInputException">The format cannot hold the size.</exception>
    public static byte[] Encode(string name, RgbImage image, DecodedImage? source = null) => ImageEncoder.Encode(image, name, source);

    /// <summary>An image as the bytes of a PNG file.</summary>
    /// <param name="image">Any size.</param>
    public static byte[] ToPng(RgbImage image) => ImageEncoder.Encode(image, "image.png");

    /// <summary>What <see cref="Write"/> will change or leave out, for a user to know before it is written.</summary>
    /// <param name="path">The name to be written.</param>
    /// <param name="source">The photograph that the image came from.</param>
    /// <returns>One sentence each; none for a name that ends with ".png" or has no ending.</returns>
    /// <exception cref="BadInputException">The name is a folder's.</exception>
    public static IReadOnlyList<string> NotesOnWriting(string path, DecodedImage source)
    {
        CheckTarget(path);
        var notes = new List<string>();
        ImageKind kind = ImageEncoder.KindOf(path);
        bool hasAlpha = source.Image.Alpha is not null;
        switch (kind)
        {
            case ImageKind.Jpeg:
                notes.Add("Written as JPEG, as its name asks: known pixels change a little; a name ending with .png keeps them to the byte.");
                if (hasAlpha) notes.Add("JPEG has no transparency: the alpha channel is left out.");
                break;
            case ImageKind.Tiff when hasAlpha:
                notes.Add("TIFF is written without transparency: the alpha channel is left out.");
                break;
            case ImageKind.Webp when hasAlpha:
                notes.Add("WebP does not keep the colours of wholly transparent pixels; PNG does.");
                break;
            case ImageKind.Png when Path.GetExtension(path).ToLowerInvariant() is not (".png" or ""):
                notes.Add("Written as PNG, whatever its name says.");
                break;
        }

        string[] lost = [.. source.Tags.NotKeptBy(kind)];
        if (lost.Length > 0) notes.Add($"{ImageSignature.Name(kind)} has no place for its {string.Join(", ", lost)}: left out.");
        if (source.Tags.Lost.Count > 0) notes.Add($"Not kept of its file: {string.Join(", ", source.Tags.Lost)}.");

        return notes;
    }

    /// <summary>A message in the form that all image faults have.</summary>
    internal static BadInputException Fault(string path, string fault, Exception? inner = null) => new($"{path}: {fault}", inner);

    private static T Reading<T>(string path, Func<FileStream, T> read)
    {
        CheckExists(path);
        try
        {
            using FileStream file = File.OpenRead(path);
            return read(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(path, $"cannot be read: {fault.Message}", fault);
        }
    }

    // What is no image shows in the first bytes, however many follow, and pipes do not tell how many.
    internal static byte[] ReadAll(FileStream file, string path)
    {
        byte[] start = Start(file, path);
        ImageSignature.Require(start, path);
        long told = file.CanSeek ? file.Length : 0;
        if (told > MaxFileBytes) throw TooLong(path);
        using var bytes = new MemoryStream(Math.Max(start.Length, (int)told));
        bytes.Write(start);
        var part = new byte[1 << 16];
        for (int read = file.Read(part); read > 0; read = file.Read(part))
        {
            if (bytes.Length + read > MaxFileBytes) throw TooLong(path);
            bytes.Write(part, 0, read);
        }

        return bytes.Length == bytes.Capacity ? bytes.GetBuffer() : bytes.ToArray();
    }

    private static byte[] Start(FileStream file, string path)
    {
        var start = new byte[ImageSignature.Bytes];
        int got = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return got == 0 ? throw Fault(path, "is empty") : start[..got];
    }

    private static BadInputException TooLong(string path) => Fault(path, $"has more than {MaxFileBytes >> 20} megabytes; want an image of at most as many");

    private static void CheckExists(string path)
    {
        CheckNamed(path);
        if (Directory.Exists(path)) throw Fault(path, "is a folder; name an image file");
        if (!File.Exists(path)) throw Fault(path, "does not exist");
    }

    private static void CheckTarget(string path)
    {
        CheckNamed(path);
        if (Directory.Exists(path)) throw Fault(path, "is a folder; name a file to write");
        if (SpecialFile.Exists(path)) throw Fault(path, "is a device or a pipe; name a file to write");
    }

    private static void CheckNamed(string path)
    {
        if (path.Length == 0) throw Fault("''", "is an empty name; name an image file");
    }
}
