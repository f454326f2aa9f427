using FSharp.Compiler.CodeAnalysis;
using FSharp.Compiler.Diagnostics;

namespace Csa.Kernel.Engine.FSharp;

/// <summary>Whether F# can be run as it stands: by the parser alone, without a session.</summary>
internal static class FSharpCompleteness
{
    // Unclosed bracket, string, comment; an end where more was expected.
    private static readonly HashSet<int> Unfinished = [514, 515, 516, 517, 583, 3100, 3101, 3102, 3103, 3104, 3105, 3117, 3118, 3119, 3120, 3156];

    public static Completeness Of(string code)
    {
        FSharpParseFileResults parsed = FSharpParser.Parse(code);
        FSharpDiagnostic[] errors = [.. parsed.Diagnostics.Where(one => one.Severity.IsError)];
        if (errors.Length == 0) return Completeness.Complete;
        string[] lines = code.TrimEnd().Split('\n');
        bool isAtEnd(FSharpDiagnostic one) => one.EndLine > lines.Length || (one.EndLine == lines.Length && one.EndColumn >= lines[^1].Length);
        return errors.Any(one => Unfinished.Contains(one.ErrorNumber) || isAtEnd(one)) ? Completeness.Incomplete : Completeness.Invalid;
    }
}
