namespace Csa.Figures

open Csa.Data.Images

/// The difference between two pictures, pixel by pixel, on the colour scale of the attention maps.
module internal ErrorMap =
    let paint (output: RgbImage) (truth: RgbImage) (largest: float) =
        if output.Width <> truth.Width || output.Height <> truth.Height then
            invalidArg (nameof output) $"output: want the truth's {truth.Width}x{truth.Height} pixels, got {output.Width}x{output.Height}"

        if not (largest > 0.0 && largest <= 255.0) then
            invalidArg (nameof largest) $"largest: want more than 0 and at most 255 grey levels, got {largest}"

        let pixels = Array.zeroCreate<byte> output.Pixels.Length

        for i in 0 .. 3 .. pixels.Length - 3 do
            let difference = Seq.averageBy (fun c -> abs (float output.Pixels[i + c] - float truth.Pixels[i + c])) [ 0; 1; 2 ]
            // The scale takes a square root, which suits weights; errors are shown in proportion.
            let share = min 1.0 (difference / largest)
            let colour = if difference = 0.0 then Canvas.paper else ColourScale.colour (share * share)
            pixels[i] <- colour.Red
            pixels[i + 1] <- colour.Green
            pixels[i + 2] <- colour.Blue

        RgbImage(output.Width, output.Height, pixels)
