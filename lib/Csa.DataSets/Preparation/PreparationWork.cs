using System.Collections.Concurrent;
using Csa.Data;
using Csa.Data.Sources;
using Csa.DataSets.Archives;
using Csa.DataSets.Downloads;

namespace Csa.DataSets.Preparation;

/// <summary>One preparation at work: what a recipe is given to fill its folder with.</summary>
/// <param name="folder">The folder.</param>
/// <param name="paths">Where each published file lies.</param>
/// <param name="jobs">Files worked on at once.</param>
/// <param name="watch">Is told how it goes.</param>
/// <param name="cancel">Stops.</param>
internal sealed class PreparationWork(PreparedFolder folder, IReadOnlyDictionary<string, string> paths, int jobs, IPreparationWatch watch, CancellationToken cancel)
{
    private readonly ConcurrentDictionary<string, string> leftOut = new(StringComparer.Ordinal);
    private readonly List<string> notes = [];

    /// <summary>The folder.</summary>
    public PreparedFolder Folder => folder;

    /// <summary>Stops.</summary>
    public CancellationToken Cancel => cancel;

    /// <summary>What could not be used, one sentence each.</summary>
    public IReadOnlyList<string> LeftOut => [.. leftOut.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)];

    /// <summary>What a reader of results should know.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Where a published file lies.</summary>
    public string PathOf(DataSource source) => paths[source.FileName];

    /// <summary>Something to know, now and in the folder's record.</summary>
    public void Note(string note)
    {
        notes.Add(note);
        watch.OnNote(note);
    }

    /// <summary>Lines of a published text file.</summary>
    public string[] Lines(DataSource source) => File.ReadAllLines(PathOf(source));

    /// <summary>The wanted files of a published archive.</summary>
    public IEnumerable<ArchivedFile> Files(DataSource source, Func<string, bool> wanted) => Archive.Read(PathOf(source), source.Form, wanted);

    /// <summary>Makes squares of an archive's photographs, several at once: the same bytes whatever their number and order.</summary>
    /// <param name="source">The archive.</param>
    /// <param name="squares">Size, fit and format.</param>
    /// <param name="expected">About how many, for progress.</param>
    /// <param name="target">What becomes of a file: its new name without ending and its split; null for one that is not wanted.</param>
    public void Photographs(DataSource source, SquareOptions squares, int expected, Func<string, PreparedName?> target) =>
        Make(source, expected, name => target(name) is PreparedName wanted && !IsDone(wanted.Stem), file =>
        {
            PreparedName wanted = target(file.Name)!;
            SquareImage square = squares.Make(file.Bytes, file.Name);
            folder.Keep(wanted.Stem + square.Extension, wanted.Split, $"{source.FileName}: {file.Name}", square.Bytes);
        });

    /// <summary>Works on an archive's files, several at once.</summary>
    /// <param name="source">The archive.</param>
    /// <param name="expected">About how many, for progress.</param>
    /// <param name="wanted">True for the names to work on.</param>
    /// <param name="make">Makes something of one; an UnusableFileException leaves it out, by name.</param>
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

    /// <summary>Makes files of no archive, several at once, those that are not there yet.</summary>
    /// <param name="files">Each file, its split and its index.</param>
    /// <param name="make">Makes one.</param>
    public void Draw(IReadOnlyList<(string File, Split Split, int Index)> files, Action<string, Split, int> make) =>
        ForAll(files.Where(one => !folder.Done.ContainsKey(one.File)), files.Count, one => one.File, one => make(one.File, one.Split, one.Index));

    /// <summary>Looks whether a split came out of its archive: another number than is known is noted, none at all is an error.</summary>
    /// <param name="source">The archive.</param>
    /// <param name="split">All of it is from that archive.</param>
    /// <param name="wanted">How many images are reported; null where nobody says.</param>
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
                watch.OnFile(Interlocked.Increment(ref finished), expected, name(item));
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<BadInputException>().FirstOrDefault() is BadInputException first)
        {
            throw first;
        }
    }

    private bool IsDone(string stem) => folder.Done.ContainsKey(stem + ".png") || folder.Done.ContainsKey(stem + ".jpg");
}

/// <summary>What becomes of a published file.</summary>
/// <param name="Stem">Its new name, relative to the folder, without ending.</param>
/// <param name="Split">The authors' split, or null.</param>
internal sealed record PreparedName(string Stem, Split? Split);

/// <summary>A file of an archive is of no use; the others may be.</summary>
internal sealed class UnusableFileException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Is told how preparing goes.</summary>
internal interface IPreparationWatch : IDownloadWatch
{
    /// <summary>A file is done.</summary>
    /// <param name="done">How many are.</param>
    /// <param name="expected">About how many there will be.</param>
    /// <param name="name">The archive's name of it.</param>
    void OnFile(int done, int expected, string name);
}
