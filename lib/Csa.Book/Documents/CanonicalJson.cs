using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Csa.Book.Documents;

/// <summary>
/// JSON as nbformat writes it (Python's json.dumps with indent=1, sort_keys, ensure_ascii=False), byte for byte, so that a
/// notebook saved here and by Jupyter is the same file.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>The text, without a newline at the end.</summary>
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } fields:
                // Python sorts by code point and .NET by UTF-16 unit; they differ only where keys mix emoji with U+E000 and above.
                char before = '{';
                foreach ((string key, JsonNode? value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
                {
                    Begin(text, before, depth + 1);
                    Quote(text, key);
                    text.Append(": ");
                    Write(text, value, depth + 1);
                    before = ',';
                }

                NewLine(text, depth).Append('}');
                break;
            case JsonArray { Count: > 0 } items:
                before = '[';
                foreach (JsonNode? item in items)
                {
                    Begin(text, before, depth + 1);
                    Write(text, item, depth + 1);
                    before = ',';
                }

                NewLine(text, depth).Append(']');
                break;
            case JsonObject:
                text.Append("{}");
                break;
            case JsonArray:
                text.Append("[]");
                break;
            case null:
                text.Append("null");
                break;
            default:
                if (node.GetValueKind() == JsonValueKind.String) Quote(text, node.GetValue<string>());
                else text.Append(node.ToJsonString());
                break;
        }
    }

    private static void Begin(StringBuilder text, char before, int depth) => NewLine(text.Append(before), depth);

    private static StringBuilder NewLine(StringBuilder text, int depth) => text.Append('\n').Append(' ', depth);

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case < ' ': text.Append($"\\u{(int)c:x4}"); break;
                default: text.Append(c); break;
            }
        }

        text.Append('"');
    }
}
