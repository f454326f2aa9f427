using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Csa.Systems;

/// <summary>How options are written as JSON: camel case, enums by name, nothing unknown accepted.</summary>
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

    /// <summary>For log.jsonl: the same on one line.</summary>
    public static JsonSerializerOptions Line { get; } = new(Settings) { WriteIndented = false };

    public static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
