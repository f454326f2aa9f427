namespace Csa.Data.Files;

/// <summary>One line of a csv file (RFC 4180); fields with line breaks are not supported.</summary>
internal static class CsvLine
{
    /// <summary>Quotes a field for a line.</summary>
    public static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    /// <summary>The fields of a line; null if its quotes are not closed or stand inside a field.</summary>
    /// <param name="line">The line, without its line break.</param>
    /// <param name="comma">The separator of fields.</param>
    public static List<string>? Fields(string line, char comma = ',')
    {
        var fields = new List<string>();
        for (int at = 0; ;)
        {
            if (at < line.Length && line[at] == '"')
            {
                int end = ClosingQuote(line, at + 1);
                if (end < 0) return null;
                fields.Add(line[(at + 1)..end].Replace("\"\"", "\"", StringComparison.Ordinal));
                at = end + 1;
            }
            else
            {
                int end = line.IndexOf(comma, at);
                if (end < 0) end = line.Length;
                fields.Add(line[at..end]);
                at = end;
            }

            if (at == line.Length) return fields;
            if (line[at++] != comma) return null;
        }
    }

    private static int ClosingQuote(string line, int from)
    {
        for (int at = from; (at = line.IndexOf('"', at)) >= 0; at += 2)
            if (at + 1 == line.Length || line[at + 1] != '"') return at;
        return -1;
    }
}
