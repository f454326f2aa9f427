using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.QuickInfo;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Text;
using RoslynItem = Microsoft.CodeAnalysis.Completion.CompletionItem;

namespace Csa.Kernel.Languages.CSharp;

/// <summary>Roslyn's editor services over the scripts that have run: each a submission that continues the one before.</summary>
internal sealed class CSharpEditor(CSharpSession session) : ILanguageEditor
{
    private const int MaxItems = 500, MaxDetails = 60;

    private readonly Dictionary<Script, ProjectId> projects = [];
    private AdhocWorkspace? workspace;

    /// <inheritdoc/>
    public async Task<Completion?> CompleteAsync(string code, int cursor, CancellationToken cancellation)
    {
        Document document = DocumentOf(code);
        if (CompletionService.GetService(document) is not CompletionService service) return null;
        CompletionList list = await service.GetCompletionsAsync(document, cursor, cancellationToken: cancellation).ConfigureAwait(false);
        int start = Math.Min(list.Span.Start, cursor);
        string typed = code[start..cursor];
        IEnumerable<RoslynItem> matching = list.ItemsList
            .Where(item => item.FilterText.StartsWith(typed, StringComparison.OrdinalIgnoreCase) && !item.Tags.Contains("Snippet"));
        var items = new List<CompletionItem>();
        foreach (RoslynItem item in matching.DistinctBy(one => one.DisplayText).OrderBy(one => one.SortText, StringComparer.OrdinalIgnoreCase).Take(MaxItems))
        {
            // Asking for a signature costs a millisecond or more.
            string? detail = items.Count < MaxDetails ? await DetailAsync(service, document, item, cancellation).ConfigureAwait(false) : null;
            items.Add(new CompletionItem(item.DisplayText + item.DisplayTextSuffix.Replace("<>", "", StringComparison.Ordinal), item.Tags.FirstOrDefault("Text"), detail));
        }

        return new Completion(items, start, Math.Max(list.Span.End, cursor));
    }

    /// <inheritdoc/>
    public async Task<string?> InspectAsync(string code, int cursor, CancellationToken cancellation)
    {
        Document document = DocumentOf(code);
        if (QuickInfoService.GetService(document) is not QuickInfoService service) return null;

        // The cursor may stand behind the name that it is about.
        QuickInfoItem? info = await service.GetQuickInfoAsync(document, cursor, cancellation).ConfigureAwait(false);
        if (info is null && cursor > 0) info = await service.GetQuickInfoAsync(document, cursor - 1, cancellation).ConfigureAwait(false);
        return info is null ? null : string.Join('\n', info.Sections.Select(section => section.Text).Where(text => text.Length > 0));
    }

    /// <summary>Whether a text can be run as it stands: by the parser alone, without a session.</summary>
    public static Completeness IsComplete(string code)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(code, CSharpParseOptions.Default.WithKind(SourceCodeKind.Script));
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return Completeness.Incomplete;
        return tree.GetDiagnostics().Any(one => one.Severity == DiagnosticSeverity.Error) ? Completeness.Invalid : Completeness.Complete;
    }

    private static async Task<string?> DetailAsync(CompletionService service, Document document, RoslynItem item, CancellationToken cancellation)
    {
        CompletionDescription? description = await service.GetDescriptionAsync(document, item, cancellation).ConfigureAwait(false);
        return description?.Text.Split('\n')[0] is { Length: > 0 } first ? first : null;
    }

    private Document DocumentOf(string code)
    {
        workspace ??= new AdhocWorkspace(MefHostServices.DefaultHost);
        var scripts = new Stack<Script>();
        for (Script? script = session.Last; script is not null && !projects.ContainsKey(script); script = script.Previous) scripts.Push(script);
        foreach (Script script in scripts)
        {
            ProjectInfo project = Submission(script.Code, script.Options, script.Previous);
            workspace.AddProject(project);
            projects[script] = project.Id;
        }

        // The cell itself is no part of the workspace: it is forgotten with the answer.
        ProjectInfo cell = Submission(code, session.Options, session.Last);
        return workspace.CurrentSolution.AddProject(cell).GetProject(cell.Id)!.Documents.Single();
    }

    private ProjectInfo Submission(string code, ScriptOptions options, Script? previous)
    {
        var id = ProjectId.CreateNewId();
        DocumentInfo document = DocumentInfo.Create(
            DocumentId.CreateNewId(id), "cell", sourceCodeKind: SourceCodeKind.Script, loader: TextLoader.From(TextAndVersion.Create(SourceText.From(code), VersionStamp.Create())));
        string name = $"cell{id.Id:N}";
        return ProjectInfo.Create(
            id,
            VersionStamp.Create(),
            name,
            name,
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true),
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script),
            documents: [document],
            projectReferences: previous is null ? [] : [new ProjectReference(projects[previous])],
            metadataReferences: options.MetadataReferences,
            isSubmission: true);
    }
}
