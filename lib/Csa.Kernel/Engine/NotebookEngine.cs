using System.Diagnostics;
using Csa.Book.Documents;
using Csa.Data;
using Csa.Kernel.Languages;
using Csa.Kernel.Languages.CSharp;
using Csa.Kernel.Languages.FSharp;
using Csa.Notebook;
using Csa.Notebook.Display;

namespace Csa.Kernel.Engine;

/// <summary>
/// The notebook engine: C# runs in Roslyn's scripting, F# in F# Interactive, each with its own state, and they share one
/// copy of every assembly.
/// </summary>
/// <remarks>F# is started by the first F# cell.</remarks>
public sealed class NotebookEngine : INotebookEngine
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly AssemblyReferences references = new();
    private readonly ValueFormats formats = new();
    private readonly Stack<string> imports = new();
    private CellThread thread = new();
    private CSharpSession? csharp;
    private FSharpSession? fsharp;
    private int runs;

    /// <inheritdoc/>
    public async Task<CellOutcome> RunAsync(CellRequest cell, Action<CellOutput> show, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(show);
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            CellOutcome outcome = await thread.RunAsync(() => Run(cell, show, cancellation)).ConfigureAwait(false);
            if (outcome.Error == ErrorReport.Interrupted)
            {
                thread.Dispose();
                thread = new CellThread();
            }

            return outcome;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<Completion> CompleteAsync(CellRequest cell, int cursor, CancellationToken cancellation = default) =>
        await AskAsync(cell, cursor, (editor, code) => editor.CompleteAsync(code, cursor, cancellation), cancellation).ConfigureAwait(false)
        ?? new Completion([], cursor, cursor);

    /// <inheritdoc/>
    public async Task<MimeBundle?> InspectAsync(CellRequest cell, int cursor, CancellationToken cancellation = default) =>
        await AskAsync(cell, cursor, (editor, code) => editor.InspectAsync(code, cursor, cancellation), cancellation).ConfigureAwait(false) is string text
            ? MimeBundle.Text(text)
            : null;

    /// <inheritdoc/>
    public Completeness IsComplete(CellRequest cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        CellSegment last = CellParser.Parse(cell, isTyping: true)[^1];
        return last.Language == CellLanguage.FSharp ? FSharpParser.IsComplete(last.Code) : CSharpEditor.IsComplete(last.Code);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        thread.Dispose();
        fsharp?.Dispose();
        turn.Dispose();
    }

    private CellOutcome Run(CellRequest cell, Action<CellOutput> show, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        CellOutput.Error? error;
        runs++;
        using (var outputs = new OutputQueue(show))
        using (ConsoleCapture.To(outputs, cell.Input ?? TextReader.Null))
        using (Notebook.Cell.Begin(new CellLink(cell.Source, runs, cancellation, outputs.Add, formats.Bundle, cell.Language)))
        {
            error = Attempt(cell, outputs, cancellation);
            if (error is not null) outputs.Add(error);
        }

        return new CellOutcome(error, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Runs a cell, or one that it imports; why it failed, or null.</summary>
    private CellOutput.Error? Attempt(CellRequest cell, OutputQueue outputs, CancellationToken cancellation)
    {
        string path = CellPath.Of(cell.Name, runs);
        try
        {
            Run(cell, CellParser.Parse(cell), path, outputs, cancellation);
            return StrayExceptions.Take() is Exception stray ? ErrorReport.OfStray(stray, path) : null;
        }
        catch (MagicException failure)
        {
            return ErrorReport.Of(failure, cell.Name);
        }
        catch (CompilationFailedException failure)
        {
            return ErrorReport.Of(failure, cell.Name);
        }
        catch (CellInterruptedException)
        {
            return ErrorReport.Interrupted;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ErrorReport.Interrupted;
        }
        catch (Exception fault)
        {
            return ErrorReport.Of(fault, path);
        }
    }

    private void Run(CellRequest cell, IReadOnlyList<CellSegment> segments, string path, OutputQueue outputs, CancellationToken cancellation)
    {
        long? timed = null;
        foreach (CellSegment segment in segments)
        {
            if (segment.Requests.Any(request => request is MagicRequest.Time)) timed ??= Stopwatch.GetTimestamp();
            Run(cell, segment, segment == segments[^1], path, outputs, cancellation);
        }

        // As Polyglot Notebooks says it.
        if (timed is long begun) outputs.Add(new CellOutput.Display(MimeBundle.Text(FormattableString.Invariant($"Wall time: {Stopwatch.GetElapsedTime(begun).TotalMilliseconds}ms"))));
    }

    private void Run(CellRequest cell, CellSegment segment, bool isLast, string path, OutputQueue outputs, CancellationToken cancellation)
    {
        string folder = Path.GetFullPath(cell.BaseFolder ?? Directory.GetCurrentDirectory());
        foreach (MagicRequest request in segment.Requests)
        {
            if (request is MagicRequest.Import import) Import(import, folder, outputs, cancellation);
            else Follow(request, segment.Language, folder);
        }

        // After the requests: what they import has languages of its own.
        Notebook.Cell.Switch(segment.Language);
        if (!segment.HasCode) return;
        TypedValue? value = Session(segment.Language).Run(
            new SegmentRun
            {
                Code = segment.Code,
                Path = path,
                BaseFolder = folder,
                Warn = warning => outputs.Print($"{cell.Name}{warning.Place}: warning {warning.Id}: {warning.Message}\n", isError: true),
            },
            cancellation);
        if (value is null or { Value: DisplayedValue }) return;

        // The values' own code runs here too, and may never end either.
        MimeBundle? bundle = null;
        InterruptibleRun.Of(
            () =>
            {
                bundle = Notebook.Cell.Link!.Bundle(value.Value, value.Type);
                return Task.CompletedTask;
            },
            cancellation);
        outputs.Add(isLast && imports.Count == 0 ? new CellOutput.Result(bundle!) : new CellOutput.Display(bundle!));
    }

    /// <summary>Runs the cells of another notebook as if they stood here; relative paths start where they start here.</summary>
    private void Import(MagicRequest.Import request, string folder, OutputQueue outputs, CancellationToken cancellation)
    {
        string file = Path.GetFullPath(Path.Combine(folder, request.Path));
        if (imports.Contains(file)) throw new MagicException(request.Line, $"#!import: {request.Path} imports itself");
        imports.Push(file);
        try
        {
            foreach ((int index, CodeCell code) in NotebookReader.Load(file).CodeCells.Index())
            {
                string name = $"{request.Path} cell {index + 1}";
                if (code.Language is not CellLanguage language) throw new MagicException(request.Line, $"#!import: {name} is {code.LanguageName}; the engine runs C# and F#");
                CellOutput.Error? error = Attempt(new CellRequest { Source = code.Source, Language = language, BaseFolder = folder, Name = name }, outputs, cancellation);
                if (error == ErrorReport.Interrupted) throw new CellInterruptedException();
                if (error is not null) throw new MagicException(request.Line, $"#!import: {name}{(error.Line is int line ? $", line {line}" : "")}: {error.Name}: {error.Message}");
            }
        }
        catch (BadInputException failure)
        {
            throw new MagicException(request.Line, $"#!import: {failure.Message}");
        }
        finally
        {
            imports.Pop();
        }
    }

    private void Follow(MagicRequest request, CellLanguage language, string folder)
    {
        try
        {
            switch (request)
            {
                case MagicRequest.Share share:
                    TypedValue value = Session(share.From).Find(share.Name) ?? throw new ArgumentException($"#!share: {Name(share.From)} has no value '{share.Name}'{(share.From == CellLanguage.FSharp ? " (a function with parameters is none)" : "")}");
                    Session(language).Define(share.As, value);
                    break;
                case MagicRequest.Reference { Path: string path } when path.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase):
                    throw new ArgumentException(
                        $"#r \"{path}\": this engine restores no packages; reference the package in a project, build it and name its dll: #r \"path/to/{path[6..].Split(',')[0].Trim()}.dll\"");
                case MagicRequest.Reference { Path: string path }:
                    IReadOnlyList<string> added = references.Add(Path.Combine(folder, path));
                    csharp?.Reference(added);
                    fsharp?.Reference(added);
                    break;
            }
        }
        catch (BadImageFormatException)
        {
            throw new MagicException(request.Line, $"#r: {((MagicRequest.Reference)request).Path} is no .NET assembly; name the dll that a build made");
        }
        catch (Exception fault) when (fault is ArgumentException or IOException)
        {
            throw new MagicException(request.Line, fault.Message);
        }
    }

    /// <summary>Asks the language at the cursor, between two cells.</summary>
    private async Task<T?> AskAsync<T>(CellRequest cell, int cursor, Func<ILanguageEditor, string, Task<T?>> ask, CancellationToken cancellation)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)cursor, (uint)cell.Source.Length);
        int line = cell.Source.AsSpan(0, cursor).Count('\n');
        CellSegment segment = CellParser.Parse(cell, isTyping: true).Last(one => one.FirstLine <= line);
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ILanguageEditor editor = await thread.RunAsync(() => Session(segment.Language).Editor).ConfigureAwait(false);
            return await ask(editor, segment.Code).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private ILanguageSession Session(CellLanguage language) => language == CellLanguage.FSharp
        ? fsharp ??= new FSharpSession(references)
        : csharp ??= new CSharpSession([.. references.Framework, .. references.Files]);

    private static string Name(CellLanguage language) => language == CellLanguage.FSharp ? "F#" : "C#";
}
