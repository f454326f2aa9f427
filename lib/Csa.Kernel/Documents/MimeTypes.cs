namespace Csa.Kernel.Documents;

/// <summary>How nbformat stores each MIME type.</summary>
internal static class MimeTypes
{
    /// <summary>Stored as JSON itself; a <see cref="Engine.MimeBundle"/> holds its text.</summary>
    public static bool IsJson(string type) =>
        type == "application/json" || (type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal));

    /// <summary>Stored as a list of lines; other types, pictures in base64 among them, are one string.</summary>
    public static bool IsLines(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type is "application/javascript" or "image/svg+xml";
}
