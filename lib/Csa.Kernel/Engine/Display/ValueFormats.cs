using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Csa.Data.Images;
using Csa.Kernel.Notebook;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using TorchSharp;

namespace Csa.Kernel.Engine.Display;

/// <summary>
/// What values look like. A formatter that a cell registers comes first, then what this project knows (images, tensors,
/// charts, <c>ToHtml()</c>), then F#'s <c>%A</c>, then Microsoft.DotNet.Interactive.Formatting, of which only this file knows.
/// </summary>
internal sealed partial class ValueFormats
{
    private const string Plain = "text/plain", Html = "text/html";

    // Like the formatters themselves.
    private static HashSet<ITypeFormatter> ours = [];

    private readonly ChartFormat charts = new();

    /// <summary>Forgets what an earlier engine's cells registered: formatters belong to the process.</summary>
    public ValueFormats()
    {
        Formatter.ResetToDefault();

        // For tensors and images inside other values; those on their own are better served below.
        Formatter.Register<torch.Tensor>(TensorFormat.Text, Plain);
        Formatter.Register<torch.Tensor>(TensorFormat.Html, Html);
        Formatter.Register<RgbImage>(ImageFormat.Tag, Html);
        Formatter.Register<torch.nn.Module>(module => module.ToString() ?? module.GetName(), Plain);
        Formatter.Register<Exception>(fault => $"{fault.GetType().FullName}: {fault.Message}", Plain);
        Formatter.Register<Exception>(fault => WebUtility.HtmlEncode($"{fault.GetType().FullName}: {fault.Message}"), Html);
        ours = [.. Formatter.RegisteredFormatters(false)];
    }

    /// <summary>A value in every form that it has.</summary>
    /// <remarks>What goes wrong in the value's own code (a lazy sequence, a <c>ToHtml</c>) is the cell's failure like any other: a notebook that shows it is not done.</remarks>
    /// <param name="value">Any.</param>
    /// <param name="type">Its static type, where known.</param>
    /// <param name="cell">The running cell.</param>
    public MimeBundle Bundle(object? value, Type type, CellLink cell)
    {
        if (value is null) return MimeBundle.Text(FSharpText.Of(value, type));
        string[] registered = [.. Formatter.RegisteredFormatters(false).Where(one => !ours.Contains(one) && Serves(one.Type, value.GetType())).Select(one => one.MimeType).Distinct()];
        if (registered.Length > 0) return Formatted(value, [Plain, .. registered]);
        return ImageFormat.Of(value) ?? (FSharpText.Owns(value.GetType()) ? null : TableFormat.Of(value)) ?? value switch
        {
            string text => MimeBundle.Text(text),
            torch.Tensor tensor => TensorFormat.Of(tensor),
            GenericChart chart => charts.Of(chart, cell.Source, cell.Run),
            IHtmlContent => Formatted(value, [Html]),
            torch.nn.Module => Formatted(value, [Plain]),
            _ when MarkupOf(value) is string markup => new MimeBundle(new Dictionary<string, string> { [Plain] = value.ToString() ?? type.Name, [Html] = markup }),
            _ when FSharpText.Owns(value.GetType()) || (cell.Language == CellLanguage.FSharp && value is Array or ITuple or ValueType) =>
                MimeBundle.Text(FSharpText.Of(value, type)),
            _ => Formatted(value, [Plain, .. Formatter.GetPreferredMimeTypesFor(value.GetType())]),
        };
    }

    private static MimeBundle Formatted(object value, IEnumerable<string> types)
    {
        Dictionary<string, string> content = types.Distinct().ToDictionary(type => type, type => Formatter.ToDisplayString(value, type));
        if (!content.TryGetValue(Html, out string? markup)) return new MimeBundle(content);

        // The library appends the same style sheet to every value, and wraps plain text as if it were more.
        content[Html] = StyleSheet().Replace(markup, "");
        if (content.ContainsKey(Plain) && content[Html].StartsWith("<div class=\"dni-plaintext\">", StringComparison.Ordinal)) content.Remove(Html);
        return new MimeBundle(content);
    }

    // Of a class, an interface or, for an open generic, any of its instances.
    private static bool Serves(Type formatted, Type type)
    {
        if (!formatted.IsGenericTypeDefinition) return formatted.IsAssignableFrom(type);
        IEnumerable<Type> kinds = type.GetInterfaces();
        for (Type? level = type; level is not null; level = level.BaseType) kinds = kinds.Append(level);
        return kinds.Any(kind => kind.IsGenericType && kind.GetGenericTypeDefinition() == formatted);
    }

    [GeneratedRegex(@"<style>\s*\.dni-code-hint.*?</style>", RegexOptions.Singleline)]
    private static partial Regex StyleSheet();

    /// <summary>What a value's own <c>ToHtml()</c> says.</summary>
    private static string? MarkupOf(object value)
    {
        MethodInfo? method = value.GetType().GetMethod("ToHtml", BindingFlags.Public | BindingFlags.Instance, []);
        return method is null || method.ReturnType == typeof(void) ? null : method.Invoke(value, BindingFlags.DoNotWrapExceptions, null, null, null) switch
        {
            null => null,
            IHtmlContent content => content.ToString() ?? "",
            var other => other.ToString(),
        };
    }
}
