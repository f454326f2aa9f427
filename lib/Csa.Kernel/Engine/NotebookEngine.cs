using System.Diagnostics;
using Csa.Kernel.Engine.CSharp;
using Csa.Kernel.Engine.Display;
using Csa.Kernel.Engine.FSharp;
using Csa.Kernel.Notebook;

namespace Csa.Kernel.Engine;

/// <summary>The engine: C# by Roslyn's scripting, F# by F# Interactive, one state for each and one copy of every assembly.</summary>
/// <remarks>F# is started by the first F# cell.</remarks>
public sealed class NotebookEngine : INotebookEngine
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly AssemblyReferences references = new();
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
    public Task<Completion> CompleteAsync(CellRequest cell, int cursor, CancellationToken cancellation = default) =>
        Task.FromResult(new Completion([], cursor, cursor));

    /// <inheritdoc/>
    public Task<MimeBundle?> InspectAsync(CellRequest cell, int cursor, CancellationToken cancellation = default) => Task.FromResult<MimeBundle?>(null);

    /// <inheritdoc/>
    public Completeness IsComplete(CellRequest cell) => Completeness.Complete;

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
        CellOutput.Error? error = null;
        using (var outputs = new OutputQueue(show))
        using (ConsoleCapture.To(outputs))
        using (Cell.Begin(new CellLink(cancellation, outputs.Add, cell.Language)))
        {
            string path = CellPath.Of(cell.Name, ++runs);
            try
            {
                IReadOnlyList<CellSegment> segments = CellParser.Parse(cell);
                foreach (CellSegment segment in segments) Run(cell, segment, segment == segments[^1], path, outputs, cancellation);
            }
            catch (MagicException failure)
            {
                error = ErrorReport.Of(failure, cell.Name);
            }
            catch (CompilationFailedException failure)
            {
                error = ErrorReport.Of(failure, cell.Name);
            }
            catch (CellInterruptedException)
            {
                error = ErrorReport.Interrupted;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                error = ErrorReport.Interrupted;
            }
            catch (Exception fault)
            {
                error = ErrorReport.Of(fault, path);
            }

            if (error is not null) outputs.Add(error);
        }

        return new CellOutcome(error, Stopwatch.GetElapsedTime(started));
    }

    private void Run(CellRequest cell, CellSegment segment, bool isLast, string path, OutputQueue outputs, CancellationToken cancellation)
    {
        string folder = Path.GetFullPath(cell.BaseFolder ?? Directory.GetCurrentDirectory());
        Cell.Switch(segment.Language);
        foreach (MagicRequest request in segment.Requests) Follow(request, segment.Language, folder);
        if (!segment.HasCode) return;
        TypedValue? value = Session(segment.Language).Run(
            new SegmentRun
            {
                Code = segment.Code,
                Path = path,
                BaseFolder = folder,
                Warn = warning => outputs.Print($"{cell.Name}{warning}\n".Replace(": ", ": warning ", StringComparison.Ordinal), isError: true),
            },
            cancellation);
        if (value is null or { Value: DisplayedValue }) return;
        MimeBundle bundle = ValueFormats.Bundle(value.Value, value.Type, segment.Language);
        outputs.Add(isLast ? new CellOutput.Result(bundle) : new CellOutput.Display(bundle));
    }

    private void Follow(MagicRequest request, CellLanguage language, string folder)
    {
        try
        {
            switch (request)
            {
                case MagicRequest.Share share:
                    TypedValue value = Session(share.From).Find(share.Name) ?? throw new ArgumentException($"#!share: {Name(share.From)} has no variable '{share.Name}'");
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
        catch (Exception fault) when (fault is ArgumentException or IOException or BadImageFormatException)
        {
            throw new MagicException(request.Line, fault.Message);
        }
    }

    private ILanguageSession Session(CellLanguage language) => language == CellLanguage.FSharp
        ? fsharp ??= new FSharpSession(references.Files)
        : csharp ??= new CSharpSession([.. references.Framework, .. references.Files], _ => null);

    private static string Name(CellLanguage language) => language == CellLanguage.FSharp ? "F#" : "C#";
}
