using System.Net;
using System.Text.RegularExpressions;
using Csa.Book.Code;
using Csa.Book.Documents;
using Xunit;

namespace Csa.Kernel.Tests.Book;

public partial class CodeMarkupTests
{
    [Theory]
    [InlineData("var x = 1.5f; // half", "keyword:var number:1.5f comment:// half")]
    [InlineData("string s = $\"a{x}b\";", "keyword:string text:$\"a text:b\"")]
    [InlineData("HoleMask mask = MaskShapes.Centre(image.Size, 'c');", "type:HoleMask type:MaskShapes function:Centre text:'c'")]
    [InlineData("foreach (CsaTrace t in new List<CsaTrace>()) t.Output.Dispose();", "keyword:foreach type:CsaTrace keyword:in keyword:new type:List type:CsaTrace function:Dispose")]
    [InlineData("#r \"a.dll\"\nusing Csa.Data.Images;\nawait F();", "directive:#r \"a.dll\" keyword:using keyword:await function:F")]
    [InlineData("record P(int X);\n#!share --from fsharp y\n\"\"\"raw\"\"\"", "keyword:record type:P keyword:int directive:#!share --from fsharp y text:\"\"\"raw\"\"\"")]
    [InlineData("if (", "keyword:if")]
    public void C_sharp_is_coloured_by_its_grammar(string code, string expected) => Assert.Equal(expected, Parts(code, CellLanguage.CSharp));

    [Theory]
    [InlineData("let x = 1.5 // half", "keyword:let number:1.5 comment:// half")]
    [InlineData("#!fsharp\n(* a\n b *) let s = \"x\ny\"", "comment:(* a comment: b *) keyword:let text:\"x text:y\"")]
    [InlineData("weights |> List.map (fun w -> w * 2)", "type:List keyword:fun number:2")]
    [InlineData("#!share --from csharp t\nopen Plotly.NET", "directive:#!share --from csharp t keyword:open type:Plotly type:NET")]
    public void F_sharp_is_coloured_by_its_tokenizer(string code, string expected) => Assert.Equal(expected, Parts(code, CellLanguage.FSharp));

    [Theory]
    [InlineData("a < b && \"c\" // &amp;\r\n\tx")]
    [InlineData("\0 😀 \ud83d \" ( [ '")]
    public void Nothing_of_the_code_is_lost(string code)
    {
        foreach (CellLanguage? language in (CellLanguage?[])[CellLanguage.CSharp, CellLanguage.FSharp, null])
            Assert.Equal(code.ReplaceLineEndings("\n"), WebUtility.HtmlDecode(Tag().Replace(CodeMarkup.Of(code, language), "")));
    }

    private static string Parts(string code, CellLanguage language) => string.Join(' ',
        Span().Matches(CodeMarkup.Of(code, language)).Select(match => $"{match.Groups[1].Value}:{WebUtility.HtmlDecode(match.Groups[2].Value)}"));

    [GeneratedRegex("<span class=\"(\\w+)\">(.*?)</span>", RegexOptions.Singleline)]
    private static partial Regex Span();

    [GeneratedRegex("</?span[^>]*>")]
    private static partial Regex Tag();
}
