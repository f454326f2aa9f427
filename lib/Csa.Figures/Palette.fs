namespace Csa.Figures

open SkiaSharp

/// Okabe and Ito's colours, which the colour-blind can tell apart; figures also name each series in words.
module internal Palette =
    let blue = SKColor(0uy, 114uy, 178uy)
    let vermilion = SKColor(213uy, 94uy, 0uy)
    let green = SKColor(0uy, 158uy, 115uy)
    let purple = SKColor(170uy, 80uy, 140uy)
    let orange = SKColor(230uy, 159uy, 0uy)
    let sky = SKColor(86uy, 180uy, 233uy)
    let black = SKColor(34uy, 34uy, 34uy)

    /// The colour of grid lines and axes, and of secondary text.
    let rule = SKColor(222uy, 222uy, 222uy)
    let quiet = SKColor(96uy, 96uy, 96uy)

    let private cycle = [| blue; vermilion; green; purple; orange; sky; black |]

    /// The colour of a series by its index.
    let series (index: int) = cycle[index % cycle.Length]

    /// A colour mixed with white: 1 is the colour, 0 white.
    let tinted (share: float) (colour: SKColor) =
        let mix (value: byte) = byte (round (255.0 + (float value - 255.0) * share))
        SKColor(mix colour.Red, mix colour.Green, mix colour.Blue)
