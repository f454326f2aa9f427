namespace Csa.Figures

open System.Collections.Generic
open System.Globalization
open SkiaSharp
open Csa.Experiments.Evaluation

/// The paper's claims as squares, a row per section, coloured by status.
module internal ClaimBoard =
    let private statuses =
        [ ClaimStatus.Reproduced, "reproduced", Palette.blue
          ClaimStatus.Checked, "checked", Palette.green
          ClaimStatus.ToyFor, "toy, for", Palette.sky
          ClaimStatus.ToyAgainst, "toy, against", Palette.orange
          ClaimStatus.Contradicted, "contradicted", Palette.vermilion
          ClaimStatus.NotTested, "not tested", Palette.rule ]

    let private side = 26

    let private colour status =
        statuses |> List.pick (fun (one, _, colour) -> if one = status then Some colour else None)

    // The number, what it measures, and where it or the test stands.
    let private evidence (reading: EvidenceReading) =
        let one = reading.Evidence
        let place = match one.Test with null -> one.File | name -> $"{one.File}: {name}"

        [ if reading.Value.HasValue then
              TableCell(reading.Value.Value.ToString("0.###", CultureInfo.InvariantCulture), one.Measures)
          TableCell("", place) ]

    let table (readings: IReadOnlyList<ClaimReading>) =
        let row (index: int) (reading: ClaimReading) : IReadOnlyList<TableCell> =
            let claim = reading.Claim
            let key = colour claim.Status

            [| TableCell(string (index + 1))
               TableCell claim.Section
               TableCell(claim.StatusWord, Key = $"rgb({key.Red},{key.Green},{key.Blue})")
               TableCell.Stacked [ TableCell claim.Text; if claim.Note <> "" then TableCell("", claim.Note) ]
               TableCell.Stacked(reading.Evidence |> Seq.collect evidence) |]

        let columns =
            [| for name in [ "no"; "section"; "status" ] -> TableColumn name
               for name in [ "claim"; "rests on" ] -> TableColumn(name, ColumnKind.Prose) |]

        ResultTable("", "", columns, [| TableBlock("", Array.ofSeq (Seq.mapi row readings)) |])

    let paint (claims: IReadOnlyList<Claim>) (caption: string | null) =
        if claims.Count = 0 then
            invalidArg (nameof claims) "claims: want at least one, got none"

        use font = Font.ofSize Canvas.textSize
        let (margin, step) = (2 * Canvas.gap, side + Canvas.gap)
        let rows = claims |> Seq.indexed |> Seq.toList |> List.groupBy (fun (_, claim) -> claim.Section)
        let nameWidth = rows |> List.map (fst >> Font.width font) |> List.max
        let left = margin + nameWidth + 2 * Canvas.gap
        let squares = rows |> List.map (fun (_, row) -> row.Length) |> List.max
        let inner = max (nameWidth + 2 * Canvas.gap + squares * step) 420
        let counted status = claims |> Seq.filter (fun claim -> claim.Status = status) |> Seq.length
        let legendTop = margin + rows.Length * step + Canvas.gap
        let notes = Canvas.captionLines font inner caption
        let notesTop = legendTop + statuses.Length * Canvas.lineHeight + Canvas.gap

        Canvas.paint (inner + 2 * margin) (notesTop + notes.Length * Canvas.lineHeight + margin) (fun canvas ->
            for (row, (section, entries)) in List.indexed rows do
                let top = margin + row * step
                Canvas.text canvas font SKTextAlign.Left margin (top + (side - Canvas.lineHeight) / 2) section

                for (column, (index, claim)) in List.indexed entries do
                    let x = left + column * step
                    Canvas.rectangle canvas x top side side (colour claim.Status)
                    let ink = if List.contains claim.Status [ ClaimStatus.NotTested; ClaimStatus.ToyFor; ClaimStatus.ToyAgainst ] then Canvas.ink else Canvas.paper
                    Brush.text canvas font ink SKTextAlign.Center (x + side / 2) (top + (side - Canvas.lineHeight) / 2) $"{index + 1}"

            for (row, (status, name, colour)) in List.indexed statuses do
                let top = legendTop + row * Canvas.lineHeight
                Canvas.rectangle canvas margin (top + 2) 12 12 colour
                Canvas.text canvas font SKTextAlign.Left (margin + 20) top $"{name}: {counted status}"

            Canvas.caption canvas font margin notesTop notes)
