using System.Diagnostics.CodeAnalysis;
using Csa.Book.Documents;
using Microsoft.AspNetCore.Html;

namespace Csa.Kernel.Notebook;

/// <summary>Shows values in the middle of a cell; open in every notebook.</summary>
public static class Displaying
{
    private static int last;

    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Anything: an image, a tensor, a chart, a table, text.</param>
    /// <returns>A handle with which <see cref="DisplayedValue.Update"/> can replace what is shown.</returns>
    [SuppressMessage("Style", "IDE1006", Justification = "The name that notebooks of every kernel use.")]
    public static DisplayedValue display(object? value)
    {
        var shown = new DisplayedValue($"display-{Interlocked.Increment(ref last)}");
        shown.Show(value, isUpdate: false);
        return shown;
    }

    /// <summary>Shows a value below the cell.</summary>
    /// <typeparam name="T">Any type.</typeparam>
    /// <param name="value">Anything: an image, a tensor, a chart, a table, text.</param>
    /// <returns>A handle with which <see cref="DisplayedValue.Update"/> can replace what is shown.</returns>
    public static DisplayedValue Display<T>(this T value) => display(value);

    /// <summary>HTML to show as it is.</summary>
    /// <param name="markup">A piece of HTML.</param>
    public static IHtmlContent HTML(string markup) => new HtmlString(markup);

    /// <summary>Restarts the numbering of displays, so that a new engine names its displays like the one before.</summary>
    internal static void Restart() => last = 0;
}

/// <summary>A value shown below a cell, which can be replaced.</summary>
public sealed class DisplayedValue
{
    internal DisplayedValue(string id) => Id = id;

    /// <summary>Its display id.</summary>
    public string Id { get; }

    /// <summary>Replaces what is shown, from this cell or a later one.</summary>
    /// <param name="value">Anything.</param>
    public void Update(object? value) => Show(value, isUpdate: true);

    internal void Show(object? value, bool isUpdate)
    {
        if (Cell.Link is CellLink link) link.Show(new CellOutput.Display(link.Bundle(value), Id, isUpdate));
    }
}
