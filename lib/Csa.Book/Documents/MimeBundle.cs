namespace Csa.Book.Documents;

/// <summary>One value in several forms, by MIME type: text as it is, pictures (image/png) in base64.</summary>
/// <param name="Content">For instance text/plain, text/html, image/png.</param>
public sealed record MimeBundle(IReadOnlyDictionary<string, string> Content)
{
    /// <summary>A bundle of plain text alone.</summary>
    /// <param name="text">The text.</param>
    public static MimeBundle Text(string text) => new(new Dictionary<string, string> { ["text/plain"] = text });
}
