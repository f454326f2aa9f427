using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Csa.Book.Documents;
using Csa.Data.Images;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.FSharp.Core;
using Microsoft.FSharp.Reflection;
using Plotly.NET;
using TorchSharp;

namespace Csa.Notebook.Display;

/// <summary>
/// Formats values for display. A formatter that a cell registers comes first, then those of this project (images, tensors,
/// charts, <c>ToHtml()</c>), then F#'s <c>%A</c>, then Microsoft.DotNet.Interactive.Formatting, which only this file uses.
/// </summary>
internal sealed partial class ValueFormats
{
    private const string Plain = "text/plain", Html = "text/html", Frame = "<div class=\"dni-plaintext\">";

    // Like the formatters themselves.
    private static HashSet<ITypeFormatter> ours = [];

    private readonly ChartFormat charts = new();

    /// <summary>Removes formatters that an earlier engine's cells registered, because they belong to the process.</summary>
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
        TakeRegisteredAsOurs();
    }

    /// <summary>Counts every formatter registered so far as this project's own, not a cell's.</summary>
    internal static void TakeRegisteredAsOurs() => ours = [.. Formatter.RegisteredFormatters(false)];

    /// <summary>Formats a value in every form that it has.</summary>
    /// <remarks>
    /// What goes wrong in the value's own code (a lazy sequence, a <c>ToHtml</c>) is a failure of the cell like any other.
    /// </remarks>
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
        DropFramedText(content);
        return new MimeBundle(content);
    }

    /// <summary>Plain text as the library frames it for HTML.</summary>
    internal static string FramedText(string text) => $"{Frame}<pre>{WebUtility.HtmlEncode(text)}</pre></div>";

    /// <summary>Drops HTML that is no more than plain text in a frame, where the text itself is there.</summary>
    internal static void DropFramedText(Dictionary<string, string> forms)
    {
        if (forms.ContainsKey(Plain) && forms.TryGetValue(Html, out string? markup) && markup.StartsWith(Frame, StringComparison.Ordinal)) forms.Remove(Html);
    }

    /// <summary>Whether a formatter of one type is one of another: of its class, an interface or, for an open generic, any of its instances.</summary>
    internal static bool Serves(Type formatted, Type type)
    {
        if (!formatted.IsGenericTypeDefinition) return formatted.IsAssignableFrom(type);
        IEnumerable<Type> kinds = type.GetInterfaces();
        for (Type? level = type; level is not null; level = level.BaseType) kinds = kinds.Append(level);
        return kinds.Any(kind => kind.IsGenericType && kind.GetGenericTypeDefinition() == formatted);
    }

    [GeneratedRegex(@"<style>\s*\.dni-code-hint.*?</style>", RegexOptions.Singleline)]
    private static partial Regex StyleSheet();

    /// <summary>The result of a value's own <c>ToHtml()</c>.</summary>
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

/// <summary>Shows images as PNG.</summary>
internal static class ImageFormat
{
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G'], JpegSignature = [0xFF, 0xD8, 0xFF];

    /// <summary>An encoded image as it is, an RGB image encoded; null for anything else.</summary>
    public static MimeBundle? Of(object value) => value switch
    {
        RgbImage image => Bundle("image/png", ImageFile.ToPng(image), $"{image.Width}x{image.Height} image"),
        byte[] bytes when bytes.AsSpan().StartsWith(PngSignature) => Bundle("image/png", bytes, $"PNG, {bytes.Length} bytes"),
        byte[] bytes when bytes.AsSpan().StartsWith(JpegSignature) => Bundle("image/jpeg", bytes, $"JPEG, {bytes.Length} bytes"),
        _ => null,
    };

    /// <summary>An image inside other markup, as an element of a list.</summary>
    public static string Tag(RgbImage image) =>
        $"<img alt=\"{image.Width}x{image.Height} image\" src=\"data:image/png;base64,{Convert.ToBase64String(ImageFile.ToPng(image))}\">";

    private static MimeBundle Bundle(string type, byte[] bytes, string text) =>
        new(new Dictionary<string, string> { ["text/plain"] = text, [type] = Convert.ToBase64String(bytes) });
}

/// <summary>Shows F# values by <c>%A</c>, the usual form in F#.</summary>
internal static class FSharpText
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    /// <summary>Whether a type is one of F#'s own kinds: list, option, map, set, record, union, function.</summary>
    public static bool Owns(Type type) => Known.GetOrAdd(type, static one =>
        one.Namespace is "Microsoft.FSharp.Collections" or "Microsoft.FSharp.Core"
        || FSharpType.IsUnion(one, FSharpOption<BindingFlags>.None)
        || FSharpType.IsRecord(one, FSharpOption<BindingFlags>.None)
        || FSharpType.IsFunction(one)
        || FSharpType.IsExceptionRepresentation(one, FSharpOption<BindingFlags>.None));

    /// <summary>The value's <c>%A</c>.</summary>
    /// <param name="value">Any value; null stands for F#'s None and () too.</param>
    /// <param name="type">Its static type, which tells the nulls apart.</param>
    public static string Of(object? value, Type type)
    {
        if (value is null) return type == typeof(Unit) ? "()" : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(FSharpOption<>) ? "None" : "null";
        var format = new PrintfFormat<FSharpFunc<object, string>, Unit, string, string, object>("%A");
        return ExtraTopLevelOperators.PrintFormatToString(format).Invoke(value);
    }
}
