using System.Diagnostics;
using Csa.Book.Documents;
using Csa.Book.Pages;
using Csa.Cli.Report;
using Csa.Data;
using Csa.Data.Files;

namespace Csa.Cli.Notebooks;

/// <summary>
/// The book that <c>csa reproduce</c> leaves: the notebooks as executed by this job; those that failed, and those for which
/// there was no time, as they were committed.
/// </summary>
internal sealed class ReproducedBook
{
    private const string Notebooks = "notebooks", Book = "book";

    private readonly List<string> sentences = [];

    private ReproducedBook()
    {
    }

    /// <summary>The page to open; null if no book could be made.</summary>
    public string? Index { get; private set; }

    /// <summary>True if a notebook failed, or the book could not be made.</summary>
    public bool Failed { get; private set; }

    /// <summary>What was executed and what was not, one sentence each.</summary>
    public IReadOnlyList<string> Sentences => sentences;

    /// <summary>Copies the notebooks into the job's folder, executes them if there is time, and makes the book.</summary>
    /// <param name="source">The notebooks' folder; null where there is none.</param>
    /// <param name="folder">The job's folder.</param>
    /// <param name="timeLeft">The time for executing all of them; null to execute none.</param>
    /// <param name="whyNot">Why none is executed, for the report.</param>
    public static ReproducedBook Make(string? source, string folder, TimeSpan? timeLeft, string whyNot)
    {
        var book = new ReproducedBook();
        if (source is null)
        {
            book.Say($"There is no book: no notebooks were found ({NotebookFolder.Places}). Run this in the repository, or name its folder with --notebooks.");
            return book;
        }

        try
        {
            IReadOnlyList<string> files = NotebookFiles.Find([source]), copies = Copy(source, files, Path.Combine(folder, Notebooks));
            if (timeLeft is TimeSpan left) book.Execute(files, copies, left);
            else book.Say($"The notebooks were not executed now: {whyNot} The book shows them as they were committed.");
            book.Index = NotebookBook.Write(copies, Path.Combine(folder, Book)).Index;
        }
        catch (BadInputException fault)
        {
            book.Failed = true;
            book.Say($"There is no book: {fault.Message}");
        }

        return book;
    }

    /// <summary>Adds the sentences and the link to the job's report.</summary>
    /// <param name="page">The report, in the job's folder.</param>
    public void AddTo(HtmlPage page)
    {
        page.Heading("The paper, step by step");
        if (Index is not null) page.Link($"{Book}/{Path.GetFileName(Index)}", "The book of notebooks", ": the paper's sections as code that ran, with figures and checks.");
        foreach (string sentence in sentences) page.Paragraph(sentence);
    }

    private void Execute(IReadOnlyList<string> files, IReadOnlyList<string> copies, TimeSpan timeLeft)
    {
        int jobs = Math.Min(2, Environment.ProcessorCount);
        long started = Stopwatch.GetTimestamp();
        var options = new NotebookBatchOptions { Jobs = jobs, TimeLeft = timeLeft, StopAtFailure = false };
        IReadOnlyList<NotebookResult> results = NotebookBatch.RunAsync(files, copies, options).GetAwaiter().GetResult();
        string took = ConsoleText.Duration(Stopwatch.GetElapsedTime(started).TotalSeconds);
        Say($"{results.Count(result => result.Outcome == NotebookOutcome.Executed)} of {files.Count} notebooks were executed now, {jobs} at a time, in {took}.");
        foreach (NotebookResult result in results.Where(result => result.Outcome == NotebookOutcome.Failed))
        {
            Failed = true;
            Say($"Failed: {Path.GetFileName(result.File)}: {result.Failure}. The book shows it as it was committed.");
        }

        string[] leftOut = [.. results.Where(result => result.Outcome == NotebookOutcome.LeftOut).Select(result => Path.GetFileName(result.File))];
        if (leftOut.Length > 0) Say($"Out of time, so shown as committed: {string.Join(", ", leftOut)}.");
    }

    private void Say(string sentence) => sentences.Add(sentence);

    // With the pictures that lie beside them: the copies are made into the book where they are.
    private static IReadOnlyList<string> Copy(string source, IReadOnlyList<string> files, string folder)
    {
        foreach (string picture in Directory.GetFiles(source, "*.png", SearchOption.AllDirectories))
            AtomicFile.Write(Path.Combine(folder, Path.GetRelativePath(source, picture)), stream => stream.Write(File.ReadAllBytes(picture)));

        string[] copies = [.. files.Select(file => Path.Combine(folder, Path.GetFileNameWithoutExtension(file) + ".ipynb"))];
        foreach ((string file, string copy) in files.Zip(copies)) NotebookWriter.Save(NotebookReader.Load(file), copy);
        return copies;
    }
}
