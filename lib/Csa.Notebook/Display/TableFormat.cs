using System.Collections;
using System.Globalization;
using System.Reflection;
using Csa.Book.Documents;
using Csa.Experiments.Evaluation;

namespace Csa.Notebook.Display;

/// <summary>Shows a sequence of records with plain values as a table: a column per property, a row per record.</summary>
internal static class TableFormat
{
    private const int MaxRows = 100;

    /// <summary>The table, or null for anything but records of numbers and strings.</summary>
    /// <param name="value">Any value.</param>
    public static MimeBundle? Of(object value)
    {
        if (value is string or not IEnumerable || ElementOf(value.GetType()) is not Type element || Columns(element) is not { Length: > 1 } columns) return null;
        object?[] items = [.. ((IEnumerable)value).Cast<object?>().Take(MaxRows + 1)];
        if (items.Length == 0 || items.Contains(null)) return null;
        bool more = items.Length > MaxRows;
        var rows = new TableBlock("", [.. items.Take(MaxRows).Select(item => (IReadOnlyList<TableCell>)[.. columns.Select(column => new TableCell(Text(column.GetValue(item))))])]);
        var table = new ResultTable(
            "", "", [.. columns.Select(column => new TableColumn(column.Name, IsNumber(column.PropertyType) ? ColumnKind.Number : ColumnKind.Words))],
            more ? [rows, new TableBlock("…", [])] : [rows]);
        return new MimeBundle(new Dictionary<string, string> { ["text/plain"] = table.ToString(), ["text/html"] = table.ToHtml() });
    }

    private static Type? ElementOf(Type type) => type.GetInterfaces().Append(type)
        .FirstOrDefault(kind => kind.IsGenericType && kind.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

    // Null where a record has anything but plain values: a table would hide what it is.
    private static PropertyInfo[]? Columns(Type element)
    {
        if (IsPlain(element)) return null;
        PropertyInfo[] all = [.. element.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanRead && property.GetIndexParameters().Length == 0)];
        return all.All(property => IsPlain(property.PropertyType)) ? all : null;
    }

    private static bool IsPlain(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsEnum || plain == typeof(string) || plain == typeof(bool) || plain == typeof(char) || IsNumber(plain);
    }

    private static bool IsNumber(Type type) =>
        Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) is >= TypeCode.SByte and <= TypeCode.Decimal && !type.IsEnum;

    private static string Text(object? value) => value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString() ?? "";
}
