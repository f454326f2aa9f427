namespace Csa.Figures

open System
open System.Collections.Generic
open System.Globalization
open System.Runtime.InteropServices
open SkiaSharp
open Csa.Images
open Csa.Masks

/// <summary>An image and what it shows.</summary>
/// <param name="label">"input", "rough", "refined", "truth" …; empty for none.</param>
/// <param name="image">Any size.</param>
type LabelledImage(label: string, image: RgbImage) =
    /// <summary>What it shows.</summary>
    member _.Label = label

    /// <summary>The image.</summary>
    member _.Image = image

/// <summary>One row of a sheet.</summary>
/// <param name="label">An image's name; empty for none.</param>
/// <param name="images">One per column; where there are fewer, the rest of the row stays empty.</param>
type SheetRow(label: string, images: IReadOnlyList<RgbImage>) =
    /// <summary>The row's name.</summary>
    member _.Label = label

    /// <summary>One image per column, from the left.</summary>
    member _.Images = images

/// <summary>Figures as images, to be written with ImageFile.Write.</summary>
/// <remarks>
/// Small images are enlarged by a whole factor, each pixel a square, until they are 128 pixels long; larger than 512 ones
/// are reduced. All of one figure are scaled alike.
/// </remarks>
[<AbstractClass; Sealed>]
type Figure private () =

    /// <summary>An image as a system sees it: grey where it is missing.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="hole">One mask of the same size.</param>
    /// <exception cref="T:System.ArgumentException">Sizes differ.</exception>
    static member WithHole(image: RgbImage, hole: HoleMask) =
        if hole.Count <> 1 || hole.Width <> image.Width || hole.Height <> image.Height then
            invalidArg (nameof hole) $"hole: want one mask of {image.Width}x{image.Height}, got {hole}"

        let pixels = Array.copy image.Pixels
        let cells = hole.Cells 0

        for i in 0 .. cells.Length - 1 do
            if cells[i] <> 0uy then
                Array.fill pixels (3 * i) 3 128uy

        RgbImage(image.Width, image.Height, pixels, image.Alpha)

    /// <summary>Rows and columns of images with their names.</summary>
    /// <param name="columns">One name per column.</param>
    /// <param name="rows">At least one row with an image; images of any size.</param>
    /// <param name="caption">What stands below; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">No image, or a row longer than the names.</exception>
    static member Sheet
        (
            columns: IReadOnlyList<string>,
            rows: IReadOnlyList<SheetRow>,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
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
        let headRoom = if columns |> Seq.forall String.IsNullOrEmpty then 0 else Canvas.lineHeight + 2

        let lefts =
            columnWidths |> Array.scan (fun left width -> left + width + gap) (margin + nameRoom)

        let tops = rowHeights |> Array.scan (fun top height -> top + height + gap) (margin + headRoom)
        let width = Array.last lefts - gap + margin

        let captionLines =
            match caption with
            | null -> []
            | words -> Font.wrap font (width - 2 * margin) words

        let captionTop = Array.last tops + (if captionLines.IsEmpty then 0 else gap / 2)
        let height = captionTop - gap + captionLines.Length * Canvas.lineHeight + margin + (if captionLines.IsEmpty then 0 else gap / 2)

        Canvas.paint width height (fun canvas ->
            columns
            |> Seq.iteri (fun c name ->
                let line = Font.fit font columnWidths[c] name
                Canvas.text canvas font SKTextAlign.Center (lefts[c] + columnWidths[c] / 2) margin line)

            rows
            |> Seq.iteri (fun r row ->
                let middle = tops[r] + (rowHeights[r] - Canvas.lineHeight) / 2
                Canvas.text canvas font SKTextAlign.Right (margin + nameWidth) middle (Font.fit font nameWidth row.Label)

                row.Images
                |> Seq.iteri (fun c image ->
                    let (w, h) = (length image.Width, length image.Height)
                    let (left, top) = (lefts[c] + (columnWidths[c] - w) / 2, tops[r] + (rowHeights[r] - h) / 2)
                    Canvas.image canvas left top w h (Canvas.scaled factor image)))

            captionLines
            |> List.iteri (fun i line ->
                Canvas.text canvas font SKTextAlign.Left margin (captionTop + i * Canvas.lineHeight) line))

    /// <summary>Images side by side under their labels.</summary>
    /// <param name="images">At least one, of any size.</param>
    /// <param name="caption">What stands below; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">No image.</exception>
    static member Strip
        (
            images: IReadOnlyList<LabelledImage>,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        if images.Count = 0 then
            invalidArg (nameof images) "images: want at least one, got none"

        let row = SheetRow("", [| for labelled in images -> labelled.Image |])
        Figure.Sheet([| for labelled in images -> labelled.Label |], [| row |], caption)

    /// <summary>Where a hole cell's content comes from (Fig. 4): dark red is large, light blue small.</summary>
    /// <param name="image">The picture below, e.g. the inpainted result at the size the network saw.</param>
    /// <param name="map">[H, W] weights of at least 0 on the feature grid that covers the image, e.g. CsaAttention.Map.</param>
    /// <param name="y">Row of the cell, which gets a red square.</param>
    /// <param name="x">Column of the cell.</param>
    /// <param name="caption">What stands below; none when not set.</param>
    /// <returns>The picture with each cell tinted, and the scale of colours below it.</returns>
    /// <exception cref="T:System.ArgumentException">The map is empty, has a negative or non-finite weight, or the cell lies outside.</exception>
    static member AttentionMap
        (
            image: RgbImage,
            map: float[,],
            y: int,
            x: int,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
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
