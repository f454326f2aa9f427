using System.Text.Json;
using Csa.Book.Documents;
using Csa.Data.Images;
using Csa.Notebook;
using Csa.Notebook.Display;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace Csa.Interactive;

/// <summary>
/// Makes the value of a cell's last line look as it does on the repository's engine. Microsoft's asks a formatter for one MIME type
/// after another, those that the value's type prefers.
/// </summary>
internal sealed class ResultFormats
{
    private const string Plain = "text/plain", Html = "text/html", Png = "image/png";

    // Formatters that come with the library, for what has no better look: registered ones hide them even where they decline.
    private readonly ITypeFormatter[] defaults = [.. Formatter.RegisteredFormatters(true).Except(Formatter.RegisteredFormatters(false))];

    [ThreadStatic]
    private static bool isAsking;

    // One value is asked for form by form, and may not take its forms twice: a chart brings its library once.
    private (object? Value, int Run, MimeBundle? Forms) last;

    public void Register()
    {
        foreach (string type in (string[])[Plain, Html, Png, MimeTypes.PlotlyChart])
            Formatter.Register<object>((value, context) => Write(value, type, context), type);

        // #!share hands over the value itself and writes it as JSON beside, in vain; of a tensor or a number that is not finite there
        // is none, and the value would not arrive.
        Formatter.Register<object>(value => JsonSerializer.Serialize(value.GetType().FullName), "application/json");
        Formatter.SetPreferredMimeTypesFor(typeof(object), Plain, Html);
        Formatter.SetPreferredMimeTypesFor(typeof(string), Plain);
        Formatter.SetPreferredMimeTypesFor(typeof(RgbImage), Plain, Png);
        Formatter.SetPreferredMimeTypesFor(typeof(byte[]), Plain, Png);
        Formatter.SetPreferredMimeTypesFor(typeof(GenericChart), Plain, Html, MimeTypes.PlotlyChart);
        ValueFormats.TakeRegisteredAsOurs();
    }

    private bool Write(object value, string type, FormatContext context)
    {
        if (isAsking || Notebook.Cell.Link is not CellLink cell) return WriteDefault(value, type, context);
        isAsking = true;
        try
        {
            if (!ReferenceEquals(last.Value, value) || last.Run != cell.Run) last = (value, cell.Run, cell.Bundle(value));
            IReadOnlyDictionary<string, string> forms = last.Forms!.Content;

            // The engine shows an empty line where a preferred form is not given.
            context.Writer.Write(forms.GetValueOrDefault(type) ?? ValueFormats.FramedText(forms[Plain]));
            return true;
        }
        finally
        {
            isAsking = false;
        }
    }

    private bool WriteDefault(object value, string type, FormatContext context)
    {
        var serving = defaults.Where(formatter => formatter.MimeType == type && ValueFormats.Serves(formatter.Type, value.GetType())).ToList();
        while (serving.Count > 0)
        {
            ITypeFormatter closest = serving.Find(one => !serving.Exists(other => other.Type != one.Type && ValueFormats.Serves(one.Type, other.Type))) ?? serving[0];
            if (closest.Format(value, context)) return true;
            serving.Remove(closest);
        }

        return false;
    }
}
