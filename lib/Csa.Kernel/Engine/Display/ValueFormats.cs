using Microsoft.DotNet.Interactive.Formatting;

namespace Csa.Kernel.Engine.Display;

/// <summary>Values as bundles.</summary>
internal static class ValueFormats
{
    /// <summary>A value in every form that it has.</summary>
    public static MimeBundle Bundle(object? value, Type type, CellLanguage language)
    {
        if (value is null || FSharpText.Owns(value.GetType())) return MimeBundle.Text(FSharpText.Of(value, type));
        return MimeBundle.Text(Formatter.ToDisplayString(value, "text/plain"));
    }
}
