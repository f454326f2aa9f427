using System.Text.Json;
using Csa.Data;

namespace Csa.Experiments.Verification;

/// <summary>Readers for the golden files' number formats: arrays as {"shape","dtype","data"} with null = NaN, and run lengths.</summary>
internal static class GoldenJson
{
    /// <summary>Opens a golden file.</summary>
    public static JsonElement Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.Clone();
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"golden file: want JSON, got {path}: {fault.Message}", fault);
        }
    }

    /// <summary>A flat array of numbers, or the data of a shaped one.</summary>
    public static double[] Numbers(this JsonElement element)
    {
        JsonElement data = element.ValueKind == JsonValueKind.Object ? element.GetProperty("data") : element;
        return [.. data.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];
    }

    /// <summary>A float32 array: its decimals are the shortest that give the float back, not the float itself.</summary>
    public static double[] Singles(this JsonElement element) => [.. element.Numbers().Select(value => (double)(float)value)];

    /// <summary>A flat array of whole numbers.</summary>
    public static int[] Integers(this JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetInt32())];

    /// <summary>Alternating run lengths, the first of zeros, as bytes 0/1.</summary>
    public static byte[] RunLengths(this JsonElement element)
    {
        var cells = new List<byte>();
        byte value = 0;
        foreach (int run in element.Integers())
        {
            cells.AddRange(Enumerable.Repeat(value, run));
            value ^= 1;
        }

        return [.. cells];
    }
}
