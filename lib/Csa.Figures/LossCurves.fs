namespace Csa.Figures

open System

/// Loss terms and validation over the steps of a run, one panel each: their sizes differ too much for one.
module internal LossCurves =
    // A mean over as many lines before as after, which follows a fall without delay; what is not finite is left out of it.
    let private smoothed (window: int) (values: float[]) =
        let mean i =
            let reach = min (window / 2) (min i (values.Length - 1 - i))
            let near = values[i - reach .. i + reach] |> Array.filter Double.IsFinite
            if near.Length > 0 then Array.average near else Double.NaN

        Array.init values.Length mean

    // A term that has not joined yet is written as 0.
    let private joined (curve: LossCurve) =
        match curve.Values |> Array.tryFindIndex (fun value -> value <> 0.0) with
        | Some first -> Some(LossCurve(curve.Name, curve.Steps[first..], curve.Values[first..]))
        | None -> None

    // What is about the rough network has the colour of its validation, and so on.
    let private colour (name: string) =
        if name.Contains "rough" then Palette.blue
        elif name.StartsWith "adversarial" then Palette.green
        elif name.StartsWith "discriminator" then Palette.purple
        else Palette.vermilion

    // Names in the log have underscores for spaces.
    let private words (name: string) = name.Replace('_', ' ')

    let private term (steps: Axis) (window: int) (curve: LossCurve) =
        let (name, colour) = (words curve.Name, colour curve.Name)

        Plot.panel name steps (Plot.linear "") [
            if window > 1 then
                { Plot.line $"{name}, unsmoothed" colour curve.Steps curve.Values with Faint = true }
            Plot.line name colour curve.Steps (smoothed window curve.Values)
        ]

    let plot (log: LossLog) (smoothing: int) (caption: string | null) =
        if smoothing < 1 then
            invalidArg (nameof smoothing) $"smoothing: want at least 1 line of the log, got {smoothing}"

        let terms = log.Terms |> Seq.choose joined |> List.ofSeq

        if terms.IsEmpty && log.HolePsnr.Count = 0 then
            invalidArg (nameof log) "log: want at least one loss term or validation, got none; has the run made its first steps?"

        // All panels over the same steps.
        let last = Seq.append log.Terms log.HolePsnr |> Seq.collect _.Steps |> Seq.max
        let steps = { Plot.counting "steps" with Include = [ 0.0; last ] }

        let psnr =
            [ if log.HolePsnr.Count > 0 then
                  Plot.panel "validation, PSNR in the hole" steps (Plot.linear "dB") [
                      for curve in log.HolePsnr ->
                          { Plot.line (words curve.Name) (colour curve.Name) curve.Steps curve.Values with
                              Dots = curve.Steps.Length < 30
                              Dashed = curve.Name = "rough" }
                  ] ]

        { Panels = psnr @ List.map (term steps smoothing) terms
          Columns = 2
          Caption = caption }
