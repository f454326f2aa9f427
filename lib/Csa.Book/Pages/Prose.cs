using System.Text;
using Csa.Book.Code;
using Csa.Book.Documents;
using Csa.Book.Mathematics;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Csa.Book.Pages;

/// <summary>A heading of a page.</summary>
/// <param name="Level">1 is the page's title.</param>
/// <param name="Id">The name that links use.</param>
/// <param name="Content">HTML without links.</param>
/// <param name="Text">Plain text, its formulas as TeX.</param>
internal sealed record Heading(int Level, string Id, string Content, string Text);

/// <summary>Renders the Markdown of one page, cell by cell; heading ids are unique in the page, as on GitHub.</summary>
/// <param name="katex">Sets formulas.</param>
internal sealed class Prose(Katex katex)
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePipeTables().UseFootnotes().UseMathematics().UseEmphasisExtras().UseTaskLists().UseAutoLinks().Build();

    private static readonly object Behind = new();

    private readonly List<Heading> headings = [];
    private readonly HashSet<string> names = [];

    /// <summary>The headings so far, in order.</summary>
    public IReadOnlyList<Heading> Headings => headings;

    /// <summary>The first paragraph of the page so far, as HTML without links, or null.</summary>
    public string? Opening { get; private set; }

    /// <summary>Renders a cell as HTML.</summary>
    /// <param name="markdown">Its text.</param>
    /// <param name="place">Names it in errors.</param>
    public string Render(string markdown, CellPlace place)
    {
        MarkdownDocument document = Parsed(markdown, place);
        foreach (HeadingBlock heading in document.Descendants<HeadingBlock>())
        {
            string text = Html.Plain(Render(heading.Inline!, new TexInline())), id = Name(text);
            heading.GetAttributes().Id = id;
            headings.Add(new Heading(heading.Level, id, Html.Unlinked(Render(heading.Inline!, place)), text));
        }

        if (document.OfType<ParagraphBlock>().FirstOrDefault() is { Inline: ContainerInline first }) Opening ??= Html.Unlinked(Render(first, place));
        // Footnotes are numbered per cell; their names must be unique in the page.
        return Render(document, place).Replace("\"fn:", $"\"c{place.Number}-fn:").Replace("\"#fn:", $"\"#c{place.Number}-fn:")
            .Replace("\"fnref:", $"\"c{place.Number}-fnref:").Replace("\"#fnref:", $"\"#c{place.Number}-fnref:");
    }

    // A text of brackets alone would end the process if the parser did not refuse it.
    private static MarkdownDocument Parsed(string markdown, CellPlace place)
    {
        try
        {
            MarkdownDocument document = Markdown.Parse(markdown, Pipeline);
            foreach (MathInline math in document.Descendants<MathInline>()) TakePunctuation(math);
            return document;
        }
        catch (ArgumentException)
        {
            throw place.Wrong("its prose has quotes, lists or emphasis nested too deeply to be set");
        }
    }

    private static void TakePunctuation(MathInline math)
    {
        if (math.NextSibling is not LiteralInline { Content: { IsEmpty: false } next } literal || !char.IsPunctuation(next.CurrentChar)) return;
        math.SetData(Behind, Html.Escape(next.CurrentChar.ToString()));
        next.SkipChar();
        literal.Content = next;
    }

    /// <summary>An equation in its box.</summary>
    public static string Equation(Katex katex, string tex, bool display, CellPlace place)
    {
        try
        {
            Formula formula = katex.Set(tex, display);
            if (!display) return formula.Markup;
            string number = formula.Number.Length == 0 ? "" : $"<span class=\"number\">({Html.Escape(formula.Number)})</span>";
            return $"<div class=\"equation\"><div>{formula.Markup}</div>{number}</div>";
        }
        catch (FormulaException failure)
        {
            throw place.Wrong($"the equation \"{tex.Trim().ReplaceLineEndings(" ")}\": {failure.Message}");
        }
    }

    private string Render(MarkdownObject node, CellPlace place) => Render(node, new InlineEquation(katex, place), new DisplayEquation(katex, place), new CodeBox(katex, place));

    private static string Render(MarkdownObject node, params IMarkdownObjectRenderer[] renderers)
    {
        var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.RemoveAll(each => each is HtmlMathInlineRenderer or HtmlMathBlockRenderer or CodeBlockRenderer);
        renderer.ObjectRenderers.InsertRange(0, renderers);
        renderer.Render(node);
        return writer.ToString();
    }

    /// <summary>A heading's name as GitHub makes it: small letters, hyphens for spaces, nothing but letters and digits besides.</summary>
    private string Name(string text)
    {
        var slug = new StringBuilder();
        foreach (char c in text.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c) || c is '-' or '_') slug.Append(c);
            else if (c == ' ') slug.Append('-');
        }

        string name = slug.Length == 0 ? "section" : slug.ToString();
        for (int count = 1; !names.Add(name); count++) name = $"{slug}-{count}";
        return name;
    }

    private sealed class TexInline : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline math) => renderer.WriteEscape(math.Content).Write((string?)math.GetData(Behind));
    }

    private sealed class InlineEquation(Katex katex, CellPlace place) : HtmlObjectRenderer<MathInline>
    {
        private const string Piece = "class=\"katex-base\"";

        protected override void Write(HtmlRenderer renderer, MathInline math)
        {
            string markup = Equation(katex, math.Content.ToString(), math.DelimiterCount > 1, place) + math.GetData(Behind);

            // Browsers break a line between a formula and the comma behind it; one in several pieces may break within.
            bool isWhole = math.DelimiterCount == 1 && markup.IndexOf(Piece, StringComparison.Ordinal) == markup.LastIndexOf(Piece, StringComparison.Ordinal);
            renderer.Write(isWhole ? $"<span class=\"whole\">{markup}</span>" : markup);
        }
    }

    private sealed class DisplayEquation(Katex katex, CellPlace place) : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock math) => renderer.WriteLine(Equation(katex, math.Lines.ToString(), display: true, place));
    }

    private sealed class CodeBox(Katex katex, CellPlace place) : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock block)
        {
            string language = (block as FencedCodeBlock)?.Info ?? "", text = block.Lines.ToString();
            renderer.WriteLine(language == "math" ? Equation(katex, text, display: true, place) : $"<pre class=\"code\"><code>{CodeMarkup.Of(text, CellLanguages.Parse(language))}</code></pre>");
        }
    }
}
