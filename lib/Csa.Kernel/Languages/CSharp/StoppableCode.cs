using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Csa.Kernel.Languages.CSharp;

/// <summary>
/// A C# cell whose loops and functions ask whether the cell is interrupted, each at its head. What is inserted stays on the
/// line where it is, so that line numbers are the cell's own.
/// </summary>
internal sealed class StoppableCode
{
    private const string Ask = "global::Csa.Notebook.Cell.Check();";

    private readonly string original;
    private readonly List<(int Position, string Text)> insertions;

    private StoppableCode(string original, List<(int Position, string Text)> insertions)
    {
        this.original = original;
        this.insertions = insertions;
        var text = new StringBuilder(original);
        for (int i = insertions.Count - 1; i >= 0; i--) text.Insert(insertions[i].Position, insertions[i].Text);
        Text = text.ToString();
    }

    /// <summary>What to compile.</summary>
    public string Text { get; }

    /// <summary>Parses a cell and puts the questions in.</summary>
    public static StoppableCode Of(string code, CancellationToken cancellation)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(code, CSharpParseOptions.Default.WithKind(SourceCodeKind.Script), cancellationToken: cancellation).GetRoot(cancellation);

        // What does not parse is left for the compiler to complain about.
        if (root.ContainsDiagnostics) return new StoppableCode(code, []);
        var insertions = new List<(int Position, string Text)>();
        foreach (SyntaxNode node in root.DescendantNodes())
        {
            StatementSyntax? body = node switch
            {
                WhileStatementSyntax loop => loop.Statement,
                DoStatementSyntax loop => loop.Statement,
                ForStatementSyntax loop => loop.Statement,
                CommonForEachStatementSyntax loop => loop.Statement,
                BaseMethodDeclarationSyntax { Body: BlockSyntax block } => block,
                LocalFunctionStatementSyntax { Body: BlockSyntax block } => block,
                AnonymousFunctionExpressionSyntax { Block: BlockSyntax block } => block,
                _ => null,
            };
            if (body is BlockSyntax braces)
            {
                insertions.Add((braces.OpenBraceToken.Span.End, Ask));
            }
            else if (body is not null)
            {
                insertions.Add((body.SpanStart, "{" + Ask));
                insertions.Add((body.Span.End, "}"));
            }
        }

        // Stable: of two that end at one place, the inner one's brace comes first either way.
        return new StoppableCode(code, [.. insertions.OrderBy(one => one.Position)]);
    }

    /// <summary>The cell's own column, from 1, of a position in <see cref="Text"/>.</summary>
    public int ColumnOf(int position)
    {
        int own = position;
        foreach ((int at, string text) in insertions)
        {
            if (at >= own) break;
            own = Math.Max(at, own - text.Length);
        }

        own = Math.Clamp(own, 0, original.Length);
        return own - (own == 0 ? 0 : original.LastIndexOf('\n', own - 1) + 1) + 1;
    }
}
