using System.Text;
using FSharp.Compiler.CodeAnalysis;
using FSharp.Compiler.Syntax;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using SourceRange = FSharp.Compiler.Text.Range;

namespace Csa.Kernel.Languages.FSharp;

/// <summary>
/// An F# cell whose loops and functions ask whether the cell is interrupted, each at its head: on a line of its own, after
/// which a directive restores the line number, or behind a <c>do</c>.
/// </summary>
internal sealed class StoppableCode
{
    private const string Ask = "Csa.Notebook.Cell.Check()";

    private readonly List<Insertion> inline;

    private StoppableCode(string text, List<Insertion> inline)
    {
        Text = text;
        this.inline = inline;
    }

    /// <summary>What to compile.</summary>
    public string Text { get; }

    /// <summary>Parses a cell and puts the questions in; a cell that does not parse, before or after, stays as it is.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="path">The file name in errors.</param>
    public static StoppableCode Of(string code, string path)
    {
        FSharpParseFileResults parsed = FSharpParser.Parse(code);
        if (parsed.ParseHadErrors) return new StoppableCode(code, []);
        string[] lines = code.Split('\n');
        List<Insertion> insertions = [.. Bodies(parsed.ParseTree).Select(body => At(lines, body)).OfType<Insertion>().Distinct()];
        var text = new StringBuilder();
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            foreach (Insertion one in insertions.Where(one => one.Line == i).OrderByDescending(one => one.Column))
            {
                if (one.IsInline) line = line.Insert(one.Column, Ask + "; ");
                else text.Append(' ', one.Column).Append(Ask).Append($"\n# {i + 1} @\"{path}\"\n");
            }

            text.Append(line).Append(i < lines.Length - 1 ? "\n" : "");
        }

        string stoppable = text.ToString();
        return FSharpParser.Parse(stoppable).ParseHadErrors ? new StoppableCode(code, []) : new StoppableCode(stoppable, [.. insertions.Where(one => one.IsInline)]);
    }

    /// <summary>The cell's own column, from 0, of one in <see cref="Text"/>.</summary>
    /// <param name="line">The cell's line, from 1.</param>
    /// <param name="column">From 0.</param>
    public int ColumnOf(int line, int column)
    {
        foreach (Insertion one in inline.Where(one => one.Line == line - 1).OrderBy(one => one.Column))
        {
            if (column > one.Column) column = Math.Max(one.Column, column - Ask.Length - 2);
        }

        return column;
    }

    private static List<SourceRange> Bodies(ParsedInput tree)
    {
        var bodies = new List<SourceRange>();
        Func<Unit?, FSharpList<SyntaxNode>, SyntaxNode, Unit?> visit = (_, _, node) =>
        {
            SynExpr? body = node switch
            {
                SyntaxNode.SynExpr { Item: SynExpr.While loop } => loop.doExpr,
                SyntaxNode.SynExpr { Item: SynExpr.For loop } => loop.doBody,
                SyntaxNode.SynExpr { Item: SynExpr.ForEach loop } => loop.bodyExpr,
                SyntaxNode.SynBinding { Item: { headPat: SynPat.LongIdent { argPats: not SynArgPats.Pats { pats.IsEmpty: true } } } function } => function.expr,
                _ => null,
            };
            if (body is not null) bodies.Add(body.Range);
            return null;
        };
        ParsedInputModule.fold(FuncConvert.FromFunc(visit), null, tree);
        return bodies;
    }

    /// <summary>Where a body's question goes; none where it cannot stand without moving something.</summary>
    private static Insertion? At(string[] lines, SourceRange body)
    {
        int line = body.StartLine - 1, column = body.StartColumn;
        if (line < 0 || line >= lines.Length || column > lines[line].Length) return null;
        string before = lines[line][..column];
        if (!string.IsNullOrWhiteSpace(before)) return body.StartLine == body.EndLine && before.TrimEnd().EndsWith(" do", StringComparison.Ordinal) ? new Insertion(line, column, true) : null;
        string above = lines.Take(line).LastOrDefault(one => one.TrimStart() is { Length: > 0 } text && !text.StartsWith("//", StringComparison.Ordinal), "").TrimEnd();
        return above.EndsWith(" do", StringComparison.Ordinal) || above.EndsWith('=') ? new Insertion(line, column, false) : null;
    }

    private sealed record Insertion(int Line, int Column, bool IsInline);
}
