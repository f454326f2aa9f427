namespace Csa.Figures

open System
open Csa.Attention
open Csa.Data.Images
open Plotly.NET
open Plotly.NET.LayoutObjects

/// A chart that walks the scan: a slider takes one step after the other and shows the row A_i of its cell; pointing at a hole
/// cell tells its shares.
module internal ScanChart =
    // Shares below this are in the map, but not in the text of a cell.
    let private least = 0.01

    let private text (attention: CsaAttention) (step: int) =
        let (row, cell) = (attention.Row step, attention.Path.Cells[step])
        let place cell = $"({cell / attention.Width}, {cell % attention.Width})"
        let (a, b) = (attention.RecurrentWeights[step], attention.PrimaryWeights[step])

        let shares =
            Array.indexed row
            |> Array.filter (fun (_, share) -> share >= least)
            |> Array.sortByDescending snd
            |> Array.map (fun (known, share) -> $"{place known}: {share:F2}")

        let chain = if step = 0 || a = 0.0 then "" else $", a = {a:F2} of its predecessor"

        let heading = $"<b>step {step + 1}: cell {place cell}</b>"
        let rule = $"b = {b:F2} of its best match {place attention.BestMatches[step]}{chain}"
        String.concat "<br>" [ heading; rule; "its content:"; yield! shares ]

    let draw (attention: CsaAttention) (image: RgbImage | null) =
        let count = attention.Path.Length

        if count = 0 then
            invalidArg (nameof attention) "attention: want at least one missing cell, got an empty hole"

        let (rows, columns) = (attention.Height, attention.Width)
        let coordinates (step: int) = (attention.Path.Cells[step] / columns, attention.Path.Cells[step] % columns)
        let steps = [ 0 .. count - 1 ]
        let texts = steps |> List.map (text attention)

        let squares =
            Chart.Scatter(
                x = [ for step in steps -> snd (coordinates step) ],
                y = [ for step in steps -> fst (coordinates step) ],
                mode = StyleParam.Mode.Markers,
                MultiText = texts,
                Marker =
                    TraceObjects.Marker.init (
                        Symbol = StyleParam.MarkerSymbol.Modified(StyleParam.MarkerSymbol.Square, StyleParam.SymbolStyle.Open),
                        Size = max 3 (100 / max rows columns),
                        Color = AttentionChart.colour Palette.quiet
                    ),
                ShowLegend = false,
                UseDefaults = false
            )
            |> GenericChart.mapTrace (Trace2DStyle.Scatter(HoverTemplate = "%{text}<extra></extra>"))

        // A line through the corners, because a marker's size would not follow the chart's.
        let frameOf step =
            let (y, x) = coordinates step
            let (left, right, top, bottom) = (float x - 0.5, float x + 0.5, float y - 0.5, float y + 0.5)

            Chart.Line(
                x = [ left; right; right; left; left ],
                y = [ top; top; bottom; bottom; top ],
                ShowLegend = false,
                LineColor = AttentionChart.colour Canvas.accent,
                LineWidth = 3.0,
                UseDefaults = false
            )
            |> GenericChart.mapTrace (Trace2DStyle.Scatter(HoverInfo = StyleParam.HoverInfo.Skip))

        let map step = (let (y, x) = coordinates step in attention.Map(y, x))

        let frame step =
            [ AttentionChart.heat (map step) 1.0 (not (isNull image)); frameOf step ]
            |> List.map (Chart.withTraceInfo (Visible = (if step = 0 then StyleParam.Visible.True else StyleParam.Visible.False)))

        // The cells of the hole come last, so that they are on top for the pointer.
        let traces = List.collect frame steps @ [ squares ]

        let sliderStep step =
            let visible =
                [| for other in steps do
                       yield! [ other = step; other = step ]
                   true |]

            SliderStep.init (
                Args = [ "visible", visible :> obj ],
                Method = StyleParam.Method.Update,
                Label = string (step + 1)
            )

        let slider =
            Slider.init (
                Active = 0,
                CurrentValue = SliderCurrentValue.init (Prefix = "step "),
                Steps = List.map sliderStep steps
            )

        Chart.combine traces
        |> AttentionChart.onGrid rows columns image
        |> Chart.withTitle $"{count} missing cells"
        |> Chart.withSlider slider
        |> Chart.withSize (Width = 560, Height = 640)
