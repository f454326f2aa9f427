using System.Xml.Linq;
using FSharp.Compiler.CodeAnalysis;
using FSharp.Compiler.EditorServices;
using FSharp.Compiler.Symbols;
using FSharp.Compiler.Tokenization;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using static FSharp.Compiler.Interactive.Shell;

namespace Csa.Kernel.Languages.FSharp;

/// <summary>The F# compiler's editor services over the session's state.</summary>
internal sealed class FSharpEditor(FsiEvaluationSession session) : ILanguageEditor
{
    private const int MaxItems = 500, MaxDetails = 60;

    /// <inheritdoc/>
    public Task<Completion?> CompleteAsync(string code, int cursor, CancellationToken cancellation) => Task.Run(() => Complete(code, cursor), cancellation);

    /// <inheritdoc/>
    public Task<string?> InspectAsync(string code, int cursor, CancellationToken cancellation) => Task.Run(() => Inspect(code, cursor), cancellation);

    private Completion? Complete(string code, int cursor)
    {
        (int line, int column, string text) = Place(code, cursor);
        (FSharpParseFileResults parsed, FSharpCheckFileResults check, _) = session.ParseAndCheckInteraction(code, null);
        PartialLongName name = QuickParse.GetPartialLongNameEx(text, column - 1);
        DeclarationListInfo list = check.GetDeclarationListInfo(FSharpOption<FSharpParseFileResults>.Some(parsed), line, text, name, null, null, null);
        int start = cursor - name.PartialIdent.Length;
        var items = new List<CompletionItem>();
        foreach (DeclarationListItem item in list.Items.Where(item => item.NameInList.StartsWith(name.PartialIdent, StringComparison.OrdinalIgnoreCase)).Take(MaxItems))
        {
            string? detail = items.Count < MaxDetails ? Text(item.Description).Split('\n')[0] : null;
            items.Add(new CompletionItem(item.NameInCode, item.Glyph.ToString(), string.IsNullOrEmpty(detail) ? null : detail));
        }

        return new Completion(items, start, cursor);
    }

    private string? Inspect(string code, int cursor)
    {
        (int line, int column, string text) = Place(code, cursor);
        if (QuickParse.GetCompleteIdentifierIsland(true, text, column)?.Value is not Tuple<string, int, bool> island) return null;
        (_, FSharpCheckFileResults check, _) = session.ParseAndCheckInteraction(code, null);
        FSharpList<string> names = ListModule.OfSeq(island.Item1.Split('.'));
        string found = Text(check.GetToolTip(line, island.Item2, text, names, FSharpTokenTag.Identifier, null));
        return found.Length > 0 ? found : null;
    }

    /// <summary>The line from 1, the column from 0, and the line's text.</summary>
    private static (int Line, int Column, string Text) Place(string code, int cursor)
    {
        int start = cursor == 0 ? 0 : code.LastIndexOf('\n', cursor - 1) + 1;
        int end = code.IndexOf('\n', cursor);
        return (code.AsSpan(0, cursor).Count('\n') + 1, cursor - start, code[start..(end < 0 ? code.Length : end)]);
    }

    private static string Text(ToolTipText tip)
    {
        var lines = new List<string>();
        foreach (ToolTipElement.Group group in tip.Item.OfType<ToolTipElement.Group>())
        {
            foreach (ToolTipElementData one in group.elements)
            {
                lines.Add(one.MainDescription.Text.Trim());
                if (Documentation(one.XmlDoc) is { Length: > 0 } words) lines.Add(words);
            }
        }

        return string.Join('\n', lines);
    }

    private static string? Documentation(FSharpXmlDoc doc) => doc switch
    {
        FSharpXmlDoc.FromXmlFile file => DocumentationFiles.Of(file.dllName) is string xml ? DocumentationFiles.Find(xml, file.xmlSig) : null,
        FSharpXmlDoc.FromXmlText text => Parsed(string.Join('\n', text.Item.UnprocessedLines)),
        _ => null,
    };

    // A comment of the notebook's own may be plain text.
    private static string Parsed(string comment)
    {
        try
        {
            return DocumentationFiles.Text(XElement.Parse($"<member>{comment}</member>")) is { Length: > 0 } words ? words : comment.Trim();
        }
        catch (System.Xml.XmlException)
        {
            return comment.Trim();
        }
    }
}
