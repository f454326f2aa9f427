using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Csa.Notebook;
using FSharp.Compiler.Diagnostics;
using Microsoft.FSharp.Core;
using static FSharp.Compiler.Interactive.Shell;

namespace Csa.Kernel.Languages.FSharp;

/// <summary>F# cells: an F# Interactive session in this process.</summary>
internal sealed class FSharpSession : ILanguageSession, IDisposable
{
    private readonly FsiEvaluationSession session;

    public FSharpSession(AssemblyReferences references)
    {
        string[] arguments =
        [
            "fsi", "--quiet", "--nologo", "--gui-", "--readline-", "--noninteractive", "--targetprofile:netcore", "--multiemit+",
            "--debug:portable", "--optimize+", "--shadowcopyreferences-", "--nowarn:3370",
            "--usesdkrefs-", .. references.Files.Select(file => $"-r:{file}"),
        ];
        session = FsiEvaluationSession.Create(
            FsiEvaluationSession.GetDefaultConfiguration(Settings.fsi, false), arguments, TextReader.Null, TextWriter.Null, TextWriter.Null, FSharpOption<bool>.Some(false), null);
        Evaluation prelude = Evaluate(Prelude.FSharp, "prelude", CancellationToken.None);
        if (prelude.Fault is not null) throw new InvalidOperationException($"F#'s prelude: {prelude.Problem}", prelude.Fault);
    }

    /// <inheritdoc/>
    public ILanguageEditor Editor => new FSharpEditor(session);

    /// <inheritdoc/>
    public void Reference(IReadOnlyList<string> files)
    {
        foreach (string file in files) Evaluate($"#r @\"{file}\"", "reference", CancellationToken.None);
    }

    /// <inheritdoc/>
    public TypedValue? Run(SegmentRun run, CancellationToken cancellation)
    {
        TypedValue? value = null;
        Evaluation? evaluation = null;

        // The compiler is asked to stop and must not be aborted: it would keep what it had half done.
        using var abort = new CancellationTokenSource();
        if (run.Code.Contains("#load", StringComparison.Ordinal)) Evaluate($"#I @\"{run.BaseFolder}\"", "folder", CancellationToken.None);
        using var start = new CodeStart(() => cancellation.Register(abort.Cancel));
        string path = Path.Combine(run.BaseFolder, run.Path);
        var code = StoppableCode.Of(run.Code, path);
        InterruptibleRun.Of(
            async () =>
            {
                evaluation = Evaluate(code.Text, path, cancellation);
                if (evaluation.Value is FsiValue shown) value = await Awaited(shown);
            },
            abort.Token);

        FSharpDiagnostic[] diagnostics = evaluation!.Diagnostics;
        CellDiagnostic[] errors = [.. diagnostics.Where(one => one.Severity.IsError).Select(one => Own(one, code)).Distinct()];
        if (errors.Length > 0) throw new CompilationFailedException(errors);
        foreach (CellDiagnostic warning in diagnostics.Where(one => one.Severity.IsWarning).Select(one => Own(one, code)).Distinct()) run.Warn(warning);
        if (evaluation.Fault is not null && cancellation.IsCancellationRequested) throw new CellInterruptedException();
        if (evaluation.Fault is not null) ExceptionDispatchInfo.Throw(evaluation.Fault);
        return value;
    }

    /// <inheritdoc/>
    public TypedValue? Find(string name) =>
        session.TryFindBoundValue(name) is { Value: FsiBoundValue bound } ? new TypedValue(bound.Value.ReflectionValue, bound.Value.ReflectionType) : null;

    /// <inheritdoc/>
    public void Define(string name, TypedValue value)
    {
        Evaluation evaluation = Evaluate(SharedValues.FSharpDefinition(name, value.Type, value.Value), "share", CancellationToken.None);
        if (evaluation.Fault is not null) throw new ArgumentException($"F# cannot take it: {evaluation.Problem}");
    }

    /// <inheritdoc/>
    public void Dispose() => ((IDisposable)session).Dispose();

    private Evaluation Evaluate(string code, string path, CancellationToken cancellation)
    {
        (var outcome, FSharpDiagnostic[] diagnostics) = session.EvalInteractionNonThrowing(code, path, FSharpOption<CancellationToken>.Some(cancellation));
        return outcome switch
        {
            FSharpChoice<FSharpOption<FsiValue>?, Exception>.Choice1Of2 done => new Evaluation(done.Item?.Value, null, diagnostics),
            FSharpChoice<FSharpOption<FsiValue>?, Exception>.Choice2Of2 failed => new Evaluation(null, failed.Item, diagnostics),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<TypedValue?> Awaited(FsiValue shown)
    {
        if (shown.ReflectionType == typeof(Unit)) return null;
        TypedValue? result = await TaskResult.Of(shown.ReflectionValue);
        return ReferenceEquals(result?.Value, shown.ReflectionValue) ? new TypedValue(shown.ReflectionValue, shown.ReflectionType)
            : result?.Type == typeof(Unit) ? null
            : result;
    }

    private static CellDiagnostic Own(FSharpDiagnostic diagnostic, StoppableCode code) =>
        new($"FS{diagnostic.ErrorNumber:D4}", diagnostic.Message, diagnostic.StartLine, code.ColumnOf(diagnostic.StartLine, diagnostic.StartColumn) + 1);

    private sealed record Evaluation(FsiValue? Value, Exception? Fault, FSharpDiagnostic[] Diagnostics)
    {
        public string Problem => Diagnostics.FirstOrDefault(one => one.Severity.IsError)?.Message ?? Fault?.Message ?? "";
    }

    /// <summary>Notices when a cell has been compiled and its own code begins: its assembly is loaded then.</summary>
    private sealed class CodeStart : IDisposable
    {
        private readonly Thread thread = Thread.CurrentThread;
        private readonly Func<CancellationTokenRegistration> begin;
        private CancellationTokenRegistration? registration;

        public CodeStart(Func<CancellationTokenRegistration> begin)
        {
            this.begin = begin;
            AppDomain.CurrentDomain.AssemblyLoad += OnLoad;
        }

        public void Dispose()
        {
            AppDomain.CurrentDomain.AssemblyLoad -= OnLoad;
            registration?.Dispose();
        }

        private void OnLoad(object? sender, AssemblyLoadEventArgs loaded)
        {
            if (Thread.CurrentThread == thread && loaded.LoadedAssembly.FullName!.StartsWith("FSI-ASSEMBLY", StringComparison.Ordinal)) registration ??= begin();
        }
    }
}
