namespace Csa.Figures

open Csa.Attention

/// The recurrence's weights and similarities, a step at a time.
module internal WeightsAlongScan =
    /// Steps that do not continue a neighbour: the scan jumps to the next row or starts anew.
    let private jumps (attention: CsaAttention) =
        let adjacent (one: int) (other: int) =
            let (rows, columns) = (one / attention.Width - other / attention.Width, one % attention.Width - other % attention.Width)
            abs rows <= 1 && abs columns <= 1

        [| for step in 1 .. attention.Path.Length - 1 do
               let previous = attention.Path.Predecessors[step]

               if previous = ScanPath.None || not (adjacent attention.Path.Cells[step] attention.Path.Cells[previous]) then
                   float step + 0.5 |]

    let plot (attention: CsaAttention) (caption: string | null) =
        if attention.Path.Length = 0 then
            invalidArg (nameof attention) "attention: want at least one hole cell, got an empty hole"

        let steps = Array.init attention.Path.Length (fun step -> float (step + 1))

        let notes =
            [| for cell in attention.Path.Cells -> $"cell ({cell / attention.Width}, {cell % attention.Width})" |]

        let line name colour (values: float seq) =
            { Plot.line name colour steps (Array.ofSeq values) with
                Notes = notes
                Dots = steps.Length <= 40 }

        let scan = Plot.counting "step of the scan"
        let unit = { Plot.linear "" with Include = [ 0.0; 1.0 ] }

        let ruled panel =
            { panel with
                Rules = jumps attention
                RulesMean = "upright: the step does not continue a neighbour" }

        { Panels =
            [ ruled (
                  Plot.panel "Weights (Eq. 3)" scan unit [
                      line "b of the best match" Palette.green attention.PrimaryWeights
                      { line "a of the predecessor" Palette.blue attention.RecurrentWeights with Dashed = true }
                  ]
              )
              ruled (
                  Plot.panel "Similarities (Eq. 1-2)" scan unit [
                      line "Dmax to the best match" Palette.green attention.KnownSimilarity
                      { line "Dad to the predecessor" Palette.blue attention.AdjacentSimilarity with Dashed = true }
                  ]
              ) ]
          Columns = 1
          Caption = caption }
