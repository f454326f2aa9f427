using System.Reflection;
using Microsoft.FSharp.Core;

namespace Csa.Notebook;

/// <summary>Types as each language writes them.</summary>
internal static class TypeNames
{
    /// <summary>For instance <c>global::System.Collections.Generic.List&lt;global::System.Int32&gt;</c>.</summary>
    /// <exception cref="ArgumentException">It has no name that C# could write, as an anonymous type.</exception>
    public static string CSharp(Type type) => Write(type, "global::", array => $"[{new string(',', array.GetArrayRank() - 1)}]", _ => null);

    /// <summary>For instance <c>global.System.Collections.Generic.List&lt;global.System.Int32&gt;</c>.</summary>
    /// <exception cref="ArgumentException">It has no name that F# could write, as a class defined in a C# cell.</exception>
    public static string FSharp(Type type) => Write(type, "global.", array => $"[{new string(',', array.GetArrayRank() - 1)}]", Special);

    /// <summary>The assemblies of a type and of its arguments.</summary>
    public static IEnumerable<Assembly> AssembliesOf(Type type) =>
        type.HasElementType ? AssembliesOf(type.GetElementType()!) : type.GetGenericArguments().SelectMany(AssembliesOf).Append(type.Assembly).Distinct();

    // F# keeps its own account of tuples and functions.
    private static string? Special(Type type)
    {
        if (!type.IsGenericType) return null;
        string[] parts = [.. type.GetGenericArguments().Select(FSharp)];
        Type generic = type.GetGenericTypeDefinition();
        if (generic == typeof(FSharpFunc<,>)) return $"({parts[0]} -> {parts[1]})";
        if (generic.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal) && parts.Length is > 1 and < 8) return $"struct ({string.Join(" * ", parts)})";
        if (generic.FullName!.StartsWith("System.Tuple`", StringComparison.Ordinal) && parts.Length is > 1 and < 8) return $"({string.Join(" * ", parts)})";
        return null;
    }

    private static string Write(Type type, string prefix, Func<Type, string> array, Func<Type, string?> special)
    {
        if (special(type) is string written) return written;
        if (type.IsArray)
        {
            // C# reads int[][,] from the left, F# and reflection from the right.
            if (prefix == "global.") return Write(type.GetElementType()!, prefix, array, special) + array(type);
            Type inner = type;
            string ranks = "";
            for (; inner.IsArray; inner = inner.GetElementType()!) ranks += array(inner);
            return Write(inner, prefix, array, special) + ranks;
        }

        if (type.IsPointer || type.IsByRef || type.IsByRefLike || type.IsGenericParameter) throw new ArgumentException($"a value of type {type} cannot be shared");
        if (!type.IsVisible || type.Name.Contains('<', StringComparison.Ordinal) || type.FullName?.Contains('#', StringComparison.Ordinal) == true)
            throw new ArgumentException($"#!share: the other language has no name for the type {type.Name}, which is private or of a C# cell; share a value of a public type");

        var arguments = new Queue<Type>(type.GetGenericArguments());
        var chain = new Stack<Type>();
        for (Type? level = type; level is not null; level = level.DeclaringType) chain.Push(level);
        IEnumerable<string> names = chain.Select(level =>
        {
            int tick = level.Name.IndexOf('`', StringComparison.Ordinal);
            if (tick < 0) return level.Name;
            int count = int.Parse(level.Name.AsSpan(tick + 1), System.Globalization.CultureInfo.InvariantCulture);
            return $"{level.Name[..tick]}<{string.Join(", ", Enumerable.Range(0, count).Select(_ => Write(arguments.Dequeue(), prefix, array, special)))}>";
        });
        return prefix + (string.IsNullOrEmpty(type.Namespace) ? "" : type.Namespace + ".") + string.Join('.', names);
    }
}
