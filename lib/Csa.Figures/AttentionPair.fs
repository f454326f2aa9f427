namespace Csa.Figures

open System
open System.Globalization
open SkiaSharp
open Csa.Data.Images

/// Two cells' attention side by side, on one colour scale.
module internal AttentionPair =
    let paint (image: RgbImage) (first: CellMap) (second: CellMap) (caption: string | null) =
        let overlap = first.Overlap second
        let largest = Seq.append (Seq.cast<float> first.Map) (Seq.cast<float> second.Map) |> Seq.max
        use font = Font.ofSize Canvas.textSize
        let (gap, margin) = (2 * Canvas.gap, 2 * Canvas.gap)
        let factor = min (Canvas.magnification 256 (max image.Width image.Height)) (420.0 / float image.Width |> max 1.0)
        let factor = if factor > 1.0 then floor factor else factor
        let picture = Canvas.scaled factor image
        let length pixels = max 1 (int (Math.Round(float pixels * factor)))
        let (w, h) = (length image.Width, length image.Height)
        let inner = 2 * w + gap
        let measured = String.Format(CultureInfo.InvariantCulture, "overlap of the two maps: {0:0.00} of 1", overlap)
        let notes = Font.wrap font inner measured @ Canvas.captionLines font inner caption
        let top = margin + Canvas.lineHeight + 2
        let barTop = top + h + margin
        let height = barTop + AttentionMap.scaleHeight + notes.Length * Canvas.lineHeight + margin

        Canvas.paint (inner + 2 * margin) height (fun canvas ->
            for (name, cell: CellMap, left) in [ ("A₁", first, margin); ("A₂", second, margin + w + gap) ] do
                Canvas.text canvas font SKTextAlign.Center (left + w / 2) margin $"{name}: cell ({cell.Y}, {cell.X})"
                Canvas.image canvas left top w h picture
                AttentionMap.tint canvas left top w h largest cell.Map
                AttentionMap.markCell canvas left top w h cell.Map cell.Y cell.X

            AttentionMap.scale canvas font margin barTop inner largest AttentionMap.share
            Canvas.caption canvas font margin (barTop + AttentionMap.scaleHeight) notes)
