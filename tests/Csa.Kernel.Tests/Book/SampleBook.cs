using Csa.Book.Documents;
using Csa.Book.Pages;
using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.Drawings;

namespace Csa.Kernel.Tests.Book;

/// <summary>A book of two notebooks that shows everything a notebook can show, written by the code under test.</summary>
internal static class SampleBook
{
    private const string LayerText = """
        # The CSA layer

        How a hole patch is made: the *best known* patch and the patch **made just before it**, weighted by their similarity (section 3.2).
        Back to [the tour](00-tour.ipynb#a-table), on to [the code](../lib/Csa/README.md).

        ## Searching

        The similarity of two patches $m_i$ and $\bar m_j$ is the cosine of their angle:

        $$
        D^{\max}_i = \max_{j} \frac{\langle m_i,\, \bar{m}_j\rangle}{\lVert m_i\rVert \cdot \lVert \bar m_j\rVert}, \qquad D^{ad}_i = \left\langle \frac{m_i}{\|m_i\|}, \frac{m_{i-1}}{\|m_{i-1}\|} \right\rangle \tag{1}
        $$

        ## Generating $m_i$

        $$
        m_i = \begin{cases} \dfrac{D^{ad}_i}{D^{ad}_i + D^{\max}_i}\, m_{i-1} + \dfrac{D^{\max}_i}{D^{ad}_i + D^{\max}_i}\, \bar m_i & \text{for } i > 1 \\ \bar m_1 & \text{otherwise} \end{cases} \tag{2}
        $$

        $$
        \begin{aligned} \mathcal{L}_c &= \sum_{n=1}^{N} \left\| \mathrm{CSA}(I_{ip})_n - \Phi_n(I_{gt}) \right\|_2^2 \\ A &= \begin{pmatrix} a_{11} & \cdots & a_{1n} \\ \vdots & \ddots & \vdots \\ a_{n1} & \cdots & a_{nn} \end{pmatrix} \in \mathbb{R}^{n \times n}, \quad \hat{x} = \sqrt[3]{\tfrac12}, \quad \mathbf{W}^\top \alpha' \end{aligned}
        $$

        A very long equation scrolls in its own box: $$ a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12} + a_{13} + a_{14} + a_{15} + a_{16} = \int_0^1 f(x)\,dx $$

        > A quotation, and a footnote.[^why] Press <kbd>Run</kbd>, or `csa notebook run`.

        [^why]: Because the last patch is what a reader's eye compares with.

        - [x] one thing
        - [ ] another, with averyveryverylongwordthatwouldnotfitonaphoneifnobodybrokeitsomewhereinthemiddle

        <details><summary>Answer</summary>

        The weights are $a_i + b_i = 1$. In C#:

        ```csharp
        double sum = a + b; // always 1
        ```

        </details>
        """;

    private const string TourText = """
        # A tour in five minutes

        Two rows of pictures and a table, on built-in data.

        ## A table

        | mask | system | L1 % | L2 % | PSNR | SSIM | trained on | parameters | seconds for an image |
        |---|---|---|---|---|---|---|---|---|
        | centre | csa | 1.25 | 0.31 | 26.10 | 0.912 | builtin:portraits | 1,234,567 | 0.35 |

        ![Noise, drawn](noise.png)
        """;

    private const string CSharpSource = """
        #r "Extra.dll"
        using Csa.Data.Images;
        // The hole is a square in the middle.
        var image = ImageFile.Read("photo.png");
        string name = $"{image.Width} x {image.Height}";
        foreach (int side in new[] { 32, 64 }) Console.WriteLine($"{name}: {side * 2.5:F1}");
        HoleMask mask = MaskShapes.Centre(image.Size, fraction: 0.25f, edge: MaskShapes.DefaultEdgeWithAVeryLongNameThatDoesNotFit);
        """;

    private const string FSharpSource = """
        #!fsharp
        (* explore *)
        let weights = [ for i in 1 .. 10 -> 1.0 / float i ] // falling
        type Scene = { Name: string; Holes: int list }
        weights |> List.map (fun w -> w * 2.0) |> printfn "%A"
        """;

    private const string PlotlyHtml = """
        <div><div id="a"><!-- chart --></div><script type="text/javascript">var renderPlotly_a = function() {
            var data = [{"type":"bar","x":["csa","ca"],"y":[26.1,24.9]}];
            var layout = {"width":600,"height":600,"title":{"text":"PSNR <b>by</b> system"},"template":{"layout":{"font":{"color":"rgba(42, 63, 95, 1.0)"},"paper_bgcolor":"rgba(255, 255, 255, 1.0)"}}};
            var config = {"responsive":true};
            Plotly.newPlot('a', data, layout, config);
        };
        renderPlotly_a();
        </script></div>
        """;

    private const string PlotlyJson = """{"data":[{"type":"scatter","mode":"lines","name":"loss","x":[1,2,3,4],"y":[4.0,2.5,1.2,0.9]}],"layout":{"title":"Loss </script>","xaxis":{"title":"step"}}}""";

    private const string FormatterHtml = """
        <table><thead><tr><td><span>index</span></td><th>a long column name</th><th>another long column name</th><th>third long column name</th><th>fourth long column name</th></tr></thead>
        <tbody><tr><td>0</td><td><div class="dni-plaintext"><pre>1</pre></div></td><td>2</td><td>3</td><td>4</td></tr></tbody></table><style>
        .dni-code-hint { color: yellow; }
        </style>
        """;

    /// <summary>Writes the notebooks and the book of them.</summary>
    /// <param name="folder">Holds both.</param>
    public static BookSummary Write(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder.At("figures"));
        var portraits = new BuiltInPortraits();
        ImageFile.Write(folder.At("figures/strip.png"), portraits.Read(Split.Test, 1, 256));
        ImageFile.Write(folder.At("noise.png"), portraits.Read(Split.Test, 0, 64));
        string picture = Convert.ToBase64String(File.ReadAllBytes(folder.At("figures/strip.png")));

        Save(folder.At("00-tour.ipynb"), new MarkdownCell { Source = TourText }, Shown(CellLanguage.CSharp, "1 + 1", new CellOutput.Result(MimeBundle.Text("2"))));
        Save(folder.At("33-csa-layer.ipynb"),
            new MarkdownCell { Source = LayerText },
            Shown(CellLanguage.CSharp, CSharpSource, Display("image/png", picture), new CellOutput.Stream("note: careful\n", IsError: true)),
            Shown(CellLanguage.FSharp, FSharpSource, new CellOutput.Stream(string.Concat(Enumerable.Range(1, 300).Select(i => $"step {i}: loss {100.0 / i:F3}\n")), IsError: false)),
            Shown(CellLanguage.CSharp, "results", Display("text/html", FormatterHtml)),
            Shown(CellLanguage.CSharp, "chart", Display("text/html", PlotlyHtml), Display("application/vnd.plotly.v1+json", PlotlyJson)),
            Shown(CellLanguage.CSharp, "throw new Exception();", new CellOutput.Error("InvalidOperationException", "a filled patch does not lie between its sources", ["   at cell 6, line 1: throw new Exception();"], 1)));
        return NotebookBook.Write(NotebookFiles.Find([folder.Path]), folder.At("book"));
    }

    private static void Save(string path, params Cell[] cells) => NotebookWriter.Save(new NotebookDocument { Metadata = NotebookDocument.CSharpMetadata, Cells = cells }, path);

    private static CodeCell Shown(CellLanguage language, string source, params CellOutput[] outputs) =>
        CodeCell.Create(language, source.Replace("#!fsharp\n", "")).Executed([.. outputs.Select(output => new NotebookOutput(output))], 1, "");

    private static CellOutput.Display Display(string type, string content) => new(new MimeBundle(new Dictionary<string, string> { [type] = content, ["text/plain"] = "a <portrait>" }));
}
