using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Csa.Book.Code;

/// <summary>
/// Colours C# by its syntax tree. Roslyn's Classifier would also know which names are types, given every reference of the
/// notebook; where a type can stand is told by the grammar nearly as well, without compiling.
/// </summary>
internal static class CSharpColours
{
    private static readonly CSharpParseOptions Script = new(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>The coloured pieces, in order, without overlap.</summary>
    public static IEnumerable<CodePart> Of(string code)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(code, Script).GetRoot();
        foreach (SyntaxToken token in root.DescendantTokens(descendIntoTrivia: false))
        {
            foreach (SyntaxTrivia trivia in token.LeadingTrivia) if (Part(Kind(trivia), trivia.FullSpan) is CodePart before) yield return before;
            if (Part(Kind(token), token.Span) is CodePart part) yield return part;
            foreach (SyntaxTrivia trivia in token.TrailingTrivia) if (Part(Kind(trivia), trivia.FullSpan) is CodePart behind) yield return behind;
        }
    }

    private static CodePart? Part(CodeKind kind, TextSpan span) => kind == CodeKind.Plain || span.Length == 0 ? null : new CodePart(kind, span.Start, span.Length);

    private static CodeKind Kind(SyntaxTrivia trivia) => trivia.Kind() switch
    {
        SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia => CodeKind.Comment,
        _ => trivia.IsDirective ? CodeKind.Directive : CodeKind.Plain,
    };

    private static CodeKind Kind(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => CodeKind.Number,
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringEndToken
            or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedVerbatimStringStartToken
            or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            or SyntaxKind.InterpolatedRawStringEndToken => CodeKind.Text,
        SyntaxKind.IdentifierToken => Name(token),
        _ => SyntaxFacts.IsKeywordKind(token.Kind()) ? CodeKind.Keyword : CodeKind.Plain,
    };

    private static CodeKind Name(SyntaxToken token) => token.Parent switch
    {
        BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or TypeParameterSyntax or ConstructorDeclarationSyntax => CodeKind.Type,
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => CodeKind.Function,
        SimpleNameSyntax { IsVar: true } => CodeKind.Keyword,
        SimpleNameSyntax name when IsCalled(name) => CodeKind.Function,
        SimpleNameSyntax name when IsType(name) => CodeKind.Type,
        _ => CodeKind.Plain,
    };

    private static bool IsCalled(SimpleNameSyntax name) => name.Parent switch
    {
        InvocationExpressionSyntax call => call.Expression == name,
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access => access.Name == name && call.Expression == access,
        MemberBindingExpressionSyntax { Parent: InvocationExpressionSyntax } => true,
        _ => false,
    };

    private static bool IsType(SimpleNameSyntax name)
    {
        // Only a capital can begin a type here: `torch` in `torch.rand` may be anything.
        if (!char.IsUpper(name.Identifier.ValueText.FirstOrDefault())) return false;
        return name.Parent switch
        {
            // In `Console.WriteLine` the name before the dot; in `image.Size.Width` a capital behind a dot is a property.
            MemberAccessExpressionSyntax access => access.Expression == name,
            QualifiedNameSyntax qualified => qualified.Right == name && qualified.Parent is not (QualifiedNameSyntax or UsingDirectiveSyntax),
            UsingDirectiveSyntax or NameColonSyntax or NameEqualsSyntax or ArgumentSyntax or ExpressionStatementSyntax => false,
            AssignmentExpressionSyntax or EqualsValueClauseSyntax or BinaryExpressionSyntax { RawKind: not (int)SyntaxKind.IsExpression and not (int)SyntaxKind.AsExpression } => false,
            ExpressionSyntax and not (TypeSyntax or ObjectCreationExpressionSyntax or ArrayCreationExpressionSyntax or CastExpressionSyntax or TypeOfExpressionSyntax
                or DefaultExpressionSyntax or BinaryExpressionSyntax or DeclarationExpressionSyntax or ParenthesizedLambdaExpressionSyntax) => false,
            _ => true,
        };
    }
}
