using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Csa.Kernel.Engine.CSharp;

/// <summary>Whether C# can be run as it stands.</summary>
internal static class CSharpCompleteness
{
    public static Completeness Of(string code)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(code, CSharpParseOptions.Default.WithKind(SourceCodeKind.Script));
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return Completeness.Incomplete;
        return tree.GetDiagnostics().Any(one => one.Severity == DiagnosticSeverity.Error) ? Completeness.Invalid : Completeness.Complete;
    }
}
