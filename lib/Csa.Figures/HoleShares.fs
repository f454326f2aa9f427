namespace Csa.Figures

open System
open System.Collections.Generic
open Csa.Experiments.Evaluation

/// PSNR in the hole against the share of the image that is missing.
module internal HoleShares =
    let plot (rows: IReadOnlyList<SummaryRow>) (caption: string | null) =
        let measured =
            [ for row in rows do
                  match row.Hole with
                  | null -> ()
                  | found when Double.IsFinite found.Psnr.Mean -> (row, found.Psnr)
                  | _ -> () ]

        let systems = measured |> List.groupBy (fun (row, _) -> row.Label)

        if not (systems |> List.exists (fun (_, points) -> points.Length > 1)) then
            invalidArg (nameof rows) "rows: want a system with holes of at least two shares, got none"

        let line index (name, points) =
            let points = points |> List.sortBy (fun (row: SummaryRow, _) -> row.HoleFraction)
            let pick (value: Estimate -> float) = [| for (_, estimate) in points -> value estimate |]

            { Plot.line name (Palette.series index) [| for (row, _) in points -> 100.0 * row.HoleFraction |] (pick _.Mean) with
                Low = pick _.Low
                High = pick _.High
                Dots = true
                Dashed = index >= 5
                Notes = [| for (row, _) in points -> row.MaskKind |] }

        { Panels =
            [ Plot.panel "" (Plot.linear "missing, % of the image") (Plot.linear "PSNR in the hole, dB") (List.mapi line systems) ]
          Columns = 1
          Caption = caption }
