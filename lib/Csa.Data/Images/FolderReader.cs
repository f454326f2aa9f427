using System.Collections.Concurrent;
using Csa.Data.Files;

namespace Csa.Data.Images;

/// <summary>Reads the listed files of a folder, passing over bad ones: each is named once, and the next good one stands in.</summary>
/// <typeparam name="T">What a file becomes; shared between callers, who must not change it.</typeparam>
internal sealed class FolderReader<T>(string folder, string[] names, long cacheBytes)
    where T : class
{
    private readonly ConcurrentDictionary<string, string> problems = new(StringComparer.Ordinal);
    // By side as well: a mask may be usable at one size and empty at another, whatever was asked for first.
    private readonly ConcurrentDictionary<(string Name, int Side), bool> bad = new();
    private readonly BoundedCache<(string Name, int Side), T> cache = new(cacheBytes);

    /// <summary>The bad files found so far, by name.</summary>
    public IReadOnlyList<FileProblem> Problems =>
        [.. problems.Select(problem => new FileProblem(problem.Key, problem.Value)).OrderBy(problem => problem.Name, StringComparer.Ordinal)];

    /// <summary>The name that stands at a place: its own, or the next that is not known to be bad.</summary>
    /// <param name="order">Indices into the names.</param>
    /// <param name="place">0 … order.Length-1.</param>
    public string NameAt(int[] order, int place)
    {
        for (int i = 0; i < order.Length; i++)
        {
            string name = names[order[(place + i) % order.Length]];
            if (!problems.ContainsKey(name)) return name;
        }

        return names[order[place]];
    }

    /// <summary>Reads the file at a place, or the next good one.</summary>
    /// <param name="order">Indices into the names.</param>
    /// <param name="place">0 … order.Length-1.</param>
    /// <param name="side">Part of what a file becomes.</param>
    /// <param name="bytes">Memory that a result takes.</param>
    /// <param name="read">Full path -> result; throws BadInputException for a bad file.</param>
    /// <exception cref="BadInputException">No file of the order can be used.</exception>
    public T Read(int[] order, int place, int side, long bytes, Func<string, T> read)
    {
        for (int i = 0; i < order.Length; i++)
            if (TryRead(order[(place + i) % order.Length], side, bytes, read) is T result) return result;
        throw new BadInputException($"{folder}: none of its {order.Length} files can be used; the first fault is {Problems[0].Message}");
    }

    /// <summary>Reads one file.</summary>
    /// <param name="index">Into the names.</param>
    /// <param name="side">Part of what a file becomes.</param>
    /// <param name="bytes">Memory that a result takes.</param>
    /// <param name="read">Full path -> result; throws BadInputException for a bad file.</param>
    /// <returns>Null for a bad file, which is then named in <see cref="Problems"/>.</returns>
    public T? TryRead(int index, int side, long bytes, Func<string, T> read)
    {
        string name = names[index];
        if (bad.ContainsKey((name, side))) return null;
        try
        {
            return cache.Get((name, side), () => read(ImageFolder.PathOf(folder, name)), bytes);
        }
        catch (BadInputException fault)
        {
            // One file may have gone; all of them are a disk that did, and those still in memory must not stand in for it.
            if (!names.Any(each => File.Exists(Path.Combine(folder, each))))
                throw new BadInputException($"{folder}: its {names.Length} files were here and are gone; bring the folder back", fault);
            problems[name] = fault.Message;
            bad[(name, side)] = true;
            return null;
        }
    }
}
