using System.Collections.Immutable;
using System.Globalization;
using System.Reflection.Metadata;
using System.Runtime.ExceptionServices;
using System.Text;
using Csa.Notebook;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace Csa.Kernel.Languages.CSharp;

/// <summary>C# cells: Roslyn scripts, each continuing the state of the one before.</summary>
internal sealed class CSharpSession : ILanguageSession
{
    // Assembly versions unified at run time (CS1701, CS1702) and types that hide metadata's (CS0436) are no news to a reader.
    private static readonly ImmutableHashSet<string> Silent = ["CS1701", "CS1702", "CS1705", "CS0436", "CS8019", "CS8632"];

    private readonly InteractiveAssemblyLoader loader = new();
    private ScriptOptions options;
    private ScriptState<object>? state;

    public CSharpSession(IReadOnlyList<string> files)
    {
        Editor = new CSharpEditor(this);
        options = ScriptOptions.Default
            .WithReferences(files.Select(Metadata))
            .WithImports()
            .WithAllowUnsafe(true)
            .WithCheckOverflow(false)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8)
            .WithOptimizationLevel(OptimizationLevel.Release);
    }

    /// <inheritdoc/>
    public ILanguageEditor Editor { get; }

    /// <summary>The last script that ran.</summary>
    public Script Last => Started().Script;

    /// <summary>How the next script is compiled.</summary>
    public ScriptOptions Options => options;

    /// <inheritdoc/>
    public void Reference(IReadOnlyList<string> files) => options = options.AddReferences(files.Select(Metadata));

    /// <inheritdoc/>
    public TypedValue? Run(SegmentRun run, CancellationToken cancellation)
    {
        Started();
        return Execute(run.Code, run.Path, run.BaseFolder, run.Warn, cancellation);
    }

    /// <inheritdoc/>
    public TypedValue? Find(string name) => state?.GetVariable(name) is ScriptVariable variable ? new TypedValue(variable.Value, variable.Type) : null;

    /// <inheritdoc/>
    public void Define(string name, TypedValue value)
    {
        foreach (System.Reflection.Assembly assembly in TypeNames.AssembliesOf(value.Type)) ReferenceInMemory(assembly);
        string type = TypeNames.CSharp(value.Type);
        int key = SharedValues.Put(value.Value);
        Run(
            new SegmentRun
            {
                Code = $"{type} @{name} = global::{typeof(SharedValues).FullName}.Take<{type}>({key});",
                Path = "share",
                BaseFolder = Directory.GetCurrentDirectory(),
                Warn = _ => { },
            },
            CancellationToken.None);
    }

    private ScriptState<object> Started()
    {
        if (state is null) Execute(Prelude.CSharp, "prelude", Directory.GetCurrentDirectory(), _ => { }, CancellationToken.None);
        return state!;
    }

    private TypedValue? Execute(string code, string path, string folder, Action<CellDiagnostic> warn, CancellationToken cancellation)
    {
        var stoppable = StoppableCode.Of(code, cancellation);
        ScriptOptions own = options.WithFilePath(path).WithSourceResolver(ScriptSourceResolver.Default.WithBaseDirectory(null).WithSearchPaths(folder));
        Script<object> script = state is null ? CSharpScript.Create(stoppable.Text, own, assemblyLoader: loader) : state.Script.ContinueWith<object>(stoppable.Text, own);
        Compile(script, stoppable, warn, cancellation);
        ITypeSymbol? resultType = ResultType(script, cancellation);

        object? value = null;
        ScriptState<object>? next = null;
        InterruptibleRun.Of(
            async () =>
            {
                next = state is null
                    ? await script.RunAsync(null, _ => true, cancellation)
                    : await script.RunFromAsync(state, _ => true, cancellation);
                value = next.ReturnValue;
                if (next.Exception is null) (value, resultType) = await Awaited(value, resultType);
            },
            cancellation);

        // Also after an exception: what the cell has assigned before it stays.
        state = next!;
        if (state.Exception is Exception fault)
        {
            if (cancellation.IsCancellationRequested) throw new CellInterruptedException();
            ExceptionDispatchInfo.Throw(fault);
        }

        return resultType is null ? null : new TypedValue(value, value?.GetType() ?? typeof(object));
    }

    private static void Compile(Script script, StoppableCode code, Action<CellDiagnostic> warn, CancellationToken cancellation)
    {
        ImmutableArray<Diagnostic> diagnostics;
        try
        {
            diagnostics = script.Compile(cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new CellInterruptedException();
        }

        CellDiagnostic[] errors = [.. diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error).Select(one => Own(one, code))];
        if (errors.Length > 0) throw new CompilationFailedException(errors);
        foreach (Diagnostic warning in script.GetCompilation().GetDiagnostics(cancellation))
        {
            if (warning.Severity == DiagnosticSeverity.Warning && !Silent.Contains(warning.Id)) warn(Own(warning, code));
        }
    }

    private static CellDiagnostic Own(Diagnostic diagnostic, StoppableCode code)
    {
        FileLinePositionSpan span = diagnostic.Location.GetMappedLineSpan();
        return span.IsValid
            ? new(diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture), span.StartLinePosition.Line + 1, code.ColumnOf(diagnostic.Location.SourceSpan.Start))
            : new(diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture), null, null);
    }

    /// <summary>The static type of the last expression, or null where the script ends in a statement or in a call of a void method.</summary>
    private static ITypeSymbol? ResultType(Script script, CancellationToken cancellation)
    {
        Compilation compilation = script.GetCompilation();
        SyntaxTree tree = compilation.SyntaxTrees.Last();
        var unit = (CompilationUnitSyntax)tree.GetRoot(cancellation);
        if (unit.Members.LastOrDefault() is not GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }) return null;
        ITypeSymbol? type = compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression, cancellation).Type;
        return type is null or { SpecialType: SpecialType.System_Void } ? null : type;
    }

    /// <summary>A task's result in its place: a task as last expression is not awaited by itself.</summary>
    private static async Task<(object? Value, ITypeSymbol? Type)> Awaited(object? value, ITypeSymbol? type)
    {
        if (type is null) return (null, null);
        TypedValue? result = await TaskResult.Of(value);
        return (result?.Value, result is null ? null : type);
    }

    private static PortableExecutableReference Metadata(string file) =>
        MetadataReference.CreateFromFile(file, documentation: DocumentationFiles.Of(file) is string xml ? XmlDocumentationProvider.CreateFromFile(xml) : null);

    // F# cells compile to assemblies that exist in memory alone.
    private unsafe void ReferenceInMemory(System.Reflection.Assembly assembly)
    {
        if (assembly.Location.Length > 0) return;
        if (!assembly.TryGetRawMetadata(out byte* blob, out int length)) throw new ArgumentException($"the type's assembly {assembly.GetName().Name} has no metadata to compile against");
        string display = assembly.FullName!;
        loader.RegisterDependency(assembly);
        if (options.MetadataReferences.Any(reference => reference.Display == display)) return;
        options = options.AddReferences(AssemblyMetadata.Create(ModuleMetadata.CreateFromMetadata((nint)blob, length)).GetReference(display: display));
    }
}
