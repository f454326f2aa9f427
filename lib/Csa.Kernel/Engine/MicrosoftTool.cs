using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Csa.Data;

namespace Csa.Kernel.Engine;

/// <summary>Where Microsoft's notebook engine is: the tool <c>Microsoft.dotnet-interactive</c> in the version that <c>.config/dotnet-tools.json</c> pins.</summary>
public static class MicrosoftTool
{
    private const string Package = "microsoft.dotnet-interactive";

    /// <summary>Variables that the tool runs with: it reports its use to Microsoft unless told not to.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_gcServer"] = "0",
    };

    /// <summary>The <c>dotnet</c> that runs this process, by its full path; absent beside a program that brings its own runtime.</summary>
    public static string DotnetHost { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Whether the tool has been restored.</summary>
    public static bool IsRestored => File.Exists(Assembly());

    /// <summary>The program with its first arguments, by full paths.</summary>
    /// <exception cref="BadInputException">The tool has not been restored.</exception>
    public static string[] Program()
    {
        if (!IsRestored) throw new BadInputException($"want Microsoft's notebook engine {Version()}, found no {Assembly()}; run  dotnet tool restore  in the repository's folder");
        return [DotnetHost, "exec", Assembly()];
    }

    // Tools of a manifest are restored as packages are.
    private static string Assembly()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Path.Combine(packages, Package, Version(), "tools", "net10.0", "any", "Microsoft.DotNet.Interactive.App.dll");
    }

    private static string Version()
    {
        using Stream manifest = typeof(MicrosoftTool).Assembly.GetManifestResourceStream("dotnet-tools.json")!;
        return JsonNode.Parse(manifest)!["tools"]![Package]!["version"]!.GetValue<string>();
    }
}
