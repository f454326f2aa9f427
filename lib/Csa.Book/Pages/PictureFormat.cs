using System.Buffers.Binary;
using System.Text;

namespace Csa.Book.Pages;

/// <summary>The size of a picture, read from its first bytes.</summary>
/// <param name="Width">Pixels, or null if they are not at the beginning of the format.</param>
/// <param name="Height">Pixels, or null if they are not at the beginning of the format.</param>
internal sealed record PictureFormat(int? Width, int? Height)
{
    private static readonly byte[] PngStart = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The format of a file's bytes, or null if they are not a picture that browsers show, or an empty one.</summary>
    public static PictureFormat? Of(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(PngStart))
        {
            if (content.Length < 45) return null;
            int width = BinaryPrimitives.ReadInt32BigEndian(content[16..]), height = BinaryPrimitives.ReadInt32BigEndian(content[20..]);
            return width > 0 && height > 0 ? new PictureFormat(width, height) : null;
        }

        bool other = content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) || content.StartsWith("GIF8"u8)
            || (content.StartsWith("RIFF"u8) && content.Length > 12 && content[8..].StartsWith("WEBP"u8))
            || Encoding.UTF8.GetString(content[..Math.Min(content.Length, 1000)]).Contains("<svg", StringComparison.Ordinal);
        return other ? new PictureFormat(null, null) : null;
    }
}
