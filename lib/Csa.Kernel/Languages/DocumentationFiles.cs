using System.Xml.Linq;

namespace Csa.Kernel.Languages;

/// <summary>Where an assembly's XML documentation is: beside it, or for .NET's own in the SDK's reference pack, if there is one.</summary>
internal static class DocumentationFiles
{
    private const string CoreLibrary = "System.Private.CoreLib", CoreFace = "System.Runtime";

    private static readonly Lazy<string?> Pack = new(FindPack);

    /// <summary>The path, or null where there is none.</summary>
    public static string? Of(string assembly)
    {
        string beside = Path.ChangeExtension(assembly, ".xml");
        if (File.Exists(beside)) return beside;
        if (Pack.Value is not string pack) return null;
        string name = Path.GetFileNameWithoutExtension(assembly);
        string path = Path.Combine(pack, (name == CoreLibrary ? CoreFace : name) + ".xml");
        return File.Exists(path) ? path : null;
    }

    /// <summary>What a documentation file says about a member, as plain text; null where it says nothing.</summary>
    /// <param name="xml">The file.</param>
    /// <param name="id">For instance <c>T:Csa.Inpainting.Inpainter</c>.</param>
    public static string? Find(string xml, string id)
    {
        XElement? member = XDocument.Load(xml).Descendants("member").FirstOrDefault(one => (string?)one.Attribute("name") == id);
        return member is null ? null : Text(member);
    }

    /// <summary>Summary, parameters, result and exceptions as lines.</summary>
    public static string Text(XElement member)
    {
        IEnumerable<string> lines = member.Elements().Select(part => part.Name.LocalName switch
        {
            "summary" or "remarks" => Words(part),
            "param" or "typeparam" => $"{(string?)part.Attribute("name")}: {Words(part)}",
            "returns" => $"Returns: {Words(part)}",
            "exception" => $"Throws {Short((string?)part.Attribute("cref"))}: {Words(part)}",
            _ => "",
        });
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    private static string Words(XElement part)
    {
        string text = string.Concat(part.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" or "seealso" } link => Short((string?)link.Attribute("cref") ?? (string?)link.Attribute("langword")),
            XElement { Name.LocalName: "paramref" or "typeparamref" } name => (string?)name.Attribute("name"),
            XElement inner => Words(inner),
            XText words => words.Value,
            _ => "",
        }));
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Short(string? id) => id is null ? "" : id[(id.Split('(')[0].LastIndexOf('.') + 1)..].Replace("T:", "", StringComparison.Ordinal);

    // …/dotnet/shared/Microsoft.NETCore.App/10.0.12 has the SDK's packs under …/dotnet/packs.
    private static string? FindPack()
    {
        string packs = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../packs/Microsoft.NETCore.App.Ref"));
        string version = $"{Environment.Version.Major}.";
        return !Directory.Exists(packs) ? null : Directory.GetDirectories(packs, version + "*").Select(folder => Path.Combine(folder, "ref", $"net{version}0")).FirstOrDefault(Directory.Exists);
    }
}
