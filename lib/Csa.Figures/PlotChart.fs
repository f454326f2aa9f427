namespace Csa.Figures

open Plotly.NET
open SkiaSharp

/// Draws charts with Plotly, which show values on hovering.
module internal PlotChart =
    let private colour (value: SKColor) (alpha: int) =
        Color.fromARGB alpha (int value.Red) (int value.Green) (int value.Blue)

    let private band (series: Series) =
        [ for (edge, fill) in [ (series.Low, None); (series.High, Some StyleParam.Fill.ToNext_y) ] do
              Chart.Scatter(
                  x = series.X,
                  y = edge,
                  mode = StyleParam.Mode.Lines,
                  ShowLegend = false,
                  LineWidth = 0.0,
                  LineColor = colour series.Colour 0,
                  FillColor = colour series.Colour 45,
                  ?Fill = fill,
                  UseDefaults = false
              )
              |> GenericChart.mapTrace (Trace2DStyle.Scatter(HoverInfo = StyleParam.HoverInfo.Skip)) ]

    let private traces (heading: string) (series: Series) =
        let drawn =
            Chart.Scatter(
                x = series.X,
                y = series.Y,
                mode = (if series.Dots then StyleParam.Mode.Lines_Markers else StyleParam.Mode.Lines),
                Name = series.Name,
                ShowLegend = (not series.Faint && series.Name <> heading),
                LineColor = colour series.Colour (if series.Faint then 75 else 255),
                LineWidth = (if series.Faint then 1.0 else 2.0),
                LineDash = (if series.Dashed then StyleParam.DrawingStyle.Dash else StyleParam.DrawingStyle.Solid),
                ?MultiText = (if series.Notes.Length > 0 then Some series.Notes else None),
                UseDefaults = false
            )

        [ if series.Low.Length > 0 then
              yield! band series
          drawn ]

    let private axisType (axis: Axis) =
        if axis.Log then StyleParam.AxisType.Log else StyleParam.AxisType.Linear

    let private panel (data: Panel) =
        data.Series
        |> List.collect (traces data.Heading)
        |> Chart.combine
        |> Chart.withXAxisStyle (TitleText = data.Horizontal.Title, AxisType = axisType data.Horizontal)
        |> Chart.withYAxisStyle (TitleText = data.Vertical.Title, AxisType = axisType data.Vertical)

    // Above and below the axes Plotly keeps this many pixels; the legend stands in the lower ones, whatever the page's width.
    let private margins, private legendDepth = (180, 75)

    let private sized (height: int) (chart: GenericChart) =
        chart
        |> Chart.withSize (Height = height)
        |> Chart.withLegendStyle (Orientation = StyleParam.Orientation.Horizontal, X = 0.0, Y = -(float legendDepth) / float (height - margins))

    /// Draws all panels, as wide as the page that shows them.
    let draw (plot: Plot) =
        match plot.Panels with
        | [ single ] -> panel single |> Chart.withTitle single.Heading |> sized 440
        | several ->
            let rows = (several.Length + plot.Columns - 1) / plot.Columns

            several
            |> List.map panel
            |> Chart.Grid(nRows = rows, nCols = plot.Columns, SubPlotTitles = [ for one in several -> one.Heading ], YGap = 0.35)
            |> sized (rows * 290 + 80)
