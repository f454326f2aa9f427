namespace Csa.Figures

open System
open SkiaSharp

/// Draws charts as images.
module internal PlotPicture =
    let private gap = 3 * Canvas.gap

    /// A single panel is as wide as two, so that every chart has the width of a page.
    let private panelSize (plot: Plot) =
        if plot.Columns = 1 then (780, (if plot.Panels.Length = 1 then 330 else 240)) else (381, 230)

    /// The legend's entries by line, with the horizontal position of each.
    let private legend (font: SKFont) (room: int) (panel: Panel) =
        let named = panel.Series |> List.filter (fun series -> not series.Faint && series.Name <> "")

        if named.Length < 2 && named |> List.forall (fun series -> series.Name = panel.Heading) then
            []
        else
            let add (rows, used) (series: Series) =
                let wanted = 28 + Font.width font series.Name + 14

                match rows with
                | row :: rest when used + wanted <= room -> ((used, series) :: row) :: rest, used + wanted
                | _ -> [ (0, series) ] :: rows, wanted

            named |> List.fold add ([], 0) |> fst |> List.rev

    let private values (pick: Series -> float[] list) (panel: Panel) =
        panel.Series |> Seq.collect pick |> Seq.collect id

    /// Runs of consecutive points that can be shown; a gap in the values is a gap in the line.
    let private runs (panel: Panel) (x: float[]) (y: float[]) =
        let shown i =
            Plot.shows panel.Horizontal x[i] && Plot.shows panel.Vertical y[i]

        let add (finished, current) i =
            if shown i then (finished, i :: current)
            elif List.isEmpty current then (finished, [])
            else (current :: finished, [])

        let (finished, current) = [ 0 .. min x.Length y.Length - 1 ] |> List.fold add ([], [])

        (if current.IsEmpty then finished else current :: finished)
        |> List.map (List.rev >> Array.ofList)

    let private share (axis: Axis) (low: float, high: float) (value: float) =
        if axis.Log then log (value / low) / log (high / low) else (value - low) / (high - low)

    let private drawSeries (canvas: SKCanvas) (panel: Panel) (place: float -> float -> float * float) (series: Series) =
        if series.Low.Length > 0 then
            for run in runs panel series.X (Array.map2 min series.Low series.High) do
                let upper = run |> Array.map (fun i -> place series.X[i] series.High[i])
                let lower = run |> Array.map (fun i -> place series.X[i] series.Low[i]) |> Array.rev
                Brush.polygon canvas (Array.append upper lower) (series.Colour.WithAlpha 45uy)

        for run in runs panel series.X series.Y do
            let points = run |> Array.map (fun i -> place series.X[i] series.Y[i])
            let colour = if series.Faint then series.Colour.WithAlpha 75uy else series.Colour
            Brush.polyline canvas points (if series.Faint then 1.0 else 2.0) colour series.Dashed

            if series.Dots || points.Length = 1 then
                for point in points do
                    Brush.disc canvas point 4.0 colour

    let private drawPanel (canvas: SKCanvas) (font: SKFont) (small: SKFont) (left: int, top: int) (width: int, height: int) (panel: Panel) =
        let names = legend small (width - 8) panel
        let headRoom = (if panel.Heading = "" then 0 else Canvas.lineHeight) + names.Length * Canvas.lineHeight + 6
        let footRoom = 20 + (if panel.Horizontal.Title = "" then 0 else Canvas.lineHeight)
        let (plotTop, plotHeight) = (top + headRoom, height - headRoom - footRoom)
        let vertical = Plot.range panel.Vertical (values (fun series -> [ series.Y; series.Low; series.High ]) panel)
        let horizontal = Plot.range panel.Horizontal (values (fun series -> [ series.X ]) panel)
        let upTicks = Plot.ticks panel.Vertical vertical (max 2 (plotHeight / 32))
        let upRoom = upTicks |> Array.map (Plot.label >> Font.width small) |> Array.fold max 10
        let titleRoom = if panel.Vertical.Title = "" then 0 else 20
        let plotLeft = left + titleRoom + upRoom + 8
        let plotWidth = left + width - 8 - plotLeft
        let acrossTicks = Plot.ticks panel.Horizontal horizontal (max 2 (plotWidth / 90))
        let atX value = float plotLeft + share panel.Horizontal horizontal value * float plotWidth
        let atY value = float (plotTop + plotHeight) - share panel.Vertical vertical value * float plotHeight
        Brush.text canvas font Canvas.ink SKTextAlign.Left left top (Font.fit font width panel.Heading)

        names
        |> List.iteri (fun row entries ->
            for (at, series) in entries do
                let (x, y) = (left + at, top + headRoom - 6 - (names.Length - row) * Canvas.lineHeight)
                let middle = float y + 9.0
                Brush.polyline canvas [| (float x, middle); (float x + 22.0, middle) |] 2.5 series.Colour series.Dashed
                Brush.text canvas small Canvas.ink SKTextAlign.Left (x + 28) y series.Name)

        for tick in upTicks do
            let y = Math.Round(atY tick)
            Canvas.rectangle canvas plotLeft (int y) plotWidth 1 Palette.rule
            Brush.text canvas small Palette.quiet SKTextAlign.Right (plotLeft - 6) (int y - 9) (Plot.label tick)

        for tick in acrossTicks do
            let x = Math.Round(atX tick)
            Canvas.rectangle canvas (int x) plotTop 1 plotHeight Palette.rule
            Brush.text canvas small Palette.quiet SKTextAlign.Center (int x) (plotTop + plotHeight + 3) (Plot.label tick)

        canvas.Save() |> ignore
        canvas.ClipRect(SKRect.Create(float32 plotLeft, float32 plotTop - 4f, float32 plotWidth, float32 plotHeight + 8f))

        for at in panel.Rules do
            Brush.polyline canvas [| (atX at, float plotTop); (atX at, float (plotTop + plotHeight)) |] 1.0 (SKColor(190uy, 190uy, 190uy)) true

        let place x y = (atX x, atY y)

        for series in Seq.append (panel.Series |> Seq.filter _.Faint) (panel.Series |> Seq.filter (_.Faint >> not)) do
            drawSeries canvas panel place series

        canvas.Restore()
        Canvas.rectangle canvas plotLeft plotTop 1 plotHeight Palette.quiet
        Canvas.rectangle canvas plotLeft (plotTop + plotHeight) plotWidth 1 Palette.quiet
        Brush.upwards canvas small Palette.quiet (float left + 13.0) (float plotTop + float plotHeight / 2.0) panel.Vertical.Title

        let below =
            if panel.Rules.Length = 0 then panel.Horizontal.Title else $"{panel.Horizontal.Title} ({panel.RulesMean})"

        Brush.text canvas small Palette.quiet SKTextAlign.Center (plotLeft + plotWidth / 2) (plotTop + plotHeight + 20) below

    let paint (plot: Plot) =
        use font = Font.ofSize Canvas.textSize
        use small = Font.ofSize 12f
        let margin = 2 * Canvas.gap
        let (w, h) = panelSize plot
        let columns = min plot.Columns plot.Panels.Length
        let rows = (plot.Panels.Length + columns - 1) / columns
        let inner = columns * (w + gap) - gap
        let lines = Canvas.captionLines font inner plot.Caption
        let captionTop = margin + rows * (h + gap) - gap + (if lines.IsEmpty then 0 else Canvas.gap)

        Canvas.paint (inner + 2 * margin) (captionTop + lines.Length * Canvas.lineHeight + margin) (fun canvas ->
            plot.Panels
            |> List.iteri (fun i panel -> drawPanel canvas font small (margin + i % columns * (w + gap), margin + i / columns * (h + gap)) (w, h) panel)

            Canvas.caption canvas font margin captionTop lines)
