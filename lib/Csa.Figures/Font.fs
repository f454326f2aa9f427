namespace Csa.Figures

open System.Reflection
open SkiaSharp

/// The one typeface of all figures, embedded so that a machine without fonts draws the same text.
module internal Font =
    // The native stream must outlive the typeface, so neither is disposed: there is one of each per process.
    let private face =
        lazy
            (use resource =
                Assembly.GetExecutingAssembly().GetManifestResourceStream "DejaVuSans-subset.ttf"
                |> nonNull

             SKData.Create resource |> SKTypeface.FromData)

    /// Black glyph shapes of a size in pixels, placed at whole pixels so that equal text looks equal everywhere.
    let ofSize (pixels: float32) =
        let font = new SKFont(face.Value, pixels)
        font.Edging <- SKFontEdging.Antialias
        font.Hinting <- SKFontHinting.None
        font

    /// The width of a text in pixels.
    let width (font: SKFont) (text: string) = int (ceil (font.MeasureText text))

    /// The text, or as much of its beginning as fits with an ellipsis.
    let fit (font: SKFont) (room: int) (text: string) =
        if width font text <= room then
            text
        else
            let cut length = text.Substring(0, length).TrimEnd() + "…"

            seq { text.Length - 1 .. -1 .. 1 }
            |> Seq.map cut
            |> Seq.tryFind (fun shorter -> width font shorter <= room)
            |> Option.defaultValue ""

    /// Wraps a text into lines that fit; a single word that does not fit is cut off.
    let wrap (font: SKFont) (room: int) (text: string) =
        let add (lines: string list) (word: string) =
            match lines with
            | last :: rest when width font (last + " " + word) <= room -> (last + " " + word) :: rest
            | _ -> word :: lines

        text.Split('\n')
        |> Seq.collect (fun paragraph -> paragraph.Split(' ') |> Seq.fold add [] |> List.rev)
        |> Seq.map (fit font room)
        |> List.ofSeq
