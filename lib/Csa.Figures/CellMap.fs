namespace Csa.Figures

open Csa.Attention

/// <summary>The attention map of a hole cell: where its content comes from.</summary>
/// <param name="map">[H, W] weights of at least 0 on the feature grid, summing to 1 for the paper's reading.</param>
/// <param name="y">Row of the cell.</param>
/// <param name="x">Column of the cell.</param>
/// <exception cref="T:System.ArgumentException">The cell lies outside the map, or a weight is negative or not finite.</exception>
type CellMap(map: float[,], y: int, x: int) =
    do AttentionMap.check (nameof map) map y x

    /// <summary>[H, W] weights on the feature grid.</summary>
    member _.Map = map

    /// <summary>Row of the cell.</summary>
    member _.Y = y

    /// <summary>Column of the cell.</summary>
    member _.X = x

    /// <summary>The attention of one cell.</summary>
    /// <param name="attention">Of one sample.</param>
    /// <param name="y">Row of a hole cell.</param>
    /// <param name="x">Column of a hole cell.</param>
    /// <exception cref="T:System.ArgumentException">The cell is known, or outside the grid.</exception>
    static member Of(attention: CsaAttention, y: int, x: int) = CellMap(attention.Map(y, x), y, x)

    /// <summary>
    /// The fraction of their content that two cells take from the same places: 1 for equal maps, 0 for maps that share no
    /// cell.
    /// </summary>
    /// <param name="other">On the same grid.</param>
    /// <returns>The sum over cells of the smaller weight, as a share of the larger map's sum.</returns>
    /// <exception cref="T:System.ArgumentException">Grids differ.</exception>
    member _.Overlap(other: CellMap) =
        let size (grid: float[,]) = (Array2D.length1 grid, Array2D.length2 grid)

        if size map <> size other.Map then
            invalidArg (nameof other) $"other: want a map of {size map} cells, got {size other.Map}"

        let shared = Seq.map2 min (Seq.cast<float> map) (Seq.cast<float> other.Map) |> Seq.sum
        let whole = max (Seq.sum (Seq.cast<float> map)) (Seq.sum (Seq.cast<float> other.Map))
        if whole > 0.0 then shared / whole else 1.0
