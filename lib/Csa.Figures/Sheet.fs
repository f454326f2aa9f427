namespace Csa.Figures

open System
open System.Collections.Generic
open SkiaSharp
open Csa.Data.Images

/// <summary>One row of a sheet.</summary>
/// <param name="label">An image's name; empty for none.</param>
/// <param name="images">One per column; where there are fewer, the rest of the row stays empty.</param>
type SheetRow(label: string, images: IReadOnlyList<RgbImage>) =
    /// <summary>The row's name.</summary>
    member _.Label = label

    /// <summary>One image per column, from the left.</summary>
    member _.Images = images

/// Rows and columns of images with their names.
module internal Sheet =
    let paint (columns: IReadOnlyList<string>) (rows: IReadOnlyList<SheetRow>) (caption: string | null) =
        let images = [ for row in rows do yield! row.Images ]

        if images.IsEmpty then
            invalidArg (nameof rows) "rows: want at least one image, got none"

        match rows |> Seq.tryFind (fun row -> row.Images.Count > columns.Count) with
        | Some row -> invalidArg (nameof rows) $"rows: want at most {columns.Count} images (one per column name), got {row.Images.Count} in row '{row.Label}'"
        | None -> ()

        let gap = Canvas.gap
        let margin = 2 * gap
        use font = Font.ofSize Canvas.textSize
        let factor = images |> List.map (fun image -> max image.Width image.Height) |> List.max |> Canvas.magnification 128
        let length pixels = max 1 (int (Math.Round(float pixels * factor)))

        let columnWidths =
            [| for c in 0 .. columns.Count - 1 ->
                   rows
                   |> Seq.map (fun row -> if c < row.Images.Count then length row.Images[c].Width else 0)
                   |> Seq.fold max 0 |]

        let rowHeights =
            [| for row in rows -> row.Images |> Seq.map (fun image -> length image.Height) |> Seq.fold max 0 |]

        // Names of rows may take a quarter more than a tile before they are cut off.
        let longestName = rows |> Seq.map (fun row -> Font.width font row.Label) |> Seq.fold max 0
        let nameWidth = min longestName (5 * Array.max columnWidths / 4)
        let nameRoom = if nameWidth = 0 then 0 else nameWidth + gap
        // A name that is wider than its column stands on two lines.
        let heads =
            [| for c in 0 .. columns.Count - 1 ->
                   if String.IsNullOrEmpty columns[c] then [] else Font.wrap font columnWidths[c] columns[c] |> List.truncate 2 |]

        let headLines = heads |> Seq.map List.length |> Seq.fold max 0
        let headRoom = if headLines = 0 then 0 else headLines * Canvas.lineHeight + 2

        let lefts =
            columnWidths |> Array.scan (fun left width -> left + width + gap) (margin + nameRoom)

        let tops = rowHeights |> Array.scan (fun top height -> top + height + gap) (margin + headRoom)
        let width = Array.last lefts - gap + margin

        let captionLines = Canvas.captionLines font (width - 2 * margin) caption

        let captionTop = Array.last tops + (if captionLines.IsEmpty then 0 else gap / 2)
        let height = captionTop - gap + captionLines.Length * Canvas.lineHeight + margin + (if captionLines.IsEmpty then 0 else gap / 2)

        Canvas.paint width height (fun canvas ->
            heads
            |> Array.iteri (fun c lines ->
                let top = margin + (headLines - lines.Length) * Canvas.lineHeight

                lines
                |> List.iteri (fun i line ->
                    Canvas.text canvas font SKTextAlign.Center (lefts[c] + columnWidths[c] / 2) (top + i * Canvas.lineHeight) line))

            rows
            |> Seq.iteri (fun r row ->
                let middle = tops[r] + (rowHeights[r] - Canvas.lineHeight) / 2
                Canvas.text canvas font SKTextAlign.Right (margin + nameWidth) middle (Font.fit font nameWidth row.Label)

                row.Images
                |> Seq.iteri (fun c image ->
                    let (w, h) = (length image.Width, length image.Height)
                    let (left, top) = (lefts[c] + (columnWidths[c] - w) / 2, tops[r] + (rowHeights[r] - h) / 2)
                    Canvas.image canvas left top w h (Canvas.scaled factor image)))

            Canvas.caption canvas font margin captionTop captionLines)
