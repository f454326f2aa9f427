using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using Csa.Book.Documents;

namespace Csa.Kernel.Display;

/// <summary>A sequence of records of plain values as a table: a column per property, a row per record.</summary>
internal static class TableFormat
{
    private const int MostRows = 100;

    /// <summary>A table, or null for anything else than records of numbers and words.</summary>
    /// <param name="value">Any value.</param>
    public static MimeBundle? Of(object value)
    {
        if (value is string or not IEnumerable || ElementOf(value.GetType()) is not Type element || Columns(element) is not { Length: > 1 } columns) return null;
        object?[] items = [.. ((IEnumerable)value).Cast<object?>().Take(MostRows + 1)];
        if (items.Length == 0 || items.Contains(null)) return null;
        bool more = items.Length > MostRows;
        string[][] rows = [.. items.Take(MostRows).Select(item => columns.Select(column => Text(column.GetValue(item))).ToArray())];
        bool[] numbers = [.. columns.Select(column => IsNumber(column.PropertyType))];
        string[] names = [.. columns.Select(column => column.Name)];
        return new MimeBundle(new Dictionary<string, string> { ["text/plain"] = Plain(names, rows, numbers, more), ["text/html"] = Html(names, rows, numbers, more) });
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

    private static string Plain(string[] names, string[][] rows, bool[] numbers, bool more)
    {
        int[] widths = [.. names.Select((name, i) => rows.Select(row => row[i].Length).Append(name.Length).Max())];
        var text = new StringBuilder();
        foreach (string[] row in rows.Prepend(names))
            text.AppendLine(string.Join("  ", row.Select((cell, i) => numbers[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
        if (more) text.AppendLine("…");
        return text.ToString().TrimEnd();
    }

    private static string Html(string[] names, string[][] rows, bool[] numbers, bool more)
    {
        string Row(string[] cells, string tag) => "<tr>" + string.Concat(cells.Select((cell, i) =>
            $"<{tag}{(numbers[i] ? " style=\"text-align:right\"" : " style=\"text-align:left\"")}>{WebUtility.HtmlEncode(cell)}</{tag}>")) + "</tr>";
        string body = string.Concat(rows.Select(row => Row(row, "td")));
        string rest = more ? $"<tr><td colspan=\"{names.Length}\">…</td></tr>" : "";
        return $"<table><thead>{Row(names, "th")}</thead><tbody>{body}{rest}</tbody></table>";
    }
}
