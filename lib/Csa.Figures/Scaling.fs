namespace Csa.Figures

open System
open System.Collections.Generic
open System.Globalization

/// <summary>Time or memory of one program over sizes.</summary>
/// <param name="label">What was measured.</param>
/// <param name="sizes">Above 0, at least two different ones.</param>
/// <param name="values">One per size, above 0.</param>
/// <exception cref="T:System.ArgumentException">Counts differ, fewer than two different sizes, or one that is not above 0.</exception>
type ScalingSeries(label: string, sizes: float[], values: float[]) =
    do
        if sizes.Length <> values.Length || (Array.distinct sizes).Length < 2 then
            invalidArg (nameof sizes) $"sizes: want at least two different ones with a value each, got {sizes.Length} and {values.Length} values for '{label}'"

        if not (Seq.append sizes values |> Seq.forall (fun value -> value > 0.0 && Double.IsFinite value)) then
            invalidArg (nameof values) $"values: want finite sizes and values above 0 on logarithmic axes, got another for '{label}'"

    /// <summary>What was measured.</summary>
    member _.Label = label

    /// <summary>Above 0.</summary>
    member _.Sizes = sizes

    /// <summary>One per size.</summary>
    member _.Values = values

    /// <summary>The exponent p of the best fit value = c size^p: 1 is linear, 2 quadratic.</summary>
    member _.Power =
        let (x, y) = (Array.map log sizes, Array.map log values)
        let (meanX, meanY) = (Array.average x, Array.average y)
        let covariance = Array.fold2 (fun sum a b -> sum + (a - meanX) * (b - meanY)) 0.0 x y
        covariance / (x |> Array.sumBy (fun a -> (a - meanX) * (a - meanX)))

/// Time or memory against size.
module internal Scaling =
    let plot (series: IReadOnlyList<ScalingSeries>) (horizontal: string) (vertical: string) (caption: string | null) =
        if series.Count = 0 then
            invalidArg (nameof series) "series: want at least one, got none"

        let line index (one: ScalingSeries) =
            let order = one.Sizes |> Array.indexed |> Array.sortBy snd |> Array.map fst
            let pick (values: float[]) = order |> Array.map (fun i -> values[i])
            let name = String.Format(CultureInfo.InvariantCulture, "{0} (power {1:0.0})", one.Label, one.Power)

            { Plot.line name (Palette.series index) (pick one.Sizes) (pick one.Values) with
                Dots = true
                Dashed = index > 0 }

        { Panels = [ Plot.panel "" (Plot.logarithmic horizontal) (Plot.logarithmic vertical) [ for (index, one) in Seq.indexed series -> line index one ] ]
          Columns = 1
          Caption = caption }
