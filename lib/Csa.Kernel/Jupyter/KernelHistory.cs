using System.Text.RegularExpressions;

namespace Csa.Kernel.Jupyter;

/// <summary>A cell in the history.</summary>
/// <param name="Line">Its execution count.</param>
/// <param name="Source">As sent.</param>
/// <param name="Output">Its result as plain text, or null.</param>
internal sealed record HistoryEntry(int Line, string Source, string? Output);

/// <summary>The history of this session; it ends with the kernel.</summary>
internal sealed class KernelHistory
{
    private readonly List<HistoryEntry> _entries = [];

    /// <summary>Remembers a cell.</summary>
    public void Add(HistoryEntry entry)
    {
        lock (_entries) _entries.Add(entry);
    }

    /// <summary>The last cells, oldest first.</summary>
    public IReadOnlyList<HistoryEntry> Tail(int count)
    {
        lock (_entries) return [.. _entries.TakeLast(Math.Max(count, 0))];
    }

    /// <summary>The cells from one execution count to another, which is excluded; null is open.</summary>
    public IReadOnlyList<HistoryEntry> Range(int? start, int? stop)
    {
        lock (_entries) return [.. _entries.Where(entry => entry.Line >= (start ?? 0) && entry.Line < (stop ?? int.MaxValue))];
    }

    /// <summary>The last cells whose source matches.</summary>
    /// <param name="pattern">A glob over the whole source: * any text, ? any character.</param>
    /// <param name="count">How many at most; null is all.</param>
    /// <param name="unique">True to leave out earlier cells with the same source.</param>
    public IReadOnlyList<HistoryEntry> Search(string pattern, int? count, bool unique)
    {
        string glob = Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal);
        var regex = new Regex($@"\A{glob}\z", RegexOptions.Singleline | RegexOptions.NonBacktracking);
        lock (_entries)
        {
            IEnumerable<HistoryEntry> found = _entries.AsEnumerable().Reverse().Where(entry => regex.IsMatch(entry.Source));
            if (unique) found = found.DistinctBy(entry => entry.Source);
            return [.. found.Take(Math.Max(count ?? int.MaxValue, 0)).Reverse()];
        }
    }
}
