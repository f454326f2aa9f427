using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Csa.Data;

namespace Csa.Systems;

/// <summary>One option that text can set.</summary>
/// <param name="Key">Its path, e.g. "system.network.baseChannels".</param>
/// <param name="Type">The values it takes: "whole number", "auto|cpu|cuda" …</param>
/// <param name="Value">Its present value, as text.</param>
public sealed record OptionKey(string Key, string Type, string Value);

/// <summary>Sets options by text (<c>--set key=value</c>) in any record, nested records included.</summary>
/// <remarks>
/// A key is a path of property names joined by dots, or any unambiguous end of one; case does not matter.
/// Records stay immutable: a changed copy is returned.
/// </remarks>
public static class OptionText
{
    private const string None = "none";

    /// <summary>Every option of a record, in order of declaration.</summary>
    /// <param name="options">A record.</param>
    public static IReadOnlyList<OptionKey> Keys(object options) =>
        [.. Leaves(options).Select(leaf => new OptionKey(leaf.Key, TypeText(leaf.Type), ValueText(leaf.Value)))];

    /// <summary>A copy with settings applied in order.</summary>
    /// <typeparam name="T">A record type, or what it is known as.</typeparam>
    /// <param name="options">A record; stays as it is.</param>
    /// <param name="settings">Each "key=value"; "none" unsets an option that need not be set.</param>
    /// <exception cref="BadInputException">No such key, an ambiguous one, or a value of the wrong type; the message lists
    /// the keys or the type.</exception>
    public static T Apply<T>(T options, IEnumerable<string> settings)
        where T : notnull
    {
        object result = options;
        foreach (string setting in settings) result = Apply(result, setting);
        return (T)result;
    }

    private static object Apply(object options, string setting)
    {
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1) throw new BadInputException($"--set: want key=value, got '{setting}'");
        string key = setting[..equals].Trim(), text = setting[(equals + 1)..].Trim();
        Leaf leaf = Find([.. Leaves(options)], key);
        return Replace(options, leaf.Path, Parse(leaf, text));
    }

    private static Leaf Find(Leaf[] leaves, string key)
    {
        Leaf[] found = [.. leaves.Where(leaf => leaf.Key.Equals(key, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 0) found = [.. leaves.Where(leaf => leaf.Key.EndsWith("." + key, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 1) return found[0];
        throw new BadInputException(found.Length > 1
            ? $"--set {key}: want one option, this could be {string.Join(" or ", found.Select(leaf => leaf.Key))}; give more of its path"
            : $"--set {key}: no such option{NearestOf(leaves, key)}; there are {string.Join(", ", leaves.Select(leaf => $"{leaf.Key} ({TypeText(leaf.Type)})"))}");
    }

    // By its last word, which is what is mostly typed, or by its path.
    private static string NearestOf(Leaf[] leaves, string key)
    {
        string? near = Nearest.To(key, leaves.SelectMany(leaf => new[] { leaf.Key, leaf.Key.Split('.')[^1] }).Distinct());
        return near is null ? "" : $", did you mean {near}?";
    }

    private static IEnumerable<Leaf> Leaves(object record, params PropertyInfo[] path)
    {
        foreach (PropertyInfo property in Properties(record.GetType()))
        {
            PropertyInfo[] longer = [.. path, property];
            object? value = property.GetValue(record);
            if (value is not null && CloneMethod(value.GetType()) is not null)
            {
                foreach (Leaf leaf in Leaves(value, longer)) yield return leaf;
            }
            else
            {
                yield return new Leaf(longer, value);
            }
        }
    }

    // A copy of the record with one leaf replaced, and so each record above it. Setting an init property by reflection is
    // sound here because the copy has not been seen by anybody yet.
    private static object Replace(object record, ReadOnlySpan<PropertyInfo> path, object? value)
    {
        object copy = CloneMethod(record.GetType())!.Invoke(record, null)!;
        path[0].SetValue(copy, path.Length == 1 ? value : Replace(path[0].GetValue(record)!, path[1..], value));
        return copy;
    }

    private static object? Parse(Leaf leaf, string text)
    {
        Type type = Nullable.GetUnderlyingType(leaf.Type) ?? leaf.Type;
        if (text.Equals(None, StringComparison.OrdinalIgnoreCase) && leaf.IsOptional) return null;
        try
        {
            if (type == typeof(string)) return text;
            if (type == typeof(bool)) return bool.Parse(text);
            if (type.IsEnum) return Enum.GetNames(type).Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse(type, text, ignoreCase: true) : throw new FormatException();
            if (typeof(IConvertible).IsAssignableFrom(type)) return Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
            return JsonSerializer.Deserialize(text, type, OptionJson.Settings);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException or JsonException or InvalidCastException)
        {
            throw new BadInputException($"--set {leaf.Key}: want {TypeText(leaf.Type)}{(leaf.IsOptional ? $" or {None}" : "")}, got '{text}'", fault);
        }
    }

    private static string TypeText(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum) return string.Join('|', Enum.GetNames(type).Select(OptionJson.Camel));
        if (type == typeof(bool)) return "true|false";
        if (type == typeof(string)) return "text";
        if (type == typeof(double) || type == typeof(float)) return "number";
        if (type == typeof(int) || type == typeof(long) || type == typeof(ulong)) return "whole number";
        return typeof(IEnumerable).IsAssignableFrom(type) ? "JSON list" : "JSON";
    }

    private static string ValueText(object? value) => value switch
    {
        null => None,
        Enum or bool => OptionJson.Camel(value.ToString()!),
        IConvertible plain => plain.ToString(CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(value, value.GetType(), OptionJson.Settings).ReplaceLineEndings(""),
    };

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite && property.GetIndexParameters().Length == 0);

    // What the compiler gives records, and nothing else.
    private static MethodInfo? CloneMethod(Type type) => type.GetMethod("<Clone>$");

    private sealed record Leaf(PropertyInfo[] Path, object? Value)
    {
        public string Key => string.Join('.', Path.Select(property => OptionJson.Camel(property.Name)));

        public Type Type => Path[^1].PropertyType;

        public bool IsOptional => new NullabilityInfoContext().Create(Path[^1]).WriteState == NullabilityState.Nullable;
    }
}

/// <summary>The JSON form of options: camel case, enums by name, unknown properties refused.</summary>
internal static class OptionJson
{
    public static JsonSerializerOptions Settings { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        WriteIndented = true,
        IgnoreReadOnlyProperties = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for files, not for web pages: paths stay readable
    };

    /// <summary>The same form on a single line, for log.jsonl.</summary>
    public static JsonSerializerOptions Line { get; } = new(Settings) { WriteIndented = false };

    /// <summary>What is wrong with JSON, in a user's words: without the names of .NET types.</summary>
    /// <param name="fault">From reading it.</param>
    public static string Explain(Exception fault)
    {
        string message = fault.Message;
        string[] quoted = message.Split('\'');
        if (message.Contains(".NET member", StringComparison.Ordinal)) return $"there is no '{quoted[1]}'";
        if (message.Contains("missing required", StringComparison.Ordinal)) return $"it lacks {string.Join(", ", quoted.Where((_, i) => i % 2 == 1).Skip(1))}";
        if (!message.Contains("be converted to", StringComparison.Ordinal)) return message;
        return fault is JsonException { Path: ['$', '.', .. string path] } ? $"'{path}' has a value of a kind that it does not take" : "a value in it is of a kind that it does not take";
    }

    public static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
