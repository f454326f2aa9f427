namespace Csa.Figures

open System
open System.Collections.Generic

/// <summary>Values of one kind, whose distribution a histogram shows.</summary>
/// <param name="label">What was measured.</param>
/// <param name="values">At least one, finite.</param>
/// <exception cref="T:System.ArgumentException">No value, or one that is not finite.</exception>
type LabelledValues(label: string, values: float[]) =
    do
        if values.Length = 0 || not (Array.forall Double.IsFinite values) then
            invalidArg (nameof values) $"values: want at least one, all finite, got {values.Length} for '{label}'"

    /// <summary>What was measured.</summary>
    member _.Label = label

    /// <summary>Finite.</summary>
    member _.Values = values

/// How often values fall into bins of equal width, as an outline for each kind, so that kinds may overlap.
module internal Histogram =
    /// The bins' width: round, and about as many bins as wanted over the range.
    let private width (low: float, high: float) wanted =
        let ticks = Plot.ticks (Plot.linear "") (low, (if high > low then high else low + 1.0)) wanted
        if ticks.Length > 1 then ticks[1] - ticks[0] else 1.0

    let plot (kinds: IReadOnlyList<LabelledValues>) (horizontal: string) (vertical: string) (bins: int) (caption: string | null) =
        if kinds.Count = 0 then
            invalidArg (nameof kinds) "kinds: want at least one, got none"

        if bins < 1 then
            invalidArg (nameof bins) $"bins: want at least 1, got {bins}"

        let all = kinds |> Seq.collect _.Values |> Array.ofSeq
        let step = width (Array.min all, Array.max all) bins
        // A value on the border of two bins belongs to the upper one, whatever the division's last digit is; the largest, on a
        // border, to the last bin, so that shares up to 1 have no bin above 1.
        let below (value: float) = int (floor (value / step + 1e-9))
        let first = below (Array.min all)
        let last = max first (int (ceil (Array.max all / step - 1e-9)) - 1)
        let bin value = min last (below value)

        let outline index (kind: LabelledValues) =
            let counts = kind.Values |> Array.countBy bin |> dict
            let count k = match counts.TryGetValue k with | true, found -> float found | _ -> 0.0

            let corners =
                [| yield (float first * step, 0.0)
                   for k in first..last do
                       yield (float k * step, count k)
                       yield (float (k + 1) * step, count k)
                   yield (float (last + 1) * step, 0.0) |]

            let y = Array.map snd corners

            { Plot.line kind.Label (Palette.series index) (Array.map fst corners) y with
                Low = Array.map (fun _ -> 0.0) y
                High = y
                Dashed = index >= 5 }

        { Panels = [ Plot.panel "" (Plot.linear horizontal) { Plot.counting vertical with Include = [ 0.0 ] } (kinds |> List.ofSeq |> List.mapi outline) ]
          Columns = 1
          Caption = caption }
