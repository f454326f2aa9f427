using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Csa.Tests;

/// <summary>The walls of lib/: no project and no folder of a project knows, over whatever detour, one that knows it.</summary>
public sealed partial class HouseTests
{
    private const string Library = "lib";

    [Fact]
    public void No_project_knows_one_that_knows_it()
    {
        Dictionary<string, HashSet<string>> references = References();
        Assert.True(references.Count >= 10);
        Assert.Empty(Cycles(references));
    }

    [Fact]
    public void The_paper_knows_only_the_data_and_only_programs_know_programs()
    {
        Dictionary<string, HashSet<string>> references = References();
        Assert.Equal(["Csa.Data", "Csa.Tensors"], references["Csa"].Order());
        Assert.Equal(["Csa.Data"], references["Csa.Tensors"]);
        Assert.Equal(["Csa.Data"], references["Csa.Onnx"]);
        Assert.Empty(references["Csa.Data"]);
        Assert.Subset(new HashSet<string> { "Csa.Cli", "Csa.DataSets" }, references.Where(project => project.Value.Contains("Csa.Programs")).Select(project => project.Key).ToHashSet());
    }

    [Fact]
    public void No_folder_of_a_project_knows_one_that_knows_it()
    {
        Source[] sources = Sources();
        ILookup<string, Source> declaring = sources.SelectMany(source => source.Declares.Select(type => (type, source))).ToLookup(pair => pair.type, pair => pair.source);
        var knows = new Dictionary<string, HashSet<string>>();
        foreach (Source source in sources)
        {
            foreach (Source other in source.Names.SelectMany(name => declaring[name]))
            {
                if (other.Project != source.Project || other.Folder == source.Folder || !source.Sees(other.Namespace)) continue;
                if (!knows.TryGetValue(source.Folder, out HashSet<string>? known)) knows[source.Folder] = known = [];
                known.Add(other.Folder);
            }
        }

        Assert.True(knows.Count > 20, "the reading of the sources has found next to nothing");
        Assert.Empty(Cycles(knows));
    }

    [Fact]
    public void Namespaces_say_in_which_folder_a_file_lies()
    {
        Assert.Empty(Sources().Where(source => source.Namespace != source.FolderPath.Replace('/', '.')).Select(source => $"{source.Path}: {source.Namespace}"));
    }

    [Fact]
    public void Every_project_has_a_readme_of_at_most_a_page()
    {
        const int Page = 90;
        foreach (string folder in Projects().Select(path => Path.GetDirectoryName(path)!))
        {
            string readme = Path.Combine(folder, "README.md");
            Assert.True(File.Exists(readme), $"{readme}: want what enters, what leaves, where to start");
            Assert.True(File.ReadLines(readme).Count() <= Page, $"{readme}: want a page, got {File.ReadLines(readme).Count()} lines");
        }
    }

    [Fact]
    public void A_cycle_is_found()
    {
        var ring = new Dictionary<string, HashSet<string>> { ["a"] = ["b", "d"], ["b"] = ["c"], ["c"] = ["a"], ["d"] = [] };
        Assert.Equal(["a -> b", "b -> c", "c -> a"], Cycles(ring));
    }

    private static IEnumerable<string> Cycles(Dictionary<string, HashSet<string>> knows) =>
        knows.SelectMany(pair => pair.Value.Where(other => Reach(knows, other).Contains(pair.Key)).Select(other => $"{pair.Key} -> {other}")).Order();

    private static HashSet<string> Reach(Dictionary<string, HashSet<string>> knows, string from)
    {
        var reached = new HashSet<string>();
        var next = new Stack<string>([from]);
        while (next.TryPop(out string? node))
            if (reached.Add(node) && knows.TryGetValue(node, out HashSet<string>? others)) foreach (string other in others) next.Push(other);
        return reached;
    }

    private static Dictionary<string, HashSet<string>> References() => Projects().ToDictionary(
        path => Path.GetFileNameWithoutExtension(path),
        path => XDocument.Load(path).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))).ToHashSet());

    private static string[] Projects() => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, Library), "*.*proj", SearchOption.AllDirectories)];

    private static Source[] Sources() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, Library), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/") && !path.Contains("/bin/"))
            .Select(path => Source.Of(path, File.ReadAllText(Path.Combine(Repository.Root, path))))
            .Where(source => source.Namespace.Length > 0),
    ];

    [GeneratedRegex("""//.*|"(?:\\.|[^"\\\n])*" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NoCode();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^using (Csa[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex UsingLines();

    [GeneratedRegex(@"^(?:public |internal )(?:(?:sealed|static|abstract|readonly|partial|ref) )*(?:record struct|record|class|struct|interface|enum|delegate \S+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"\b[A-Z]\w*")]
    private static partial Regex Identifiers();

    /// <summary>A C# file, as far as it tells what it declares and what it may know.</summary>
    private sealed record Source(string Path, string Namespace, string[] Usings, string[] Declares, string[] Names)
    {
        public string FolderPath => System.IO.Path.GetDirectoryName(Path)![(Library.Length + 1)..];

        public string Project => FolderPath.Split('/')[0];

        /// <summary>The room: the project, or its folder of the first level.</summary>
        public string Folder => string.Join('/', FolderPath.Split('/').Take(2));

        public static Source Of(string path, string text)
        {
            string code = NoCode().Replace(text, "");
            return new(
                path,
                NamespaceLine().Match(code).Groups[1].Value,
                [.. UsingLines().Matches(code).Select(match => match.Groups[1].Value)],
                [.. Declarations().Matches(code).Select(match => match.Groups[1].Value)],
                [.. Identifiers().Matches(code).Select(match => match.Value).Distinct()]);
        }

        public bool Sees(string space) => Usings.Contains(space) || Namespace == space || Namespace.StartsWith(space + ".", StringComparison.Ordinal);
    }
}
