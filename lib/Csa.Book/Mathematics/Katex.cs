using Jint;
using Jint.Native;

namespace Csa.Book.Mathematics;

/// <summary>A formula as HTML, with MathML for screen readers.</summary>
/// <param name="Markup">HTML for pages with KaTeX's stylesheet.</param>
/// <param name="Number">The equation's number from \tag, or an empty text.</param>
internal sealed record Formula(string Markup, string Number);

/// <summary>Thrown for a formula that KaTeX refuses: an unknown command, a brace that is not closed.</summary>
internal sealed class FormulaException(string message) : Exception(message);

/// <summary>
/// Typesets TeX with KaTeX, which runs in a JavaScript interpreter in this process. The interpreter starts with the first
/// formula, and repeated formulas are cached.
/// </summary>
internal sealed class Katex : IDisposable
{
    /// <summary>The path of the stylesheet in a book.</summary>
    public const string StyleSheet = $"{Folder}/katex.min.css";

    private const string Folder = "katex", AssetFolder = "KaTeX.";

    // Deeper calls are checked against what the thread's stack still holds.
    private const int UncheckedCalls = 200;

    /// <summary>
    /// A number stands beside its equation, where a narrow page has room for it, and not over it as KaTeX's own does. What would
    /// lead out of the page (links, pictures) is refused, and so is what LaTeX would not take.
    /// </summary>
    private const string Driver =
        """
        function set(tex, display) {
          let number = "";
          const tag = context => {
            number = context.consumeArg().tokens.reverse().map(token => token.text).join("");
            return "";
          };
          const refuse = context => { throw new katex.ParseError(context.command + " leads out of the page"); };
          try {
            const markup = katex.renderToString(tex, { displayMode: display, strict: "error", trust: refuse, macros: display ? { "\\tag": tag } : {} });
            return [markup, number, ""];
          } catch (fault) {
            return ["", "", fault instanceof RangeError ? "it is nested too deeply" : fault.rawMessage || fault.message];
          }
        }
        """;

    private readonly Dictionary<(string Tex, bool Display), Formula> set = [];
    private Engine? engine;

    /// <summary>True if any formula was typeset, so that pages need the stylesheet.</summary>
    public bool Used => engine is not null;

    /// <summary>The stylesheet, its fonts and the licence, by their names in a book.</summary>
    public static IEnumerable<(string Name, byte[] Content)> Files =>
        Assets.Names.Where(name => name.StartsWith(AssetFolder, StringComparison.Ordinal) && !name.EndsWith(".js", StringComparison.Ordinal)).Select(name =>
        {
            string file = name[AssetFolder.Length..];
            return ($"{Folder}/{(file.EndsWith(".woff2", StringComparison.Ordinal) ? "fonts/" : "")}{file}", Assets.Bytes(name));
        });

    /// <summary>Typesets one formula.</summary>
    /// <param name="tex">The TeX between the dollar signs.</param>
    /// <param name="display">True to set it on a line of its own.</param>
    /// <exception cref="FormulaException">KaTeX refuses it; the message is KaTeX's.</exception>
    public Formula Set(string tex, bool display)
    {
        if (set.TryGetValue((tex, display), out Formula? known)) return known;
        engine ??= Start();
        JsArray result = engine.Invoke("set", tex, display).AsArray();
        if (result[2].AsString() is { Length: > 0 } refusal) throw new FormulaException(refusal);
        return set[(tex, display)] = new Formula(result[0].AsString(), result[1].AsString());
    }

    /// <inheritdoc/>
    public void Dispose() => engine?.Dispose();

    private static Engine Start() =>
        new Engine(options => options.Constraints.MaxExecutionStackCount = UncheckedCalls).Execute(Assets.Text($"{AssetFolder}katex.min.js")).Execute(Driver);
}
