using FSharp.Compiler.CodeAnalysis;
using FSharp.Compiler.Diagnostics;
using FSharp.Compiler.Text;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Control;
using Microsoft.FSharp.Core;

namespace Csa.Kernel.Languages.FSharp;

/// <summary>The F# parser alone, without a session.</summary>
internal static class FSharpParser
{
    private const string Name = "cell.fsx";

    // Unclosed bracket, string, comment; an end where more was expected.
    private static readonly HashSet<int> Unfinished = [514, 515, 516, 517, 583, 3100, 3101, 3102, 3103, 3104, 3105, 3117, 3118, 3119, 3120, 3156];

    private static readonly Lazy<FSharpChecker> Checker = new(() => FSharpChecker.Create(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null));

    /// <summary>Parses a cell.</summary>
    public static FSharpParseFileResults Parse(string code)
    {
        (FSharpParsingOptions options, _) = Checker.Value.GetParsingOptionsFromCommandLineArgs(ListModule.OfSeq([Name]), FSharpOption<bool>.Some(true), null);
        return FSharpAsync.RunSynchronously(Checker.Value.ParseFile(Name, SourceText.ofString(code), options, FSharpOption<bool>.Some(false), null), null, null);
    }

    /// <summary>Whether a text can be run as it stands.</summary>
    public static Completeness IsComplete(string code)
    {
        FSharpParseFileResults parsed = Parse(code);
        FSharpDiagnostic[] errors = [.. parsed.Diagnostics.Where(one => one.Severity.IsError)];
        if (errors.Length == 0) return Completeness.Complete;
        string[] lines = code.TrimEnd().Split('\n');
        bool isAtEnd(FSharpDiagnostic one) => one.EndLine > lines.Length || (one.EndLine == lines.Length && one.EndColumn >= lines[^1].Length);
        return errors.Any(one => Unfinished.Contains(one.ErrorNumber) || isAtEnd(one)) ? Completeness.Incomplete : Completeness.Invalid;
    }
}
