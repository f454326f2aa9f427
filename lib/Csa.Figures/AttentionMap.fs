namespace Csa.Figures

open System
open System.Globalization
open SkiaSharp
open Csa.Data.Images

/// Where a hole cell's content comes from, as tints over a picture.
module internal AttentionMap =
    /// Throws if a map or its cell is not valid.
    let check (name: string) (map: float[,]) (y: int) (x: int) =
        let (rows, columns) = (Array2D.length1 map, Array2D.length2 map)

        if y < 0 || y >= rows || x < 0 || x >= columns then
            invalidArg name $"cell ({y}, {x}): want one inside the map's {rows}x{columns} cells"

        match Seq.cast<float> map |> Seq.tryFind (fun weight -> not (weight >= 0.0 && Double.IsFinite weight)) with
        | Some weight -> invalidArg name $"{name}: want finite weights of at least 0, got {weight}"
        | None -> ()

    /// Where cells begin along a side, whole pixels that cover it without gaps.
    let private edge (start: int) (length: int) (cells: int) (cell: int) = start + cell * length / cells

    /// Tints every cell over what is drawn; the largest weight has the darkest red.
    let tint (canvas: SKCanvas) (left: int) (top: int) (w: int) (h: int) (largest: float) (map: float[,]) =
        let (rows, columns) = (Array2D.length1 map, Array2D.length2 map)
        let share weight = if largest > 0.0 then weight / largest else 0.0

        for i in 0 .. rows - 1 do
            for j in 0 .. columns - 1 do
                let (y, x) = (edge top h rows i, edge left w columns j)
                let colour = (ColourScale.colour (share map[i, j])).WithAlpha(byte (255.0 * ColourScale.opacity (share map[i, j])))
                Canvas.rectangle canvas x y (edge left w columns (j + 1) - x) (edge top h rows (i + 1) - y) colour

    /// Draws the red square around a cell.
    let markCell (canvas: SKCanvas) (left: int) (top: int) (w: int) (h: int) (map: float[,]) (y: int) (x: int) =
        let (rows, columns) = (Array2D.length1 map, Array2D.length2 map)
        let (cellTop, cellLeft) = (edge top h rows y, edge left w columns x)
        let (cellWidth, cellHeight) = (edge left w columns (x + 1) - cellLeft, edge top h rows (y + 1) - cellTop)
        Canvas.frame canvas cellLeft cellTop cellWidth cellHeight 4 Canvas.paper
        Canvas.frame canvas cellLeft cellTop cellWidth cellHeight 3 Canvas.accent

    let private barHeight = 10

    /// The height of the colour scale below a picture, in pixels.
    let scaleHeight = barHeight + 2 * Canvas.lineHeight

    /// What the weights of an attention map are.
    let share = "share of its content"

    let private tick (value: float) =
        value.ToString((if value < 99.5 then "G2" else "F0"), CultureInfo.InvariantCulture)

    /// Draws the colour scale from 0 to the largest weight, and what the weights are.
    let scale (canvas: SKCanvas) (font: SKFont) (left: int) (top: int) (width: int) (largest: float) (meaning: string) =
        for i in 0 .. width - 1 do
            let t = float i / float (max 1 (width - 1))
            Canvas.rectangle canvas (left + i) top 1 barHeight (ColourScale.colour (t * t))

        for (at, align) in [ (0.0, SKTextAlign.Left); (0.5, SKTextAlign.Center); (1.0, SKTextAlign.Right) ] do
            Canvas.text canvas font align (left + int (float width * at)) (top + barHeight + 2) (tick (largest * at * at))

        Canvas.text canvas font SKTextAlign.Center (left + width / 2) (top + barHeight + Canvas.lineHeight) (Font.fit font width $"{meaning} (root scale)")

    let paint (image: RgbImage) (map: float[,]) (y: int) (x: int) (caption: string | null) (meaning: string) =
        check (nameof map) map y x
        let largest = map |> Seq.cast<float> |> Seq.max
        use font = Font.ofSize Canvas.textSize
        let margin = 2 * Canvas.gap
        let factor = Canvas.magnification 256 (max image.Width image.Height)
        let picture = Canvas.scaled factor image
        let length pixels = max 1 (int (Math.Round(float pixels * factor)))
        let (w, h) = (length image.Width, length image.Height)
        let captionLines = Canvas.captionLines font w caption
        let barTop = margin + h + margin
        let height = barTop + scaleHeight + captionLines.Length * Canvas.lineHeight + margin

        Canvas.paint (w + 2 * margin) height (fun canvas ->
            Canvas.image canvas margin margin w h picture
            tint canvas margin margin w h largest map
            markCell canvas margin margin w h map y x
            scale canvas font margin barTop w largest meaning
            Canvas.caption canvas font margin (barTop + scaleHeight) captionLines)
