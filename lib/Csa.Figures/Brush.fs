namespace Csa.Figures

open SkiaSharp

/// Draws coloured lines, discs and text at sub-pixel positions.
module internal Brush =
    let private stroke (thickness: float) (colour: SKColor) (dashed: bool) =
        let brush =
            new SKPaint(Color = colour, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = float32 thickness, StrokeJoin = SKStrokeJoin.Round)

        if dashed then
            brush.PathEffect <- SKPathEffect.CreateDash([| 6f; 4f |], 0f)

        brush

    let private fill (colour: SKColor) =
        new SKPaint(Color = colour, IsAntialias = true, Style = SKPaintStyle.Fill)

    let private pathOf (points: (float * float)[]) (closed: bool) =
        let path = new SKPath()

        points
        |> Array.iteri (fun i (x, y) ->
            if i = 0 then path.MoveTo(float32 x, float32 y) else path.LineTo(float32 x, float32 y))

        if closed then
            path.Close()

        path

    let line (canvas: SKCanvas) (x0: float, y0: float) (x1: float, y1: float) (thickness: float) (colour: SKColor) =
        use brush = stroke thickness colour false
        canvas.DrawLine(float32 x0, float32 y0, float32 x1, float32 y1, brush)

    let polyline (canvas: SKCanvas) (points: (float * float)[]) (thickness: float) (colour: SKColor) (dashed: bool) =
        use path = pathOf points false
        use brush = stroke thickness colour dashed
        canvas.DrawPath(path, brush)

    let polygon (canvas: SKCanvas) (points: (float * float)[]) (colour: SKColor) =
        use path = pathOf points true
        use brush = fill colour
        canvas.DrawPath(path, brush)

    let disc (canvas: SKCanvas) (x: float, y: float) (radius: float) (colour: SKColor) =
        use brush = fill colour
        canvas.DrawCircle(float32 x, float32 y, float32 radius, brush)

    /// Draws an arrow; nothing if both ends are the same point.
    let arrow (canvas: SKCanvas) (x0: float, y0: float) (x1: float, y1: float) (thickness: float) (colour: SKColor) =
        let (dx, dy) = (x1 - x0, y1 - y0)
        let length = sqrt (dx * dx + dy * dy)

        if length > 0.0 then
            let head = min (length * 0.6) (3.0 + 2.5 * thickness)
            let (ux, uy) = (dx / length, dy / length)
            let (bx, by) = (x1 - ux * head, y1 - uy * head)
            line canvas (x0, y0) (bx, by) thickness colour
            polygon canvas [| (x1, y1); (bx - uy * head / 2.0, by + ux * head / 2.0); (bx + uy * head / 2.0, by - ux * head / 2.0) |] colour

    /// One line of text in a box of one line's height.
    let text (canvas: SKCanvas) (font: SKFont) (colour: SKColor) (align: SKTextAlign) (x: int) (top: int) (words: string) =
        use brush = new SKPaint(Color = colour, IsAntialias = true)
        canvas.DrawText(words, float32 x, float32 (top + Canvas.baseline), align, font, brush)

    /// One line of text that reads upwards, centred on a point.
    let upwards (canvas: SKCanvas) (font: SKFont) (colour: SKColor) (x: float) (y: float) (words: string) =
        use brush = new SKPaint(Color = colour, IsAntialias = true)
        canvas.Save() |> ignore
        canvas.Translate(float32 x, float32 y)
        canvas.RotateDegrees -90f
        canvas.DrawText(words, 0f, 0f, SKTextAlign.Center, font, brush)
        canvas.Restore()
