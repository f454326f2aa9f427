using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Csa.Book.Documents;
using Csa.Kernel.Languages;

namespace Csa.Kernel.Engine;

/// <summary>Reports failures for readers: the cell's own lines, without the frames of the engine.</summary>
internal static partial class ErrorReport
{
    private const int MaxFrames = 30;

    /// <summary>An exception that left the cell's code.</summary>
    /// <param name="exception">As caught.</param>
    /// <param name="path">The run's <see cref="CellPath"/>.</param>
    public static CellOutput.Error Of(Exception exception, string path)
    {
        Exception fault = Unwrapped(exception);
        var lines = new List<string>();
        for (Exception? one = fault; one is not null; one = one.InnerException)
        {
            lines.Add($"{(one == fault ? "" : "caused by ")}{one.GetType().FullName}: {one.Message}");
            lines.AddRange(Frames(one).Select(Describe));
        }

        int? line = Frames(fault).FirstOrDefault(frame => IsOf(frame, path))?.GetFileLineNumber();
        return new CellOutput.Error(fault.GetType().Name, fault.Message, lines, line);
    }

    /// <summary>An exception that no cell could catch.</summary>
    /// <param name="stray">From <see cref="StrayExceptions"/>.</param>
    /// <param name="path">The <see cref="CellPath"/> of the run that it fails, which need not be the one that threw it.</param>
    public static CellOutput.Error OfStray(Exception stray, string path)
    {
        CellOutput.Error error = Of(stray, path);
        StackFrame? origin = Frames(Unwrapped(stray)).FirstOrDefault(frame => CellPath.CellOf(frame.GetFileName()) is not null);
        if (origin is null) return error;
        string place = string.Create(CultureInfo.InvariantCulture, $"{CellPath.CellOf(origin.GetFileName())}, line {origin.GetFileLineNumber()}");
        return error with { Message = $"{error.Message} (thrown in {place}, by an async void method or on a thread of the cell's own)" };
    }

    /// <summary>Code that does not compile.</summary>
    public static CellOutput.Error Of(CompilationFailedException failure, string cellName)
    {
        CellDiagnostic first = failure.Errors[0];
        return new CellOutput.Error("CompilationError", first.ToString(), [.. failure.Errors.Select(error => $"{cellName}{error}")], first.Line);
    }

    /// <summary>A magic that cannot be carried out.</summary>
    public static CellOutput.Error Of(MagicException failure, string cellName) =>
        new("MagicError", failure.Message, [$"{cellName}({failure.Line}): {failure.Message}"], failure.Line);

    /// <summary>An interrupt.</summary>
    public static CellOutput.Error Interrupted { get; } = new("Interrupted", "the cell was interrupted", ["the cell was interrupted"], null);

    // Wrappers that say nothing of their own.
    private static Exception Unwrapped(Exception exception) => exception switch
    {
        TargetInvocationException { InnerException: Exception inner } => Unwrapped(inner),
        AggregateException { InnerExceptions: [Exception only] } => Unwrapped(only),
        TypeInitializationException { InnerException: Exception inner } when exception.Message.Contains("<StartupCode$", StringComparison.Ordinal) => Unwrapped(inner),
        _ => exception,
    };

    /// <summary>From where it was thrown out to the outermost line of a cell, else to where the engine begins.</summary>
    private static IEnumerable<StackFrame> Frames(Exception exception)
    {
        StackFrame[] frames = [.. new StackTrace(exception, fNeedFileInfo: true).GetFrames().Where(frame => !IsPlumbing(frame.GetMethod()))];
        int outermost = Array.FindLastIndex(frames, frame => CellPath.CellOf(frame.GetFileName()) is not null);
        IEnumerable<StackFrame> own = outermost >= 0 ? frames[..(outermost + 1)] : frames.TakeWhile(frame => !IsEngine(frame.GetMethod()));
        return own.Take(MaxFrames);
    }

    private static bool IsOf(StackFrame frame, string path) => frame.GetFileName() is string file && Path.GetFileName(file) == path;

    private static bool IsPlumbing(MethodBase? method) =>
        method?.DeclaringType?.Namespace is "System.Runtime.ExceptionServices" or "System.Runtime.CompilerServices" || method?.IsDefined(typeof(StackTraceHiddenAttribute), false) == true;

    private static bool IsEngine(MethodBase? method) =>
        method?.DeclaringType is not Type type
        || type.Assembly == typeof(ErrorReport).Assembly
        || type.FullName!.StartsWith("Microsoft.CodeAnalysis.", StringComparison.Ordinal)
        || type.FullName!.StartsWith("FSharp.Compiler.", StringComparison.Ordinal);

    private static string Describe(StackFrame frame)
    {
        string where = frame.GetFileName() is not string file ? ""
            : string.Create(CultureInfo.InvariantCulture, $" in {CellPath.CellOf(file) ?? Path.GetFileName(file)}, line {frame.GetFileLineNumber()}");
        return $"   at {Name(frame.GetMethod())}{where}";
    }

    private static string Name(MethodBase? method)
    {
        if (method?.DeclaringType is not Type type) return method?.Name ?? "?";

        // Iterators and async methods live in a nested class <Name>d__1, lambdas and local functions in <Outer>b__0, <Outer>g__Name|0.
        string typeName = type.FullName ?? type.Name;
        string name = method.Name == "MoveNext" && Generated().Match(type.Name) is { Success: true } machine ? machine.Groups["name"].Value : method.Name;
        if (Local().Match(name) is { Success: true } local) name = local.Groups["name"].Value;
        else if (name.StartsWith('<')) name = Generated().Match(name).Groups["name"].Value + " (lambda)";
        typeName = Submission().Replace(string.Join('.', typeName.Split('+').Where(part => !part.StartsWith('<'))), "");
        bool isTop = name is "<Initialize>" or "main@" or "Initialize" or ".cctor" or "staticInitialization@" && (typeName.Length == 0 || typeName.Contains("StartupCode", StringComparison.Ordinal));
        if (isTop) return "the cell";
        string parameters = string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name));
        return $"{(typeName.Length == 0 ? "" : typeName + ".")}{name}({parameters})";
    }

    [GeneratedRegex(@"^<+(?<name>[^<>]*)>")]
    private static partial Regex Generated();

    [GeneratedRegex(@"g__(?<name>[^|]+)\|")]
    private static partial Regex Local();

    [GeneratedRegex(@"^(Submission#\d+|FSI_\d+)\.?")]
    private static partial Regex Submission();
}
