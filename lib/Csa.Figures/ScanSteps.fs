namespace Csa.Figures

open System.Collections.Generic
open System.Globalization
open SkiaSharp
open Csa.Attention
open Csa.Data.Images

/// Shows the layer at work, one hole cell at a time: what is known, what is filled, and where the next cell takes its
/// content from (Fig. 3).
module internal ScanSteps =
    let private current = Palette.vermilion
    let private best = Palette.green
    let private predecessor = Palette.blue
    let private known = SKColor(226uy, 226uy, 226uy)
    let private filled = Palette.tinted 0.45 Palette.sky

    let private two (value: float) = value.ToString("0.00", CultureInfo.InvariantCulture)

    let private check (attention: CsaAttention) (step: int) =
        if step < 0 || step >= attention.Path.Length then
            invalidArg "step" $"step: want one of 0 … {attention.Path.Length - 1}, got {step}"

    /// Lines of text around each frame's grid.
    let private headLines, private footLines = (1, 2)

    let private side (attention: CsaAttention) =
        288 / max attention.Height attention.Width |> min 40 |> max 6

    /// Wide enough for the grid and for the text around it.
    let private frameWidth (attention: CsaAttention) = max 250 (side attention * attention.Width)

    let private frameHeight (attention: CsaAttention) =
        side attention * attention.Height + (headLines + footLines) * Canvas.lineHeight + 8

    let private frameWidthOf (size: int) = if size >= 20 then 4 else 2

    /// Hatches a missing cell, so that unknown content has neither a colour nor a shade.
    let private hatch (canvas: SKCanvas) (left: int) (top: int) (size: int) =
        Canvas.rectangle canvas left top size size Canvas.paper
        let (l, t, s) = (float left, float top, float size)
        let count = max 1 (size / 8)

        for i in 1 .. 2 * count - 1 do
            let at = s * float i / float count
            let (a, b) = (max 0.0 (at - s), min s at)
            Brush.line canvas (l + a, t + at - a) (l + b, t + at - b) 1.0 (SKColor(170uy, 170uy, 170uy))

    let private grid (canvas: SKCanvas) (left: int) (top: int) (attention: CsaAttention) (step: int) (image: RgbImage | null) =
        let (size, width) = (side attention, attention.Width)
        let stepOf = Dictionary<int, int>()

        for i in 0 .. attention.Path.Length - 1 do
            stepOf[attention.Path.Cells[i]] <- i

        match image with
        | null -> Canvas.rectangle canvas left top (size * width) (size * attention.Height) known
        | picture -> Canvas.image canvas left top (size * width) (size * attention.Height) picture

        for cell in 0 .. attention.Height * width - 1 do
            let (x, y) = (left + size * (cell % width), top + size * (cell / width))

            match stepOf.TryGetValue cell with
            | true, visited when visited > step -> hatch canvas x y size
            | true, visited when visited < step && isNull image -> Canvas.rectangle canvas x y size size filled
            | _ -> ()

        let line = SKColor(150uy, 150uy, 150uy, 110uy)

        for column in 0 .. width do
            Canvas.rectangle canvas (left + size * column) top 1 (size * attention.Height + 1) line

        for row in 0 .. attention.Height do
            Canvas.rectangle canvas left (top + size * row) (size * width + 1) 1 line

    let private frame (canvas: SKCanvas) (font: SKFont) (left: int) (top: int) (attention: CsaAttention) (step: int) (image: RgbImage | null) =
        let (size, width) = (side attention, attention.Width)
        let (room, path) = (frameWidth attention, attention.Path)
        let gridLeft = left + (room - size * width) / 2
        let gridTop = top + headLines * Canvas.lineHeight + 2
        let place cell = $"({cell / width}, {cell % width})"
        let write row colour (words: string) = Brush.text canvas font colour SKTextAlign.Left left row (Font.fit font room words)
        write top current $"step {step + 1} of {path.Length}: cell {place path.Cells[step]}"
        grid canvas gridLeft gridTop attention step image
        let corner cell = (gridLeft + size * (cell % width), gridTop + size * (cell / width))

        let centre cell =
            let (x, y) = corner cell
            (float x + float size / 2.0, float y + float size / 2.0)

        // A frame only: the cell's own colour is what the step is about.
        let mark cell (colour: SKColor) =
            let (x, y) = corner cell
            let (thick, inner) = (frameWidthOf size, 1 + frameWidthOf size)
            Canvas.frame canvas (x + inner + 1) (y + inner + 1) (size - 2 * inner - 1) (size - 2 * inner - 1) (thick + 1) Canvas.paper
            Canvas.frame canvas (x + inner) (y + inner) (size - 2 * inner + 1) (size - 2 * inner + 1) thick colour

        // From rim to rim, so that both cells keep their colours, and as thick as the weight; neighbours need none.
        let point cell weight (colour: SKColor) =
            let ((x0, y0), (x1, y1)) = (centre cell, centre path.Cells[step])
            let far = max (abs (x1 - x0)) (abs (y1 - y0))

            if far > 1.5 * float size then
                let rim = 0.55 * float size / far
                let along share = (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
                Brush.line canvas (along rim) (along (1.0 - 2.0 * rim)) (4.5 + 3.0 * weight) (Canvas.paper.WithAlpha 200uy)
                Brush.arrow canvas (along rim) (along (1.0 - rim)) (1.5 + 3.0 * weight) colour

        let match' = attention.BestMatches[step]
        let (a, b) = (attention.RecurrentWeights[step], attention.PrimaryWeights[step])
        mark path.Cells[step] current
        mark match' best
        point match' b best
        let foot = gridTop + size * attention.Height + 4
        write foot best $"b = {two b} of its best match {place match'}"

        match path.Predecessors[step] with
        | ScanPath.None -> write (foot + Canvas.lineHeight) Palette.quiet "a = 0: it has no predecessor"
        | previous ->
            mark path.Cells[previous] predecessor
            point path.Cells[previous] a predecessor
            write (foot + Canvas.lineHeight) predecessor $"a = {two a} of its predecessor {place path.Cells[previous]}"

    /// How the legend shows a kind of cell.
    type private Swatch =
        | Plain of SKColor
        | Hatched
        | Framed of SKColor

    /// With an image, known and filled cells have its colours.
    let private legend (image: RgbImage | null) =
        [ if isNull image then
              ("known", Plain known)
              ("filled", Plain filled)
          ("missing", Hatched)
          ("this cell", Framed current)
          ("best match", Framed best)
          ("predecessor", Framed predecessor) ]

    let private drawSwatch (canvas: SKCanvas) (x: int) (y: int) (swatch: Swatch) =
        let side = 13

        match swatch with
        | Plain colour -> Canvas.rectangle canvas x y side side colour
        | Hatched -> hatch canvas x y side
        | Framed _ -> ()

        match swatch with
        | Framed colour -> Canvas.frame canvas (x + 3) (y + 3) (side - 6) (side - 6) 3 colour
        | _ -> Canvas.frame canvas x y side side 1 Palette.quiet

    /// The legend's squares with their names, in as many lines as they need.
    let private legendRows (font: SKFont) (room: int) (image: RgbImage | null) =
        let add (rows, used) (name, swatch) =
            let wanted = 18 + Font.width font name + 14

            match rows with
            | row :: rest when used + wanted <= room -> ((used, name, swatch) :: row) :: rest, used + wanted
            | _ -> [ (0, name, swatch) ] :: rows, wanted

        legend image |> List.fold add ([], 0) |> fst |> List.rev

    /// Frames in rows.
    let paint (attention: CsaAttention) (steps: IReadOnlyList<int>) (image: RgbImage | null) (columns: int) (caption: string | null) =
        if steps.Count = 0 then
            invalidArg (nameof steps) "steps: want at least one, got none"

        if columns < 1 then
            invalidArg (nameof columns) $"columns: want at least 1, got {columns}"

        steps |> Seq.iter (check attention)
        use font = Font.ofSize Canvas.textSize
        let columns = min columns steps.Count
        let (gap, margin) = (3 * Canvas.gap, 2 * Canvas.gap)
        let (w, h) = (frameWidth attention, frameHeight attention)
        let inner = columns * (w + gap) - gap
        let rows = (steps.Count + columns - 1) / columns
        let names = legendRows font inner image
        let captionLines = Canvas.captionLines font inner caption
        let legendTop = margin + rows * (h + gap)
        let captionTop = legendTop + names.Length * Canvas.lineHeight + (if captionLines.IsEmpty then 0 else Canvas.gap)

        Canvas.paint (inner + 2 * margin) (captionTop + captionLines.Length * Canvas.lineHeight + margin) (fun canvas ->
            steps
            |> Seq.iteri (fun i step -> frame canvas font (margin + i % columns * (w + gap)) (margin + i / columns * (h + gap)) attention step image)

            names
            |> List.iteri (fun row entries ->
                for (at, name, swatch) in entries do
                    let (x, y) = (margin + at, legendTop + row * Canvas.lineHeight)
                    drawSwatch canvas x (y + 2) swatch
                    Canvas.text canvas font SKTextAlign.Left (x + 18) y name)

            Canvas.caption canvas font margin captionTop captionLines)

    /// The beginning and evenly spaced later steps.
    let chosen (attention: CsaAttention) (count: int) =
        let last = attention.Path.Length - 1

        if last < count then
            [| 0..last |]
        else
            let first = count / 2
            [| yield! [ 0 .. first - 1 ]
               for k in 1 .. count - first -> first - 1 + k * (last - first + 1) / (count - first) |]
