namespace Csa.Figures

open System
open System.Globalization
open SkiaSharp
open Csa.Images

/// Where a hole cell's content comes from, as tints over a picture.
module internal AttentionMap =
    let paint (image: RgbImage) (map: float[,]) (y: int) (x: int) (caption: string | null) =
        let (rows, columns) = (Array2D.length1 map, Array2D.length2 map)

        if y < 0 || y >= rows || x < 0 || x >= columns then
            invalidArg (nameof map) $"cell ({y}, {x}): want one inside the map's {rows}x{columns} cells"

        let weights = Seq.cast<float> map

        match weights |> Seq.tryFind (fun weight -> not (weight >= 0.0 && Double.IsFinite weight)) with
        | Some weight -> invalidArg (nameof map) $"map: want finite weights of at least 0, got {weight}"
        | None -> ()

        let largest = Seq.max weights
        let share weight = if largest > 0.0 then weight / largest else 0.0
        use font = Font.ofSize Canvas.textSize
        let margin = 2 * Canvas.gap
        let factor = Canvas.magnification 256 (max image.Width image.Height)
        let picture = Canvas.scaled factor image
        let length pixels = max 1 (int (Math.Round(float pixels * factor)))
        let (w, h) = (length image.Width, length image.Height)

        let captionLines =
            match caption with
            | null -> []
            | words -> Font.wrap font w words

        let barTop = margin + h + margin
        let barHeight = 10
        let height = barTop + barHeight + Canvas.lineHeight + captionLines.Length * Canvas.lineHeight + margin

        Canvas.paint (w + 2 * margin) height (fun canvas ->
            Canvas.image canvas margin margin w h picture
            let edge cells cell pixels = margin + cell * pixels / cells

            for i in 0 .. rows - 1 do
                for j in 0 .. columns - 1 do
                    let (top, left) = (edge rows i h, edge columns j w)
                    let tint = (ColourScale.colour (share map[i, j])).WithAlpha(byte (255.0 * ColourScale.opacity (share map[i, j])))
                    Canvas.rectangle canvas left top (edge columns (j + 1) w - left) (edge rows (i + 1) h - top) tint

            let (top, left) = (edge rows y h, edge columns x w)
            let (cellWidth, cellHeight) = (edge columns (x + 1) w - left, edge rows (y + 1) h - top)
            Canvas.frame canvas left top cellWidth cellHeight 4 Canvas.paper
            Canvas.frame canvas left top cellWidth cellHeight 3 Canvas.accent

            for i in 0 .. w - 1 do
                let t = float i / float (w - 1)
                Canvas.rectangle canvas (margin + i) barTop 1 barHeight (ColourScale.colour (t * t))

            for (at, align) in [ (0.0, SKTextAlign.Left); (0.5, SKTextAlign.Center); (1.0, SKTextAlign.Right) ] do
                let value = (largest * at * at).ToString("G2", CultureInfo.InvariantCulture)
                Canvas.text canvas font align (margin + int (float w * at)) (barTop + barHeight + 2) value

            captionLines
            |> List.iteri (fun i line ->
                Canvas.text canvas font SKTextAlign.Left margin (barTop + barHeight + (i + 1) * Canvas.lineHeight) line))
