namespace Csa.Tests.Images.Corpus;

/// <summary>A file as people have them, and what is to come of it.</summary>
/// <param name="Name">The file's name, which may lie about its kind.</param>
/// <param name="Make">Makes its bytes.</param>
/// <param name="Outcome">As <see cref="CorpusTests"/> describes images and masks; "error: " and the message after the path.</param>
internal sealed record CorpusFile(string Name, Func<byte[]> Make, string Outcome)
{
    public bool IsBad => Outcome.StartsWith("error: ", StringComparison.Ordinal);

    /// <summary>Writes the file into a folder.</summary>
    public string WriteTo(string folder)
    {
        string path = Path.Combine(folder, Name);
        File.WriteAllBytes(path, Make());
        return path;
    }
}
