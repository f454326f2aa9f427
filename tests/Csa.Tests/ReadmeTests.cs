using System.Xml.Linq;
using Csa.Data.Images;
using Xunit;

namespace Csa.Tests;

/// <summary>The README's samples: what it says word for word compiles, and runs.</summary>
public sealed class ReadmeTests
{
    private static readonly string[] Readme = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void The_library_sample_fills_a_portrait()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("notebooks/weights"));
        const string Weights = "notebooks/weights/csa-portraits.safetensors";
        File.Copy(Path.Combine(Repository.Root, Weights), folder.At(Weights));
        string before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = folder.Path;
            ReadmeSample.Run();
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }

        Assert.Equal(new ImageSize(64, 64), ImageFile.ReadSize(folder.At("filled.png")));
    }

    [Theory]
    [InlineData("csharp", "tests/Csa.Tests/ReadmeSample.cs", "using ")]
    [InlineData("fsharp", "tests/Csa.Properties/ReadmeSample.fs", "open ")]
    public void The_samples_are_compiled_word_for_word(string language, string path, string import)
    {
        string[] compiled = [.. File.ReadLines(Path.Combine(Repository.Root, path)).Select(line => line.Trim())];
        string[] sample = [.. Block(language).Where(line => !line.StartsWith("#:", StringComparison.Ordinal)).Select(line => line.Trim())];
        int code = Array.IndexOf(sample, "");
        string[] imports = sample[..code];
        Assert.NotEmpty(imports);
        Assert.All(imports, line => Assert.StartsWith(import, line));
        Assert.Equal(imports, compiled.Where(line => imports.Contains(line) || (line.StartsWith(import, StringComparison.Ordinal) && !line.Contains('='))));
        Assert.Contains(string.Join('\n', sample[(code + 1)..]), string.Join('\n', compiled));
    }

    [Fact]
    public void The_sample_and_the_package_reference_name_projects_files_and_versions_that_are_there()
    {
        IEnumerable<string> named = Block("csharp").Where(line => line.StartsWith("#:project ", StringComparison.Ordinal)).Select(line => line["#:project ".Length..]);
        Assert.NotEmpty(named);
        Assert.All(named, project => Assert.True(Directory.Exists(Path.Combine(Repository.Root, project)), project));

        XElement project = XElement.Parse(string.Join('\n', Block("xml")));
        string[] files = [.. project.Descendants("ProjectReference").Attributes("Include").Concat(project.Elements("Import").Attributes("Project")).Select(file => file.Value)];
        Assert.Equal(2, files.Length);
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(Repository.Root, file.Replace("../Csa.Research/", ""))), file));

        Dictionary<string, string> pinned = XElement.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);
        Assert.All(project.Descendants("PackageReference"), package => Assert.Equal(pinned[package.Attribute("Update")!.Value], package.Attribute("Version")!.Value));
    }

    private static string[] Block(string language) => [.. Readme.SkipWhile(line => line != $"```{language}").Skip(1).TakeWhile(line => line != "```")];
}
