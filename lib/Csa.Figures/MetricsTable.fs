namespace Csa.Figures

open System
open System.Collections.Generic
open System.Globalization
open System.Net
open System.Text
open System.Text.RegularExpressions
open SkiaSharp
open Csa.Experiments.Evaluation

/// <summary>A table for an HTML page or a notebook.</summary>
/// <param name="markup">A table element.</param>
type TableMarkup internal (markup: string) =
    /// <summary>A table element, in the colours of its page.</summary>
    member _.ToHtml() = markup

    /// <summary>Its text for where markup is not drawn: a line per row, tabs between cells.</summary>
    override _.ToString() =
        let lines = Regex.Replace(Regex.Replace(markup.Replace("\n", ""), "</(tr|caption)>", "\n"), "</t[dh]>", "\t")
        let text = Regex.Replace(lines.Replace("<br>", " "), "<[^>]*>", "")
        String.concat "\n" [ for line in text.Trim().Split('\n') -> nonNull (WebUtility.HtmlDecode(line.Trim())) ]

/// Systems beside each other, a block of rows per mask kind, the best marked.
module internal MetricsTable =
    type private Cell =
        { Value: string
          Interval: string
          Best: bool }

    type private Block =
        { Heading: string
          Rows: (string * Cell list) list }

    type private Metric =
        { Name: string
          Of: MetricEstimates -> Estimate
          InPaper: PaperFigures -> float
          Digits: int
          LargerIsBetter: bool }

    let private metrics =
        [ { Name = "L1 % ↓"; Of = _.L1Percent; InPaper = _.L1Percent; Digits = 2; LargerIsBetter = false }
          { Name = "L2 % ↓"; Of = _.L2Percent; InPaper = _.L2Percent; Digits = 3; LargerIsBetter = false }
          { Name = "PSNR dB ↑"; Of = _.Psnr; InPaper = _.Psnr; Digits = 2; LargerIsBetter = true }
          { Name = "SSIM ↑"; Of = _.Ssim; InPaper = _.Ssim; Digits = 3; LargerIsBetter = true } ]

    let private text (digits: int) (value: float) =
        if Double.IsPositiveInfinity value then "+inf" else value.ToString($"F{digits}", CultureInfo.InvariantCulture)

    let private estimates (whole: bool) (row: SummaryRow) : MetricEstimates | null = if whole then row.Whole else row.Hole

    let private blocks (rows: IReadOnlyList<SummaryRow>) (whole: bool) (paper: bool) =
        let measured =
            [ for row in rows do
                  match estimates whole row with
                  | null -> ()
                  | found -> (row, found) ]

        if measured.IsEmpty then
            invalidArg (nameof rows) "rows: want at least one that was measured in this region, got none"

        // What reads the same is equally good: digits that are not shown do not decide.
        let best (metric: Metric) (group: (SummaryRow * MetricEstimates) list) =
            let means = group |> List.map (fun (_, found) -> Math.Round((metric.Of found).Mean, metric.Digits))
            if metric.LargerIsBetter then List.max means else List.min means

        let inPaper (row: SummaryRow) metric =
            match (if paper && row.Stage = OutputStage.Refined then PaperTables.Find(row.System, row.MaskKind) else null) with
            | null -> ""
            | figures -> $"  paper {text metric.Digits (metric.InPaper figures)}"

        let cell group metric (row, found: MetricEstimates) =
            let estimate = metric.Of found
            let interval = if Double.IsFinite estimate.Mean then $"[{text metric.Digits estimate.Low}, {text metric.Digits estimate.High}]" else ""

            { Value = text metric.Digits estimate.Mean
              Interval = interval + inPaper row metric
              Best = List.length group > 1 && Math.Round(estimate.Mean, metric.Digits) = best metric group }

        [ for (kind, group) in measured |> List.groupBy (fun (row, _) -> row.MaskKind) ->
              let first = fst group.Head
              let share = (100.0 * first.HoleFraction).ToString("0.#", CultureInfo.InvariantCulture)

              let trainings = group |> List.map (fun (row, _) -> row.Runs) |> List.max
              let runs = if trainings > 1 then $", {trainings} trainings of each system" else ""

              { Heading = $"{kind} masks: {first.Count} images, mean hole {share} %%{runs}"
                Rows = [ for (row, found) in group -> row.Label, [ for metric in metrics -> cell group metric (row, found) ] ] } ]

    let private region whole =
        if whole then "Whole composited image." else "In the hole."

    let private explanation paper =
        let beside = if paper then " Beside them the paper's figures, of other images and larger networks." else ""
        "Mean and 95 % bootstrap interval over trainings, where there are several, and images; the best of each block is marked." + beside

    let markup (rows: IReadOnlyList<SummaryRow>) (whole: bool) (paper: bool) (caption: string | null) =
        let escape (words: string) = WebUtility.HtmlEncode words |> nonNull
        let html = StringBuilder()
        let add (line: string) = html.Append(line).Append('\n') |> ignore
        let tail = match caption with null -> "" | words -> " " + words
        add "<table style=\"border-collapse:collapse;font-variant-numeric:tabular-nums\">"
        add $"<caption style=\"text-align:left\">{escape (region whole)} {escape (explanation paper)}{escape tail}</caption>"
        let heads = metrics |> List.map (fun metric -> $"<th style=\"text-align:right;padding:2px 8px\">{escape metric.Name}</th>") |> String.concat ""
        add $"<thead><tr><th style=\"text-align:left\">system</th>{heads}</tr></thead>"

        for block in blocks rows whole paper do
            add $"<tbody><tr><th colspan=\"{1 + metrics.Length}\" style=\"text-align:left;border-top:1px solid\">{escape block.Heading}</th></tr>"

            for (name, cells) in block.Rows do
                let column cell =
                    let value = if cell.Best then $"<b>{cell.Value}</b>" else cell.Value
                    let ground = if cell.Best then ";background:rgba(0,158,115,0.22)" else ""
                    $"<td style=\"text-align:right;padding:2px 8px{ground}\">{value} <small>{cell.Interval}</small></td>"

                let columns = cells |> List.map column |> String.concat ""
                add $"<tr><td style=\"text-align:left\">{escape name}</td>{columns}</tr>"

            add "</tbody>"

        add "</table>"
        TableMarkup(html.ToString())

    let paint (rows: IReadOnlyList<SummaryRow>) (whole: bool) (paper: bool) (caption: string | null) =
        let blocks = blocks rows whole paper
        use font = Font.ofSize Canvas.textSize
        use bold = Font.ofSize Canvas.textSize
        bold.Embolden <- true
        use small = Font.ofSize 11f
        let (margin, rowHeight, between) = (2 * Canvas.gap, 24, 22)
        let nameWidth = blocks |> Seq.collect _.Rows |> Seq.map (fst >> Font.width font) |> Seq.fold max 60 |> min 260

        let parts =
            [ for (i, metric) in List.indexed metrics ->
                  let cells = [ for block in blocks do for (_, row) in block.Rows -> row[i] ]
                  let valueWidth = cells |> List.map (fun cell -> Font.width bold cell.Value) |> List.max
                  let intervalWidth = cells |> List.map (fun cell -> Font.width small cell.Interval) |> List.max
                  metric, max valueWidth (Font.width bold metric.Name - intervalWidth - 6), intervalWidth ]

        let lefts =
            parts |> List.scan (fun left (_, valueWidth, intervalWidth) -> left + valueWidth + 6 + intervalWidth + between) (margin + nameWidth + between)

        let inner = List.last lefts - between - margin + 6
        let notes = Font.wrap font inner $"{region whole} {explanation paper}" @ Canvas.captionLines font inner caption
        let rowCount = 1 + (blocks |> List.sumBy (fun block -> 1 + block.Rows.Length))
        let notesTop = margin + rowCount * rowHeight + Canvas.gap

        Canvas.paint (inner + 2 * margin) (notesTop + notes.Length * Canvas.lineHeight + margin) (fun canvas ->
            let mutable top = margin

            for ((metric, valueWidth, intervalWidth), left) in List.zip parts lefts[.. parts.Length - 1] do
                Brush.text canvas bold Canvas.ink SKTextAlign.Right (left + valueWidth + 6 + intervalWidth) (top + 3) metric.Name

            Brush.text canvas bold Canvas.ink SKTextAlign.Left margin (top + 3) "system"

            for block in blocks do
                top <- top + rowHeight
                Canvas.rectangle canvas margin top inner 1 Palette.quiet
                Brush.text canvas font Palette.quiet SKTextAlign.Left margin (top + 4) (Font.fit font inner block.Heading)

                for (name, cells) in block.Rows do
                    top <- top + rowHeight
                    Brush.text canvas font Canvas.ink SKTextAlign.Left margin (top + 3) (Font.fit font nameWidth name)

                    for (cell, (_, valueWidth, intervalWidth), left) in List.zip3 cells parts lefts[.. parts.Length - 1] do
                        if cell.Best then
                            Canvas.rectangle canvas (left - 6) (top + 1) (valueWidth + intervalWidth + 18) (rowHeight - 2) (Palette.tinted 0.22 Palette.green)

                        Brush.text canvas (if cell.Best then bold else font) Canvas.ink SKTextAlign.Right (left + valueWidth) (top + 3) cell.Value
                        Brush.text canvas small Palette.quiet SKTextAlign.Right (left + valueWidth + 6 + intervalWidth) (top + 2) cell.Interval

            Canvas.caption canvas font margin notesTop notes)
