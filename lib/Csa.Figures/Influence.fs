namespace Csa.Figures

open System
open System.Collections.Generic
open System.Globalization
open Csa.Attention

/// <summary>How far content travels along the chain of predecessors: each step passes on the fraction a_i of what it received.</summary>
/// <param name="label">What was measured: a scan order, a system …</param>
/// <param name="shares">Mean share of a hole cell's content that entered the chain 0, 1, 2 … steps before it; its own best
/// match is 0.</param>
/// <param name="low">The 10 % quantile of the same over all hole cells; a cell with a shorter chain has none of it.</param>
/// <param name="high">The 90 % quantile.</param>
/// <exception cref="T:System.ArgumentException">Nothing, counts differ, or a share is not finite.</exception>
type ChainInfluence(label: string, shares: float[], low: float[], high: float[]) =
    do
        if shares.Length = 0 || low.Length <> shares.Length || high.Length <> shares.Length then
            invalidArg (nameof shares) $"shares: want at least one, with as many quantiles, got {shares.Length}, {low.Length} and {high.Length}"

        if not (Array.forall Double.IsFinite shares) then
            invalidArg (nameof shares) "shares: want finite ones, got another; the published code's reading gives NaN weights"

    // Where less than this is left of a path, the rest of it cannot be seen.
    static let negligible = 1e-9

    /// <summary>What was measured.</summary>
    member _.Label = label

    /// <summary>Mean share of a hole cell's content by the number of steps that it travelled.</summary>
    member _.Shares = shares

    /// <summary>The 10 % quantile over cells.</summary>
    member _.Low = low

    /// <summary>The 90 % quantile over cells.</summary>
    member _.High = high

    /// <summary>The number of steps within which a given part of the content entered the chain.</summary>
    /// <param name="part">0 … 1, e.g. 0.99.</param>
    member _.Reach(part: float) =
        let sums = Array.scan (+) 0.0 shares |> Array.tail

        match sums |> Array.tryFindIndex (fun sum -> sum >= part * Array.last sums) with
        | Some steps -> steps
        | None -> shares.Length - 1

    /// <summary>Follows every hole cell's chain back.</summary>
    /// <param name="attention">Of one sample.</param>
    /// <param name="label">What it is: a scan order, a system …</param>
    /// <exception cref="T:System.ArgumentException">The hole is empty, or a weight is not finite.</exception>
    static member Of(attention: CsaAttention, label: string) =
        if attention.Path.Length = 0 then
            invalidArg (nameof attention) "attention: want at least one hole cell, got an empty hole"

        let byDistance = List<List<float>>()

        for start in 0 .. attention.Path.Length - 1 do
            let mutable step, share, distance = start, 1.0, 0

            while step <> ScanPath.None && not (abs share < negligible) do
                if byDistance.Count = distance then
                    byDistance.Add(List<float>())

                byDistance[distance].Add(share * attention.PrimaryWeights[step])
                share <- share * attention.RecurrentWeights[step]
                step <- attention.Path.Predecessors[step]
                distance <- distance + 1

        let quantile (at: float) (values: List<float>) =
            let none = Seq.replicate (attention.Path.Length - values.Count) 0.0
            (Seq.append values none |> Seq.sort |> Array.ofSeq)[int (Math.Round(at * float (attention.Path.Length - 1)))]

        let all (measure: List<float> -> float) = [| for values in byDistance -> measure values |]
        ChainInfluence(label, all (fun values -> Seq.sum values / float attention.Path.Length), all (quantile 0.1), all (quantile 0.9))

/// A chart of how far content travels along the chain.
module internal Influence =
    // Shares below are nothing to look at.
    let private smallest = 1e-5

    let plot (influences: IReadOnlyList<ChainInfluence>) (caption: string | null) =
        if influences.Count = 0 then
            invalidArg (nameof influences) "influences: want at least one, got none"

        let shown = [ for one in influences -> one.Shares |> Array.tryFindIndexBack (fun share -> share >= smallest) |> Option.defaultValue 0 ]
        let last = List.max shown

        // More bands would only cover each other.
        let banded = influences.Count <= 2
        let what = if banded then "share of content: mean, 10 to 90 %" else "share of content: mean"

        let line index (one: ChainInfluence) =
            let count = min (last + 1) one.Shares.Length
            let name = String.Format(CultureInfo.InvariantCulture, "{0}: 99 % within {1} steps", one.Label, one.Reach 0.99)

            let edge (quantiles: float[]) =
                if banded then quantiles |> Array.truncate count |> Array.map (max (smallest / 10.0)) else [||]

            { Plot.line name (Palette.series index) (Array.init count float) (Array.truncate count one.Shares) with
                Low = edge one.Low
                High = edge one.High
                Dots = last < 40
                Dashed = index > 0 && last >= 40 }

        { Panels =
            [ Plot.panel
                  "How far content travels along the scan"
                  (Plot.counting "steps back along the chain of predecessors (0: the cell's own best match)")
                  (Plot.logarithmic what)
                  [ for (index, one) in Seq.indexed influences -> line index one ] ]
          Columns = 1
          Caption = caption }
