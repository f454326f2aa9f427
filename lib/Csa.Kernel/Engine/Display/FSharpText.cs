using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.FSharp.Core;
using Microsoft.FSharp.Reflection;

namespace Csa.Kernel.Engine.Display;

/// <summary>F# values by <c>%A</c>, as F# people read them.</summary>
internal static class FSharpText
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    /// <summary>Whether a type is one of F#'s own kinds: list, option, map, set, record, union, function.</summary>
    public static bool Owns(Type type) => Known.GetOrAdd(type, static one =>
        one.Namespace is "Microsoft.FSharp.Collections" or "Microsoft.FSharp.Core"
        || FSharpType.IsUnion(one, FSharpOption<BindingFlags>.None)
        || FSharpType.IsRecord(one, FSharpOption<BindingFlags>.None)
        || FSharpType.IsFunction(one)
        || FSharpType.IsExceptionRepresentation(one, FSharpOption<BindingFlags>.None));

    /// <summary>The value's <c>%A</c>.</summary>
    /// <param name="value">Any value; null stands for F#'s None and () too.</param>
    /// <param name="type">Its static type, which tells the nulls apart.</param>
    public static string Of(object? value, Type type)
    {
        if (value is null) return type == typeof(Unit) ? "()" : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(FSharpOption<>) ? "None" : "null";
        var format = new PrintfFormat<FSharpFunc<object, string>, Unit, string, string, object>("%A");
        return ExtraTopLevelOperators.PrintFormatToString(format).Invoke(value);
    }
}
