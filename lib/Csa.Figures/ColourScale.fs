namespace Csa.Figures

open SkiaSharp

/// The colours of Fig. 4: light blue is small, dark red is large.
module internal ColourScale =
    let private stops =
        [| (0.0, SKColor(171uy, 217uy, 233uy))
           (0.35, SKColor(255uy, 255uy, 191uy))
           (0.6, SKColor(253uy, 174uy, 97uy))
           (0.8, SKColor(215uy, 48uy, 39uy))
           (1.0, SKColor(115uy, 0uy, 10uy)) |]

    /// The colour of a value as a fraction of the largest, 0 … 1. The scale uses its square root, so that small weights can be told apart.
    let colour (share: float) =
        let t = sqrt (max 0.0 (min 1.0 share))
        let above = stops |> Array.findIndex (fun (at, _) -> at >= t) |> max 1
        let (t0, low), (t1, high) = stops[above - 1], stops[above]
        let mix (a: byte) (b: byte) = byte (round (float a + (float b - float a) * (t - t0) / (t1 - t0)))
        SKColor(mix low.Red high.Red, mix low.Green high.Green, mix low.Blue high.Blue)

    /// The opacity of a value over the picture below it: large values hide it, small ones tint it.
    let opacity (share: float) = 0.35 + 0.55 * sqrt (max 0.0 (min 1.0 share))

    /// The same scale for charts that interpolate linearly: the position of each colour.
    let linear =
        [ for k in 0..20 ->
              let t = float k / 20.0
              (t * t, colour (t * t)) ]
