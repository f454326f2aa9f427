namespace Csa.Figures

open System.Collections.Generic

/// <summary>A function's values along a line.</summary>
/// <param name="label">What it is.</param>
/// <param name="x">Rising.</param>
/// <param name="y">One per x; a value that is not finite leaves a gap.</param>
/// <exception cref="T:System.ArgumentException">No x, or counts that differ.</exception>
type LabelledLine(label: string, x: float[], y: float[]) =
    do
        if x.Length = 0 || x.Length <> y.Length then
            invalidArg (nameof y) $"y: want one for each x and at least one, got {x.Length} and {y.Length} for '{label}'"

    /// <summary>What it is.</summary>
    member _.Label = label

    /// <summary>Rising.</summary>
    member _.X = x

    /// <summary>One per x.</summary>
    member _.Y = y

/// Functions on common axes.
module internal Lines =
    let plot (lines: IReadOnlyList<LabelledLine>) (horizontal: string) (vertical: string) (caption: string | null) =
        if lines.Count = 0 then
            invalidArg (nameof lines) "lines: want at least one, got none"

        let draw index (one: LabelledLine) =
            { Plot.line one.Label (Palette.series index) one.X one.Y with
                Dashed = index % 2 = 1 }

        { Panels = [ Plot.panel "" (Plot.linear horizontal) (Plot.linear vertical) (lines |> List.ofSeq |> List.mapi draw) ]
          Columns = 1
          Caption = caption }
