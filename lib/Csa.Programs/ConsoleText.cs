using System.Globalization;

namespace Csa.Programs;

/// <summary>Formats text for a terminal.</summary>
internal static class ConsoleText
{
    private static readonly string[] Units = ["bytes", "KB", "MB", "GB", "TB"];

    /// <summary>Text as one printable line: file names and contents may have line breaks and control sequences.</summary>
    public static string OneLine(string text) => Printable(text.ReplaceLineEndings(" "));

    /// <summary>Text without control sequences.</summary>
    public static string Printable(string text) =>
        text.Any(IsObeyed) ? string.Concat(text.Select(symbol => IsObeyed(symbol) ? '\uFFFD' : symbol)) : text;

    /// <summary>A duration in readable form: "4.2 s", "3:07", "1:02:00".</summary>
    public static string Duration(double seconds)
    {
        if (seconds < 10) return FormattableString.Invariant($"{seconds:F1} s");
        var span = TimeSpan.FromSeconds(Math.Round(seconds));
        return span.TotalHours >= 1 ? $"{(int)span.TotalHours}:{span.Minutes:D2}:{span.Seconds:D2}" : $"{span.Minutes}:{span.Seconds:D2}";
    }

    /// <summary>A number of bytes in readable form, in powers of 1000: "512 bytes", "1.4 GB".</summary>
    public static string Size(double bytes)
    {
        int unit = 0;
        for (; bytes >= 999.5 && unit < Units.Length - 1; unit++) bytes /= 1000;
        return bytes.ToString(unit == 0 || bytes >= 99.5 ? "F0" : bytes >= 9.95 ? "F1" : "F2", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    private static bool IsObeyed(char symbol) => char.IsControl(symbol) && symbol is not ('\n' or '\r' or '\t');
}
