namespace Csa.Figures

open System
open System.Collections.Generic
open System.Globalization
open SkiaSharp
open Csa.Data.Images
open Csa.Networks

/// <summary>A receptive field with a label.</summary>
/// <param name="label">"patch discriminator" …</param>
/// <param name="field">Measured on images of the picture's size.</param>
type LabelledField(label: string, field: ReceptiveField) =
    /// <summary>The label.</summary>
    member _.Label = label

    /// <summary>The receptive field.</summary>
    member _.Field = field

/// Receptive fields as tints over a picture, side by side.
module internal ReceptiveFields =
    // Gradients fall off by orders of magnitude towards a field's rim; their fourth root can be seen.
    let private shown (strength: float32) (largest: float32) = sqrt (float strength / float largest)

    /// Tints the pixels of the field; all others become paler so that tints stand out.
    let private tinted (image: RgbImage) (field: ReceptiveField) =
        let largest = field.Strength |> Seq.cast<float32> |> Seq.max
        let pixels = image.Pixels |> Array.map (fun value -> byte (255.0 - 0.55 * (255.0 - float value)))

        field.Strength
        |> Array2D.iteri (fun y x strength ->
            if strength > 0f then
                let share = shown strength largest
                let (colour, cover) = (ColourScale.colour share, ColourScale.opacity share)
                let at = 3 * (y * image.Width + x)

                for (c, tint) in [ (0, colour.Red); (1, colour.Green); (2, colour.Blue) ] do
                    pixels[at + c] <- byte (cover * float tint + (1.0 - cover) * float pixels[at + c]))

        RgbImage(image.Width, image.Height, pixels)

    let private says (image: RgbImage) (field: ReceptiveField) =
        let box = field.Box
        let part = float (box.Width * box.Height) / float (image.Width * image.Height)
        String.Format(CultureInfo.InvariantCulture, "{0} x {1}: {2:0.#} % of the image", box.Width, box.Height, 100.0 * part)

    let paint (image: RgbImage) (fields: IReadOnlyList<LabelledField>) (caption: string | null) =
        if fields.Count = 0 then
            invalidArg (nameof fields) "fields: want at least one, got none"

        for one in fields do
            let (rows, columns) = (Array2D.length1 one.Field.Strength, Array2D.length2 one.Field.Strength)

            if (columns, rows) <> (image.Width, image.Height) then
                invalidArg (nameof fields) $"fields: want {image.Width}x{image.Height} as the image, got {columns}x{rows} for '{one.Label}'"

        use font = Font.ofSize Canvas.textSize
        let (gap, margin) = (2 * Canvas.gap, 2 * Canvas.gap)
        let factor = Canvas.magnification 192 (max image.Width image.Height)
        let length pixels = max 1 (int (Math.Round(float pixels * factor)))
        let (w, h) = (length image.Width, length image.Height)
        let inner = fields.Count * w + (fields.Count - 1) * gap

        let explained = "Dark red: pixels that move the logit most; light blue: that hardly move it; no tint: that do not. The frame is the smallest around all tints."
        let notes = Font.wrap font inner explained @ Canvas.captionLines font inner caption
        let top = margin + Canvas.lineHeight + 2
        let notesTop = top + h + Canvas.lineHeight + 2 * Canvas.gap

        Canvas.paint (inner + 2 * margin) (notesTop + notes.Length * Canvas.lineHeight + margin) (fun canvas ->
            fields
            |> Seq.iteri (fun i one ->
                let left = margin + i * (w + gap)
                let box = one.Field.Box
                Canvas.text canvas font SKTextAlign.Center (left + w / 2) margin (Font.fit font (w + gap) one.Label)
                Canvas.image canvas left top w h (tinted image one.Field |> Canvas.scaled factor)

                if box.Width > 0 then
                    // Inside the picture, so that neighbours' frames keep apart.
                    let (x, y) = (left + int (factor * float box.Left) + 2, top + int (factor * float box.Top) + 2)
                    Canvas.frame canvas x y (length box.Width - 4) (length box.Height - 4) 2 Canvas.accent

                Canvas.text canvas font SKTextAlign.Center (left + w / 2) (top + h + 2) (says image one.Field))

            Canvas.caption canvas font margin notesTop notes)
