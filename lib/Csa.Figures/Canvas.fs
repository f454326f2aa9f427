namespace Csa.Figures

open System
open SkiaSharp
open Csa.Data.Images

/// Draws on an RGB image. Every figure uses it, so that gaps, colours and text agree.
module internal Canvas =
    let paper = SKColors.White
    let ink = SKColor(34uy, 34uy, 34uy)
    let accent = SKColor(220uy, 20uy, 30uy)

    /// Pixels between neighbouring tiles, and twice that around a figure.
    let gap = 6

    let textSize = 13f
    let lineHeight = 18

    /// The distance from the top of a line's box to its baseline, in pixels.
    let baseline = 13

    /// Draws on a white background and returns the pixels.
    let paint (width: int) (height: int) (draw: SKCanvas -> unit) =
        use bitmap = new SKBitmap(SKImageInfo(width, height, SKColorType.Rgb888x, SKAlphaType.Opaque))
        use canvas = new SKCanvas(bitmap)
        canvas.Clear paper
        draw canvas
        canvas.Flush()
        let source = bitmap.GetPixelSpan()
        let pixels = Array.zeroCreate<byte> (3 * width * height)

        for i in 0 .. width * height - 1 do
            source.Slice(4 * i, 3).CopyTo(Span(pixels, 3 * i, 3))

        RgbImage(width, height, pixels)

    /// Draws an image at whole pixels, each of its pixels a square; transparent parts show the background.
    let image (canvas: SKCanvas) (left: int) (top: int) (width: int) (height: int) (picture: RgbImage) =
        let alpha = if isNull picture.Alpha then SKAlphaType.Opaque else SKAlphaType.Unpremul
        use bitmap = new SKBitmap(SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, alpha))
        let target = bitmap.GetPixelSpan()

        for i in 0 .. picture.Width * picture.Height - 1 do
            picture.Pixels.AsSpan(3 * i, 3).CopyTo(target.Slice(4 * i, 3))

            target[4 * i + 3] <-
                match picture.Alpha with
                | null -> 255uy
                | values -> values[i]

        use pixels = SKImage.FromBitmap bitmap
        canvas.DrawImage(pixels, SKRect.Create(float32 left, float32 top, float32 width, float32 height), SKSamplingOptions(SKFilterMode.Nearest))

    let rectangle (canvas: SKCanvas) (left: int) (top: int) (width: int) (height: int) (colour: SKColor) =
        use brush = new SKPaint(Color = colour)
        canvas.DrawRect(SKRect.Create(float32 left, float32 top, float32 width, float32 height), brush)

    /// The outline of a rectangle, its lines of a thickness drawn just outside it.
    let frame (canvas: SKCanvas) (left: int) (top: int) (width: int) (height: int) (thickness: int) (colour: SKColor) =
        let (l, t, w, h) = (left - thickness, top - thickness, width + 2 * thickness, height + 2 * thickness)
        rectangle canvas l t w thickness colour
        rectangle canvas l (t + h - thickness) w thickness colour
        rectangle canvas l t thickness h colour
        rectangle canvas (l + w - thickness) t thickness h colour

    /// One line of text in a box of one line's height; x is its left, centre or right as aligned.
    let text (canvas: SKCanvas) (font: SKFont) (align: SKTextAlign) (x: int) (top: int) (line: string) =
        use brush = new SKPaint(Color = ink, IsAntialias = true)
        canvas.DrawText(line, float32 x, float32 (top + baseline), align, font, brush)

    /// The magnification at which an image's longest side is easy to see: an integer when enlarging to the smallest size
    /// wanted, any factor when reducing.
    let magnification (smallest: int) (longest: int) =
        let largest = 512

        if longest > largest then float largest / float longest
        else float ((smallest + longest - 1) / longest)

    /// An image at a magnification: enlarged as squares, reduced with a filter.
    let scaled (factor: float) (picture: RgbImage) =
        if factor < 1.0 then
            let side pixels = max 1 (int (Math.Round(float pixels * factor)))
            picture.Resize(side picture.Width, side picture.Height)
        else
            picture

    /// The lines of a caption of a width; none when not set.
    let captionLines (font: SKFont) (room: int) (caption: string | null) =
        match caption with
        | null -> []
        | words -> Font.wrap font room words

    /// A caption's lines below each other.
    let caption (canvas: SKCanvas) (font: SKFont) (left: int) (top: int) (lines: string list) =
        lines |> List.iteri (fun i line -> text canvas font SKTextAlign.Left left (top + i * lineHeight) line)

    /// An image as a PNG file's bytes in base 64.
    let pngText (picture: RgbImage) =
        use bitmap = new SKBitmap(SKImageInfo(picture.Width, picture.Height, SKColorType.Rgb888x, SKAlphaType.Opaque))
        use canvas = new SKCanvas(bitmap)
        canvas.Clear paper
        image canvas 0 0 picture.Width picture.Height picture
        canvas.Flush()
        use encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100)
        Convert.ToBase64String(encoded.ToArray())
