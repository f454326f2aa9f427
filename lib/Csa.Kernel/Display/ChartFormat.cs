using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Csa.Book.Documents;
using Plotly.NET;

namespace Csa.Kernel.Display;

/// <summary>
/// Plotly charts that need no network. Clients that draw charts themselves (VS Code, JupyterLab) take the figure's JSON. For
/// all others the first chart of a notebook includes plotly.js, compressed (1.5 MB instead of 3.6), and later ones reuse it.
/// </summary>
internal sealed class ChartFormat
{
    private const int DefaultHeight = 450;

    private static readonly Lazy<string> Library = new(Compress);

    private string? carrier;
    private int carrierRun, drawn;

    /// <summary>A chart in every form.</summary>
    /// <param name="chart">Any.</param>
    /// <param name="source">The running cell's text: the cell that included the library includes it again when it runs again.</param>
    /// <param name="run">The number of the run, which tells the runs of a cell apart.</param>
    public MimeBundle Of(GenericChart chart, string source, int run)
    {
        bool carries = carrier is null || (carrier == source && carrierRun != run);
        if (carries) (carrier, carrierRun) = (source, run);
        string figure = GenericChart.toFigureJson(chart);
        return new MimeBundle(new Dictionary<string, string>
        {
            ["text/plain"] = $"Plotly chart: {string.Join(", ", GenericChart.getTraces(chart).Select(trace => trace.type))}",
            [MimeTypes.PlotlyChart] = figure,
            ["text/html"] = Html(figure, $"csa-chart-{++drawn}", carries),
        });
    }

    private static string Html(string figure, string id, bool carries)
    {
        using JsonDocument parsed = JsonDocument.Parse(figure);
        int height = parsed.RootElement.TryGetProperty("layout", out JsonElement layout) && layout.TryGetProperty("height", out JsonElement given) && given.TryGetInt32(out int pixels)
            ? pixels
            : DefaultHeight;
        string load = carries ? Load.Replace("LIBRARY", Library.Value, StringComparison.Ordinal) : "";

        // A script's text ends at "</", wherever it stands.
        return string.Create(CultureInfo.InvariantCulture, $"<div id=\"{id}\" style=\"height:{height}px\"></div>\n<script>\n{load}{Draw}</script>")
            .Replace("FIGURE", figure.Replace("</", "<\\/", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("CHART", id, StringComparison.Ordinal);
    }

    // As a module of its own, because Jupyter Notebook's require.js would take the library for itself.
    private const string Load =
        """
        window.csaPlotly = window.csaPlotly || (async () => {
          const packed = Uint8Array.from(atob("LIBRARY"), c => c.charCodeAt(0));
          const text = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
          const module = { exports: {} };
          new Function("module", "exports", "define", text)(module, module.exports, undefined);
          return module.exports;
        })();

        """;

    private const string Draw =
        """
        (() => {
          const figure = FIGURE, place = document.getElementById("CHART");
          let tries = 0;
          const draw = async () => {
            const library = window.csaPlotly ? await window.csaPlotly : window.Plotly;
            if (library) library.newPlot(place, figure.data, figure.layout, { responsive: true, ...figure.config });
            else if (++tries < 100) setTimeout(draw, 100);
            else place.textContent = "This chart is drawn once the notebook's first chart has run.";
          };
          draw();
        })();

        """;

    private static string Compress()
    {
        System.Reflection.Assembly assembly = typeof(GenericChart).Assembly;
        string name = assembly.GetManifestResourceNames().Single(one => one.EndsWith(".min.js", StringComparison.Ordinal));
        using Stream library = assembly.GetManifestResourceStream(name)!;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) library.CopyTo(gzip);
        return Convert.ToBase64String(packed.ToArray());
    }
}
