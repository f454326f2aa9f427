namespace Csa.Figures

open System
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

    // Browsers blur what they enlarge, so small pictures are enlarged here, as squares.
    let private enlarged (picture: RgbImage) =
        let factor = Canvas.magnification 256 (max picture.Width picture.Height) |> max 1.0 |> int
        let (width, height) = (factor * picture.Width, factor * picture.Height)
        Canvas.paint width height (fun canvas -> Canvas.image canvas 0 0 width height picture)

    /// The picture under the cells, each of which is a unit square around its row and column.
    let private below (rows: int) (columns: int) (picture: RgbImage) =
        LayoutImage.init (
            Source = "data:image/png;base64," + Canvas.pngText (enlarged picture),
            XRef = "x",
            YRef = "y",
            X = -0.5,
            Y = -0.5,
            SizeX = columns,
            SizeY = rows,
            Sizing = StyleParam.LayoutImageSizing.Stretch,
            Layer = StyleParam.Layer.Below
        )

    let colour (value: SkiaSharp.SKColor) =
        Color.fromRGB (int value.Red) (int value.Green) (int value.Blue)

    // Over a picture no share leaves it bare, and large shares hide most of it.
    let private tint (overPicture: bool) (at: float) (value: SkiaSharp.SKColor) =
        let opacity =
            if not overPicture then 1.0
            elif at = 0.0 then 0.0
            else ColourScale.opacity at

        Color.fromARGB (int (Math.Round(255.0 * opacity))) (int value.Red) (int value.Green) (int value.Blue)

    /// The shares of a map, each with its cell on hovering.
    let heat (map: float[,]) (most: float) (overPicture: bool) =
        Chart.Heatmap(
            zData = [ for i in 0 .. Array2D.length1 map - 1 -> map[i, *] ],
            Name = "share",
            ColorScale = StyleParam.Colorscale.Custom [ for (at, value) in ColourScale.linear -> (at, tint overPicture at value) ],
            ColorBar = ColorBar.init (Title = Title.init "share", Thickness = 14.0),
            UseDefaults = false
        )
        |> GenericChart.mapTrace (
            Trace2DStyle.Heatmap(ZMin = 0.0, ZMax = most, HoverTemplate = "cell (%{y}, %{x}): %{z:.3g}<extra></extra>")
        )

    /// Axes that count cells, over a picture if there is one.
    let onGrid (rows: int) (columns: int) (image: RgbImage | null) (chart: GenericChart) =
        let framed = chart |> Chart.withXAxis (axis false) |> Chart.withYAxis (axis true)

        match image with
        | null -> framed
        | picture -> framed |> Chart.withLayoutImages [ below rows columns picture ]

    let draw (cell: CellMap) (image: RgbImage | null) =
        let (rows, columns) = (Array2D.length1 cell.Map, Array2D.length2 cell.Map)
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

        heat cell.Map (cell.Map |> Seq.cast<float> |> Seq.max |> max 1e-9) (not (isNull image))
        |> onGrid rows columns image
        |> Chart.withShapes [ square ]
        |> Chart.withTitle $"Where cell ({cell.Y}, {cell.X}) takes its content from"
        |> Chart.withSize (Width = 520, Height = 520)
