using FSharp.Compiler.CodeAnalysis;
using FSharp.Compiler.Text;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Control;
using Microsoft.FSharp.Core;

namespace Csa.Kernel.Engine.FSharp;

/// <summary>The F# parser alone, without a session.</summary>
internal static class FSharpParser
{
    private const string Name = "cell.fsx";

    private static readonly Lazy<FSharpChecker> Checker = new(() => FSharpChecker.Create(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null));

    /// <summary>Parses a cell.</summary>
    public static FSharpParseFileResults Parse(string code)
    {
        (FSharpParsingOptions options, _) = Checker.Value.GetParsingOptionsFromCommandLineArgs(ListModule.OfSeq([Name]), FSharpOption<bool>.Some(true), null);
        return FSharpAsync.RunSynchronously(Checker.Value.ParseFile(Name, SourceText.ofString(code), options, FSharpOption<bool>.Some(false), null), null, null);
    }
}
