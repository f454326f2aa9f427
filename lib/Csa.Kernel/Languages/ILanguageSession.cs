namespace Csa.Kernel.Languages;

/// <summary>One language's state: what its cells have defined.</summary>
internal interface ILanguageSession
{
    /// <summary>Makes assemblies known to the cells that follow.</summary>
    /// <param name="files">Paths of loaded assemblies.</param>
    void Reference(IReadOnlyList<string> files);

    /// <summary>Runs one part of a cell on the cells' thread.</summary>
    /// <returns>The value of its last expression, or null where it has none.</returns>
    /// <exception cref="CompilationFailedException">The code does not compile.</exception>
    /// <exception cref="CellInterruptedException">The token was cancelled.</exception>
    /// <remarks>Exceptions of the code itself leave unchanged.</remarks>
    TypedValue? Run(SegmentRun run, CancellationToken cancellation);

    /// <summary>The value of a variable, or null where there is none of that name.</summary>
    TypedValue? Find(string name);

    /// <summary>Defines a variable of the value's static type.</summary>
    /// <exception cref="ArgumentException">The language cannot name that type.</exception>
    void Define(string name, TypedValue value);

    /// <summary>Answers an editor's questions from the state so far.</summary>
    ILanguageEditor Editor { get; }
}

/// <summary>Answers an editor's questions in one language.</summary>
internal interface ILanguageEditor
{
    /// <summary>What could stand at the cursor.</summary>
    Task<Completion?> CompleteAsync(string code, int cursor, CancellationToken cancellation);

    /// <summary>Signature and documentation of what stands at the cursor.</summary>
    Task<string?> InspectAsync(string code, int cursor, CancellationToken cancellation);
}

/// <summary>A value and its static type.</summary>
internal sealed record TypedValue(object? Value, Type Type);

/// <summary>One part of a cell to run.</summary>
internal sealed record SegmentRun
{
    /// <summary>The code, its line numbers the cell's own.</summary>
    public required string Code { get; init; }

    /// <summary>Names this run of this cell, unlike any other run; see <see cref="CellPath"/>.</summary>
    public required string Path { get; init; }

    /// <summary>Where relative paths start.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>Takes warnings.</summary>
    public required Action<CellDiagnostic> Warn { get; init; }
}

/// <summary>What a compiler says about a cell.</summary>
/// <param name="Id">For instance CS0103, FS0039.</param>
/// <param name="Message">In the compiler's words.</param>
/// <param name="Line">The cell's line, from 1; null where none is known.</param>
/// <param name="Column">From 1; null where none is known.</param>
internal sealed record CellDiagnostic(string Id, string Message, int? Line, int? Column)
{
    /// <summary>As "(2,5)".</summary>
    public string Place => Line is null ? "" : $"({Line},{Column})";

    /// <summary>As "(2,5): CS0103: …".</summary>
    public override string ToString() => Line is null ? $"{Id}: {Message}" : $"{Place}: {Id}: {Message}";
}

/// <summary>A cell does not compile.</summary>
internal sealed class CompilationFailedException(IReadOnlyList<CellDiagnostic> errors) : Exception(string.Join('\n', errors))
{
    public IReadOnlyList<CellDiagnostic> Errors { get; } = errors;
}

/// <summary>
/// The file name under which compilers know one run of a cell: its name and a number, so that an error in a function of an
/// earlier run of the same cell is not taken for one of this run.
/// </summary>
internal static class CellPath
{
    /// <summary>The path of a run.</summary>
    public static string Of(string cellName, int run) => $"{cellName} [{run}]";

    /// <summary>The cell's name, or null where the path is of no cell.</summary>
    public static string? CellOf(string? path)
    {
        if (path is null || !path.EndsWith(']') || path.LastIndexOf(" [", StringComparison.Ordinal) is not (> 0 and int at)) return null;
        return int.TryParse(path.AsSpan(at + 2, path.Length - at - 3), out _) ? Path.GetFileName(path[..at]) : null;
    }
}
