namespace Csa.Graphs;

/// <summary>The search for the known cell of highest cosine (Eq. 1) as a matrix product and an arg-max: CSA's and Shift-Net's.</summary>
/// <remarks>
/// The queries end with a row of zeros that stands for no cell, so that no operator gets an empty axis if no cell is missing; callers
/// drop the last row. The similarities of all missing cells with all known cells are in memory at once.
/// </remarks>
internal sealed record CellSearchGraph(string Missing, string Queries, string Keys, string Match)
{
    /// <summary>The names of the search's values in every model, by which a program can read where content comes from.</summary>
    public const string QueriesName = "search.queries", KeysName = "search.keys", MatchName = "search.match";

    private const float MinNorm = 1e-30f;

    /// <summary>Adds the search to a graph.</summary>
    /// <param name="graph">Receives the nodes.</param>
    /// <param name="queries">[h w, C]: one row per cell; those in the hole are the queries.</param>
    /// <param name="keys">[h w, C]: one row per cell; those outside the hole are the keys.</param>
    /// <param name="hole">[1, 1, h, w] float32: 1 = missing; at least one cell is known.</param>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Added to the norm of a key; 0 for none.</param>
    /// <returns>The raster indices of missing cells [n], their rows [n + 1, C], the rows of known cells [p, C], and for each query the
    /// index of its best match among the known cells [n + 1]; on a tie the first.</returns>
    public static CellSearchGraph Add(OnnxGraph graph, string queries, string keys, string hole, int channels, float epsilon = 0)
    {
        string missing = FeatureMaskGraph.Places(graph, hole), known = FeatureMaskGraph.Places(graph, graph.Op("Sub", [graph.Float(1), hole]));
        string own = graph.Op("Concat", [graph.Op("Gather", [queries, missing], ("axis", 0)), graph.Floats([1, channels], new float[channels])], ("axis", 0));
        string searched = graph.Identity(graph.Op("Gather", [keys, known], ("axis", 0)), KeysName);
        own = graph.Identity(own, QueriesName);

        string norms = graph.Op("ReduceL2", [searched], ("axes", new long[] { 1 }), ("keepdims", 1));
        norms = epsilon > 0 ? graph.Op("Add", [norms, graph.Float(epsilon)]) : graph.Op("Max", [norms, graph.Float(MinNorm)]);
        string units = graph.Op("Transpose", [graph.Op("Div", [searched, norms])], ("perm", new long[] { 1, 0 }));
        string match = graph.Identity(graph.Op("ArgMax", [graph.Op("MatMul", [own, units])], ("axis", 1), ("keepdims", 0)), MatchName);
        return new(missing, own, searched, match);
    }

    /// <summary>Reshapes a map to rows, one per cell.</summary>
    /// <param name="graph">Receives the nodes.</param>
    /// <param name="map">[1, C, h, w].</param>
    /// <param name="channels">C.</param>
    /// <returns>[h w, C].</returns>
    public static string Rows(OnnxGraph graph, string map, int channels) =>
        graph.Op("Transpose", [graph.Op("Reshape", [map, graph.Integers(channels, -1)])], ("perm", new long[] { 1, 0 }));

    /// <summary>A map with other rows at the missing cells.</summary>
    /// <param name="graph">Receives the nodes.</param>
    /// <param name="rows">[h w, C]: the rows of all cells.</param>
    /// <param name="filled">[n + 1, C]: the new rows of the missing cells, and one to drop.</param>
    /// <param name="like">A map of the wanted shape, [1, C, h, w].</param>
    /// <returns>[1, C, h, w]; known cells as they were, bit for bit.</returns>
    public string Put(OnnxGraph graph, string rows, string filled, string like)
    {
        string kept = graph.Op("Slice", [filled, graph.Integers(0), graph.Integers(-1)]);
        string all = graph.Op("ScatterND", [rows, graph.Op("Unsqueeze", [Missing, graph.Integers(1)]), kept]);
        return graph.Op("Reshape", [graph.Op("Transpose", [all], ("perm", new long[] { 1, 0 })), graph.Op("Shape", [like])]);
    }
}
