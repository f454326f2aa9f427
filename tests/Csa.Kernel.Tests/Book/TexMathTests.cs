using System.Xml.Linq;
using Csa.Book.Mathematics;
using Xunit;

namespace Csa.Kernel.Tests.Book;

public class TexMathTests
{
    [Theory]
    [InlineData(@"x^2", "<msup><mi>x</mi><mn>2</mn></msup>")]
    [InlineData(@"a_{ij}'", "<msubsup><mi>a</mi><mrow><mi>i</mi><mi>j</mi></mrow><mo lspace=\"0\" rspace=\"0\">′</mo></msubsup>")]
    [InlineData(@"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>")]
    [InlineData(@"x^10", "<msup><mi>x</mi><mn>1</mn></msup><mn>0</mn>")]
    [InlineData(@"\frac{a}{b}", "<mfrac><mi>a</mi><mi>b</mi></mfrac>")]
    [InlineData(@"\sqrt[3]{x}", "<mroot><mi>x</mi><mn>3</mn></mroot>")]
    [InlineData(@"\sum_{i=1}^N i", "<munderover><mo>∑</mo><mrow><mi>i</mi><mo lspace=\"0\" rspace=\"0\">=</mo><mn>1</mn></mrow><mi>N</mi></munderover><mi>i</mi>")]
    [InlineData(@"\int_0^1", "<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>")]
    [InlineData(@"\int\limits_0^1", "<munderover><mo>∫</mo><mn>0</mn><mn>1</mn></munderover>")]
    [InlineData(@"-\alpha", "<mo>−</mo><mi>α</mi>")]
    [InlineData(@"\Phi_n", "<msub><mi mathvariant=\"normal\">Φ</mi><mi>n</mi></msub>")]
    [InlineData(@"\mathrm{CSA}(x)", "<mi>CSA</mi><mo fence=\"true\" stretchy=\"false\">(</mo><mi>x</mi>")]
    [InlineData(@"\mathbb{R}\mathcal{L}", "<mi>ℝ</mi><mi>ℒ</mi>")]
    [InlineData(@"\mathbf{W}", "<mi class=\"bold\" mathvariant=\"normal\">W</mi>")]
    [InlineData(@"\hat{x}", "<mover accent=\"true\"><mi>x</mi><mo stretchy=\"false\">^</mo></mover>")]
    [InlineData(@"\left. x \right|_0", "<mi>x</mi><mo fence=\"true\" stretchy=\"true\" symmetric=\"true\">|</mo>")]
    [InlineData(@"\|x\|_2", "<msub><mo fence=\"true\" stretchy=\"false\">‖</mo><mn>2</mn></msub>")]
    [InlineData(@"\text{for } i \% 2", "<mtext>for\u00a0</mtext><mi>i</mi><mo>%</mo><mn>2</mn>")]
    [InlineData(@"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "<mtr><mtd><mrow><mi>c</mi></mrow></mtd><mtd><mrow><mi>d</mi></mrow></mtd></mtr>")]
    [InlineData(@"\begin{cases} 1 & x \\ 0 & y \end{cases}", "<mtable class=\"cases\"><mtr><mtd class=\"left\">")]
    [InlineData(@"\begin{aligned} a &= b \\[4pt] &= c \\ \end{aligned}", "<mtd class=\"right\"><mrow><mi>a</mi></mrow></mtd><mtd class=\"left\"><mrow><mo>=</mo><mi>b</mi></mrow></mtd></mtr><mtr>")]
    [InlineData(@"\operatorname*{arg\,max}_j", "<munder><mo movablelimits=\"true\"")]
    [InlineData(@"\underbrace{a+b}_{1}", "<munder><munder>")]
    [InlineData("x % a comment\n+ 1", "<mi>x</mi><mo>+</mo><mn>1</mn>")]
    [InlineData(@"1.5 < 2", "<mn>1.5</mn><mo>&lt;</mo><mn>2</mn>")]
    public void TexBecomesMathMl(string tex, string expected)
    {
        string markup = TexMath.Convert(tex, display: true).Markup;
        Assert.Contains(expected, markup);
        XElement.Parse(markup);
    }

    [Fact]
    public void ATagIsTheEquationsNumber() => Assert.Equal("4", TexMath.Convert(@"x = 1 \tag{4}", display: true).Tag);

    [Theory]
    [InlineData(@"\foo{x}", @"\foo is not known")]
    [InlineData(@"\frac{a}", @"something is missing behind \frac")]
    [InlineData(@"{a", "'}' is missing")]
    [InlineData(@"a}", "'}' has no beginning")]
    [InlineData(@"\left( a", @"\left without \right")]
    [InlineData(@"a \right)", @"'\right' has no beginning")]
    [InlineData(@"x^2^3", "two ^ behind one term")]
    [InlineData(@"\begin{cases} a", @"\begin{cases} without \end{cases}")]
    [InlineData(@"\begin{matrix} a \end{cases}", @"\begin{matrix} ends with \end{cases}")]
    [InlineData(@"\begin{tikz} a \end{tikz}", @"\begin{tikz} is not known")]
    [InlineData(@"\text{if $x$}", "holds a $")]
    [InlineData(@"a \", "a backslash stands at the end")]
    [InlineData(@"x_", "something is missing behind _")]
    public void WhatCannotBeSetIsNamed(string tex, string expected) =>
        Assert.Contains(expected, Assert.Throws<TexException>(() => TexMath.Convert(tex, display: false)).Message);

    [Theory]
    [InlineData("{")]
    [InlineData(@"\hat")]
    [InlineData(@"\left(")]
    [InlineData("x_{")]
    [InlineData(@"\begin{matrix}")]
    public void DeepNestingIsRefusedAndDoesNotEndTheProcess(string piece) =>
        Assert.Contains("in each other", Assert.Throws<TexException>(() => TexMath.Convert(string.Concat(Enumerable.Repeat(piece, 100_000)), display: false)).Message);

    [Fact]
    public void WhateverIsWrittenIsSetOrRefused()
    {
        string[] pieces =
        [
            "x", "12", "{", "}", "[", "]", "^", "_", "'", "&", "~", "|", " ", @"\\", @"\", "$", "%", "\n", "\u0001", "\ud83d", "😀", @"\frac", @"\sqrt", @"\left", @"\right", @"\middle",
            "(", ".", @"\text", @"\begin", @"\end", "{matrix}", "{cases}", "{array}", "{lr}", @"\sum", @"\limits", @"\hat", @"\mathbf", @"\mathrm", @"\tag", @"\substack", @"\big", @"\not", @"\,",
        ];
        var random = new Random(1);
        int set = 0;
        for (int i = 0; i < 5000; i++)
        {
            string tex = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                XElement.Parse(TexMath.Convert(tex, display: true).Markup);
                set++;
            }
            catch (TexException)
            {
                // Refused in words; any other exception fails the test.
            }
        }

        Assert.InRange(set, 200, 4800);
    }
}
