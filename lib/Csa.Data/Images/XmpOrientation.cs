using System.Text.RegularExpressions;

namespace Csa.Data.Images;

/// <summary>The orientation in an XMP packet, which some programs trust more than EXIF's.</summary>
internal static partial class XmpOrientation
{
    /// <summary>The packet with the orientation set to upright.</summary>
    /// <param name="xmp">Any text.</param>
    public static string MakeUpright(string xmp) => Orientation().Replace(xmp, "${before}1");

    // As an attribute or as an element.
    [GeneratedRegex("""(?<before>\btiff:Orientation(?:\s*=\s*["']|>\s*))[2-8]\b""", RegexOptions.CultureInvariant)]
    private static partial Regex Orientation();
}
