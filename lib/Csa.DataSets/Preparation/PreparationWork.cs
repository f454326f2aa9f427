using System.Collections.Concurrent;
using Csa.Data;
using Csa.Data.Sources;
using Csa.DataSets.Archives;
using Csa.DataSets.Downloads;

namespace Csa.DataSets.Preparation;

/// <summary>A preparation in progress: the tools with which a recipe fills its folder.</summary>
/// <param name="folder">The folder.</param>
/// <param name="paths">The path of each published file.</param>
/// <param name="jobs">The number of files processed in parallel.</param>
/// <param name="observer">Observes the work.</param>
/// <param name="cancel">Stops.</param>
internal sealed class PreparationWork(PreparedFolder folder, IReadOnlyDictionary<string, string> paths, int jobs, IPreparationObserver observer, CancellationToken cancel)
{
    private readonly ConcurrentDictionary<string, string> leftOut = new(StringComparer.Ordinal);
    private readonly List<string> notes = [];

    /// <summary>The folder.</summary>
    public PreparedFolder Folder => folder;

    /// <summary>Stops.</summary>
    public CancellationToken Cancel => cancel;

    /// <summary>The files that could not be used, one sentence each.</summary>
    public IReadOnlyList<string> LeftOut => [.. leftOut.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)];

    /// <summary>Notes for readers of results.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The path of a published file.</summary>
    public string PathOf(DataSource source) => paths[source.FileName];

    /// <summary>Reports a note, now and in the folder's record.</summary>
    public void Note(string note)
    {
        notes.Add(note);
        observer.OnNote(note);
    }

    /// <summary>Lines of a published text file.</summary>
    public string[] Lines(DataSource source) => File.ReadAllLines(PathOf(source));

    /// <summary>The wanted files of a published archive.</summary>
    public IEnumerable<ArchivedFile> Files(DataSource source, Func<string, bool> wanted) => Archive.Read(PathOf(source), source.Form, wanted);

    /// <summary>Makes an archive's photographs square, several in parallel, with the same bytes whatever their number and order.</summary>
    /// <param name="source">The archive.</param>
    /// <param name="squares">Size, fit and format.</param>
    /// <param name="expected">About how many, for progress.</param>
    /// <param name="target">The new name of a file, without extension, and its split; null for a file that is not wanted.</param>
    public void Photographs(DataSource source, SquareOptions squares, int expected, Func<string, PreparedName?> target) =>
        Make(source, expected, name => target(name) is PreparedName wanted && !IsDone(wanted.Stem), file =>
        {
            PreparedName wanted = target(file.Name)!;
            SquareImage square = squares.Make(file.Bytes, file.Name);
            folder.Keep(wanted.Stem + square.Extension, wanted.Split, $"{source.FileName}: {file.Name}", square.Bytes);
        });

    /// <summary>Processes an archive's files, several in parallel.</summary>
    /// <param name="source">The archive.</param>
    /// <param name="expected">About how many, for progress.</param>
    /// <param name="wanted">True for the names to process.</param>
    /// <param name="make">Processes a file; an UnusableFileException leaves it out and lists it.</param>
    public void Make(DataSource source, int expected, Func<string, bool> wanted, Action<ArchivedFile> make) =>
        ForAll(Files(source, wanted), expected, file => file.Name, file =>
        {
            try
            {
                make(file);
            }
            catch (UnusableFileException fault)
            {
                leftOut[file.Name] = fault.Message;
            }
        });

    /// <summary>Makes files that do not come from an archive, several in parallel, unless they are there already.</summary>
    /// <param name="files">Each file, its split and its index.</param>
    /// <param name="make">Makes one.</param>
    public void Draw(IReadOnlyList<(string File, Split Split, int Index)> files, Action<string, Split, int> make) =>
        ForAll(files.Where(one => !folder.Done.ContainsKey(one.File)), files.Count, one => one.File, one => make(one.File, one.Split, one.Index));

    /// <summary>Checks the number of images of a split: an unexpected number gives a note, none at all is an error.</summary>
    /// <param name="source">The archive.</param>
    /// <param name="split">The split, all of it from that archive.</param>
    /// <param name="wanted">The expected number of images; null if unknown.</param>
    /// <exception cref="BadInputException">There are none.</exception>
    public void Count(DataSource source, Split split, int? wanted)
    {
        int got = folder.Done.Values.Count(row => row.Split == split);
        if (got == 0) throw new BadInputException($"{PathOf(source)}: want {(wanted is int all ? $"{all} " : "")}{split.ToString().ToLowerInvariant()} images, found none; is it the published archive, or has its form changed?");
        if (wanted is int reported && got != reported) Note($"{source.FileName}: {got} images, where people report {reported}");
    }

    private void ForAll<T>(IEnumerable<T> items, int expected, Func<T, string> name, Action<T> work)
    {
        int finished = folder.Done.Count;
        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancel };
        try
        {
            Parallel.ForEach(Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering), options, item =>
            {
                work(item);
                observer.OnFile(Interlocked.Increment(ref finished), expected, name(item));
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<BadInputException>().FirstOrDefault() is BadInputException first)
        {
            throw first;
        }
    }

    private bool IsDone(string stem) => folder.Done.ContainsKey(stem + ".png") || folder.Done.ContainsKey(stem + ".jpg");
}

/// <summary>The prepared name of a published file.</summary>
/// <param name="Stem">Its new name, relative to the folder, without ending.</param>
/// <param name="Split">The authors' split, or null.</param>
internal sealed record PreparedName(string Stem, Split? Split);

/// <summary>Thrown for a file of an archive that cannot be used; others may be usable.</summary>
internal sealed class UnusableFileException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Observes a preparation.</summary>
internal interface IPreparationObserver : IDownloadObserver
{
    /// <summary>A file is done.</summary>
    /// <param name="done">The number of files done.</param>
    /// <param name="expected">The approximate number of all files.</param>
    /// <param name="name">Its name in the archive.</param>
    void OnFile(int done, int expected, string name);
}
