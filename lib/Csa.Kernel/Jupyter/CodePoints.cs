namespace Csa.Kernel.Jupyter;

/// <summary>Cursor positions: Jupyter counts code points, .NET counts UTF-16 units; they differ behind an emoji.</summary>
internal static class CodePoints
{
    /// <summary>The UTF-16 offset of a code point; positions outside the text move to its nearest end.</summary>
    public static int ToUtf16(string text, int codePoint)
    {
        int offset = 0;
        for (int seen = 0; seen < codePoint && offset < text.Length; seen++) offset += IsPairAt(text, offset) ? 2 : 1;
        return offset;
    }

    /// <summary>How many code points stand before a UTF-16 offset; an offset inside one moves behind it.</summary>
    public static int FromUtf16(string text, int offset)
    {
        int codePoints = 0;
        for (int i = 0; i < offset && i < text.Length; i += IsPairAt(text, i) ? 2 : 1) codePoints++;
        return codePoints;
    }

    private static bool IsPairAt(string text, int offset) => offset + 1 < text.Length && char.IsSurrogatePair(text[offset], text[offset + 1]);
}
