namespace Csa.Figures

open Csa.Data.Images
open Plotly.NET
open Plotly.NET.LayoutObjects

/// A chart of where a hole cell's content comes from, with values on hovering.
module internal AttentionChart =
    let private axis (reversed: bool) =
        LinearAxis.init (
            ShowGrid = false,
            ZeroLine = false,
            ShowTickLabels = false,
            Ticks = StyleParam.TickOptions.Empty,
            ?AutoRange = (if reversed then Some StyleParam.AutoRange.Reversed else None),
            ?ScaleAnchor = (if reversed then Some(StyleParam.ScaleAnchor.X 1) else None)
        )

    /// The picture under the cells, each of which is a unit square around its row and column.
    let private below (rows: int) (columns: int) (picture: RgbImage) =
        LayoutImage.init (
            Source = "data:image/png;base64," + Canvas.pngText picture,
            XRef = "x",
            YRef = "y",
            X = -0.5,
            Y = -0.5,
            SizeX = columns,
            SizeY = rows,
            Sizing = StyleParam.LayoutImageSizing.Stretch,
            Layer = StyleParam.Layer.Below
        )

    let draw (cell: CellMap) (image: RgbImage | null) =
        let (rows, columns) = (Array2D.length1 cell.Map, Array2D.length2 cell.Map)
        let colour (value: SkiaSharp.SKColor) = Color.fromRGB (int value.Red) (int value.Green) (int value.Blue)
        let (x, y) = (float cell.X, float cell.Y)

        let square =
            Shape.init (
                ShapeType = StyleParam.ShapeType.Rectangle,
                X0 = x - 0.5,
                X1 = x + 0.5,
                Y0 = y - 0.5,
                Y1 = y + 0.5,
                Line = Line.init (Color = colour Canvas.accent, Width = 3.0)
            )

        let chart =
            Chart.Heatmap(
                zData = [ for i in 0 .. rows - 1 -> cell.Map[i, *] ],
                Name = "weight",
                Opacity = (if isNull image then 1.0 else 0.65),
                ColorScale = StyleParam.Colorscale.Custom [ for (at, value) in ColourScale.linear -> (at, colour value) ],
                UseDefaults = false
            )
            |> GenericChart.mapTrace (Trace2DStyle.Heatmap(HoverTemplate = "cell (%{y}, %{x}): %{z:.3g}<extra></extra>"))
            |> Chart.withXAxis (axis false)
            |> Chart.withYAxis (axis true)
            |> Chart.withShapes [ square ]
            |> Chart.withTitle $"Where cell ({cell.Y}, {cell.X}) takes its content from"
            |> Chart.withSize (Width = 520, Height = 520)

        match image with
        | null -> chart
        | picture -> chart |> Chart.withLayoutImages [ below rows columns picture ]
