namespace Csa.Figures

open System.Collections.Generic
open System.Globalization
open System.Net
open SkiaSharp
open Csa.Experiments.Evaluation

/// The paper's claims as squares, a row per section, coloured by how each stands.
module internal ClaimBoard =
    let private statuses =
        [ ClaimStatus.Reproduced, "reproduced", Palette.blue
          ClaimStatus.Checked, "checked", Palette.green
          ClaimStatus.Toy, "toy", Palette.sky
          ClaimStatus.Contradicted, "contradicted", Palette.vermilion
          ClaimStatus.NotTested, "not tested", Palette.rule ]

    let private side = 26

    let private colour status =
        statuses |> List.pick (fun (one, _, colour) -> if one = status then Some colour else None)

    let private escape (words: string) = WebUtility.HtmlEncode words |> nonNull

    // The number, what it measures, and where it or the test stands.
    let private evidence (reading: EvidenceReading) =
        let one = reading.Evidence

        let number =
            if reading.Value.HasValue then
                let value = reading.Value.Value.ToString("0.###", CultureInfo.InvariantCulture)
                $"<b>{value}</b> {escape one.Measures}<br>"
            else
                ""

        let test = match one.Test with null -> "" | name -> $": {name}"
        $"<div>{number}<small style=\"overflow-wrap:anywhere\">{escape one.File}{escape test}</small></div>"

    let markup (readings: IReadOnlyList<ClaimReading>) =
        let cell width words = $"<td style=\"text-align:left;white-space:normal;vertical-align:top;min-width:{width}\">{words}</td>"

        let row (index: int, reading: ClaimReading) =
            let claim = reading.Claim
            let note = if claim.Note = "" then "" else $"<br><small>{escape claim.Note}</small>"
            let key = colour claim.Status
            let mark = $"<span style=\"border-left:.6em solid rgb({key.Red},{key.Green},{key.Blue});padding-left:.4em\">{claim.StatusWord}</span>"
            let found = reading.Evidence |> Seq.map evidence |> String.concat ""
            let cells = [ cell "1em" (string (index + 1)); cell "2em" (escape claim.Section); cell "6.5em" mark; cell "14em" (escape claim.Text + note); cell "14em" found ]
            "<tr>" + String.concat "" cells + "</tr>"

        let heads = [ "no"; "section"; "status"; "claim"; "rests on" ] |> List.map (fun name -> $"<th style=\"text-align:left\">{name}</th>") |> String.concat ""
        let body = readings |> Seq.indexed |> Seq.map row |> String.concat "\n"
        TableMarkup($"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>")

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
                    let ink = if claim.Status = ClaimStatus.NotTested || claim.Status = ClaimStatus.Toy then Canvas.ink else Canvas.paper
                    Brush.text canvas font ink SKTextAlign.Center (x + side / 2) (top + (side - Canvas.lineHeight) / 2) $"{index + 1}"

            for (row, (status, name, colour)) in List.indexed statuses do
                let top = legendTop + row * Canvas.lineHeight
                Canvas.rectangle canvas margin (top + 2) 12 12 colour
                Canvas.text canvas font SKTextAlign.Left (margin + 20) top $"{name}: {counted status}"

            Canvas.caption canvas font margin notesTop notes)
