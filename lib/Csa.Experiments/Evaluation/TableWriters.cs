using System.Net;
using System.Text;

namespace Csa.Experiments.Evaluation;

/// <summary>A table as text: markdown, html, plain.</summary>
internal static class TableWriters
{
    public static string Markdown(ResultTable table)
    {
        var text = new StringBuilder(Around("", Beside(Around("**", table.Title, "**"), table.Caption), "\n\n"));
        Row(table.Columns.Select(column => column.Name));
        text.Append('|').AppendJoin('|', table.Columns.Select(column => column.Kind == ColumnKind.Number ? "---:" : "---")).Append("|\n");
        foreach (TableBlock block in table.Blocks)
        {
            if (block.Heading.Length > 0) Row([$"**{block.Heading}**", .. Enumerable.Repeat("", table.Columns.Count - 1)]);
            foreach (IReadOnlyList<TableCell> row in block.Rows)
                Row(row.Select(cell => string.Join("<br>", Lines(cell).Select(line => Beside(line.Best ? $"**{line.Text}**" : line.Text, line.Small)))));
        }

        return text.ToString();

        void Row(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
    }

    public static string Html(ResultTable table)
    {
        // Beside sentences of several lines, short words would be broken and stand in the middle.
        string rest = table.Columns.Any(column => column.Kind == ColumnKind.Prose) ? ";vertical-align:top" : "";
        string[] styles = [.. table.Columns.Select(column => column.Kind switch
        {
            ColumnKind.Number => "text-align:right" + rest,
            ColumnKind.Prose => "text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:14em" + rest,
            _ => "text-align:left" + (rest.Length > 0 ? ";white-space:nowrap" + rest : ""),
        })];
        var html = new StringBuilder("<table>");
        html.Append(Around("<caption style=\"text-align:left\">", Beside(Around("<strong>", Escape(table.Title), "</strong>"), Escape(table.Caption)), "</caption>\n"));
        html.Append("<thead>");
        Row(table.Columns.Select((column, i) => $"<th style=\"{styles[i]}\">{Escape(column.Name)}</th>"));
        html.Append("</thead>");
        foreach (TableBlock block in table.Blocks)
        {
            html.Append("<tbody>");
            if (block.Heading.Length > 0) Row([$"<th colspan=\"{table.Columns.Count}\" style=\"text-align:left;border-top:1px solid\">{Escape(block.Heading)}</th>"]);
            foreach (IReadOnlyList<TableCell> row in block.Rows)
                Row(row.Select((cell, i) => $"<td style=\"{styles[i]}{(cell.Best ? ";background:rgba(0,158,115,0.22)" : "")}\">{string.Join("<br>", Lines(cell).Select(Line))}</td>"));
            html.Append("</tbody>");
        }

        return html.Append("</table>\n").ToString();

        void Row(IEnumerable<string> cells) => html.Append("<tr>").AppendJoin("", cells).Append("</tr>\n");

        static string Line(TableCell line)
        {
            string text = line.Best ? $"<b>{Escape(line.Text)}</b>" : Escape(line.Text);
            if (line.Key is string colour) text = $"<span style=\"border-left:.6em solid {Escape(colour)};padding-left:.4em\">{text}</span>";
            return Beside(text, Around("<small>", Escape(line.Small), "</small>"));
        }
    }

    public static string Plain(ResultTable table)
    {
        string[] names = [.. table.Columns.Select(column => column.Name)];
        var blocks = table.Blocks.Select(block => (block.Heading, Rows: block.Rows.Select(row => row.Select(PlainCell).ToArray()).ToArray())).ToArray();

        // What follows a sentence begins where that ends: as wide as the longest, no line would fit a screen.
        int[] widths = [.. table.Columns.Select((column, i) => column.Kind == ColumnKind.Prose ? 0 : blocks.SelectMany(block => block.Rows).Append(names).Max(row => row[i].Length))];
        var text = new StringBuilder(Around("", Beside(table.Title, table.Caption), "\n"));
        Row(names);
        foreach ((string heading, string[][] rows) in blocks)
        {
            text.Append(Around("", heading, "\n"));
            foreach (string[] row in rows) Row(row);
        }

        return text.ToString().TrimEnd();

        void Row(string[] cells) => text
            .Append(string.Join("  ", cells.Select((cell, i) => table.Columns[i].Kind == ColumnKind.Number ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd()).Append('\n');

        static string PlainCell(TableCell cell) => string.Join(" ", Lines(cell).Select(line => Beside(line.Best ? line.Text + "*" : line.Text, line.Small)));
    }

    private static string Beside(string text, string small) => text.Length > 0 && small.Length > 0 ? $"{text} {small}" : text + small;

    // Nothing around nothing.
    private static string Around(string before, string text, string after) => text.Length > 0 ? before + text + after : "";

    private static IEnumerable<TableCell> Lines(TableCell cell)
    {
        for (TableCell? line = cell; line is not null; line = line.Below) yield return line;
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
