namespace Csa.Figures

open System.Collections.Generic
open System.Globalization
open SkiaSharp
open Csa.Networks

/// Draws networks as rows of bars (Fig. 2 and 5): each bar is the output of a layer, as high as its side and as wide as its
/// channels, both on a logarithmic scale.
module internal Architecture =
    /// What a layer does to the side of its map, which decides its colour.
    type private Action =
        | Given
        | Halves
        | Keeps
        | Trims
        | Doubles
        | Attends
        | Pools

    type private Bar =
        { Shape: FeatureShape
          Action: Action
          Kernel: string
          Name: string }

    let private colour =
        function
        | Given -> SKColor(150uy, 150uy, 150uy)
        | Halves -> Palette.blue
        | Keeps -> Palette.sky
        | Trims -> Palette.orange
        | Doubles -> Palette.green
        | Attends -> Palette.vermilion
        | Pools -> Palette.purple

    let private meaning =
        function
        | Given -> "input"
        | Halves
        | Pools -> "halves the side"
        | Keeps -> "keeps the side"
        | Trims -> "trims the side"
        | Doubles -> "doubles the side"
        | Attends -> "CSA layer"

    let private barRoom, private highest, private lowest = (110, 96.0, 12.0)

    let private sideOf (shape: FeatureShape) = max shape.Height shape.Width

    let private bars (layers: TracedLayer list) =
        let ofLayer (before: FeatureShape) (layer: TracedLayer) =
            let kernel = $"{layer.KernelSide}x{layer.KernelSide} "

            let (action, kernel) =
                match layer.Kind with
                | LayerKind.Attention -> Attends, ""
                | LayerKind.Pooling -> Pools, kernel + "pooling"
                | LayerKind.TransposedConvolution when sideOf layer.Output > sideOf before -> Doubles, kernel + "transposed convolution"
                | LayerKind.TransposedConvolution -> Keeps, kernel + "transposed convolution"
                | _ when 4 * sideOf layer.Output <= 3 * sideOf before -> Halves, kernel + "convolution"
                | _ when sideOf layer.Output < sideOf before -> Trims, kernel + "convolution"
                | _ -> Keeps, kernel + "convolution"

            { Shape = layer.Output; Action = action; Kernel = kernel; Name = layer.Name }

        let input = layers.Head.Input
        let befores = input :: (layers |> List.map _.Output)
        { Shape = input; Action = Given; Kernel = ""; Name = "input" } :: List.map2 ofLayer befores[.. layers.Length - 1] layers

    /// Finds skip connections: if a layer reads more channels than the previous bar has, the rest comes from an earlier bar
    /// of the same side.
    let private skips (layers: TracedLayer list) (bars: Bar list) =
        [ for i in 1 .. layers.Length - 1 do
              let (before, wanted) = (bars[i].Shape, layers[i].Input.Channels - bars[i].Shape.Channels)

              if wanted > 0 then
                  match List.tryFindIndexBack (fun bar -> bar.Shape = FeatureShape(wanted, before.Height, before.Width)) bars[.. i - 1] with
                  | Some source -> (source, i)
                  | None -> () ]

    type private Drawing =
        { Title: string
          Bars: Bar list
          Skips: (int * int) list
          Pitch: int
          Width: int }

    let private drawing (font: SKFont) (small: SKFont) (room: int) (name: string) (layers: TracedLayer list) =
        let bars = bars layers
        let parameters = layers |> List.sumBy _.Parameters
        let title = System.String.Format(CultureInfo.InvariantCulture, "{0}: {1:#,0} parameters", name, parameters)
        let widest = bars |> List.map (fun bar -> Font.width small (string bar.Shape.Channels)) |> List.max
        let pitch = min 46 (room / bars.Length) |> max (widest + 4)

        { Title = title
          Bars = bars
          Skips = skips layers bars
          Pitch = pitch
          Width = max (pitch * bars.Length) (Font.width font title) }

    let private height = Canvas.lineHeight + 24 + barRoom + 2 * 15 + Canvas.gap

    let private draw (canvas: SKCanvas) (font: SKFont) (small: SKFont) (left: int) (top: int) (it: Drawing) =
        Brush.text canvas font Canvas.ink SKTextAlign.Left left top it.Title
        let floor = top + Canvas.lineHeight + 24 + barRoom
        let largest = it.Bars |> List.map (fun bar -> sideOf bar.Shape) |> List.max |> float

        let barHeight (bar: Bar) =
            let share = if largest > 1.0 then log (float (sideOf bar.Shape)) / log largest else 1.0
            int (lowest + (highest - lowest) * share)

        let barWidth (bar: Bar) =
            min (it.Pitch - 5) (6 + 2 * int (System.Math.Log2(float bar.Shape.Channels)))

        let middle i = left + it.Pitch * i + it.Pitch / 2
        let square = it.Bars |> List.forall (fun bar -> bar.Shape.Height = bar.Shape.Width)

        it.Bars
        |> List.iteri (fun i bar ->
            let (w, h) = (barWidth bar, barHeight bar)
            Canvas.rectangle canvas (middle i - w / 2) (floor - h) w h (colour bar.Action)
            Brush.text canvas small Canvas.ink SKTextAlign.Center (middle i) (floor - h - 17) (string bar.Shape.Channels)

            if i = 0 || bar.Shape.Height <> it.Bars[i - 1].Shape.Height || bar.Shape.Width <> it.Bars[i - 1].Shape.Width then
                Brush.text canvas small Palette.quiet SKTextAlign.Center (middle i) (floor + 1) (string bar.Shape.Height)

                if not square then
                    Brush.text canvas small Palette.quiet SKTextAlign.Center (middle i) (floor + 14) $"x{bar.Shape.Width}")

        // Above the channels of the bars that they join; what lies between is lower.
        for (source, target) in it.Skips do
            let labelTop i = float (floor - barHeight it.Bars[i] - 16)
            let y = min (labelTop source) (labelTop target) - 6.0
            let (x0, x1) = (float (middle source), float (middle target))
            Brush.polyline canvas [| (x0, labelTop source); (x0, y); (x1, y) |] 1.2 Palette.quiet false
            Brush.arrow canvas (x1, y) (x1, labelTop target + 1.0) 1.2 Palette.quiet

    // What each colour means, with the kernels that occur.
    let private legend (drawings: Drawing list) =
        let bars = drawings |> List.collect _.Bars

        [ for action in [ Given; Halves; Keeps; Trims; Doubles; Attends; Pools ] do
              let kernels = bars |> List.filter (fun bar -> bar.Action = action) |> List.map _.Kernel |> List.distinct

              if not kernels.IsEmpty then
                  let words = String.concat ", " kernels
                  (colour action, (if words = "" then meaning action else $"{words}: {meaning action}")) ]

    /// Arranges drawings side by side as long as they fit.
    let private arrange (room: int) (drawings: Drawing list) =
        let add (rows, used) (it: Drawing) =
            match rows with
            | row :: rest when used + it.Width <= room -> ((used, it) :: row) :: rest, used + it.Width + 40
            | _ -> [ (0, it) ] :: rows, it.Width + 40

        drawings |> List.fold add ([], 0) |> fst |> List.rev

    let paint (layers: IReadOnlyList<TracedLayer>) (caption: string | null) =
        if layers.Count = 0 then
            invalidArg (nameof layers) "layers: want at least one, got none"

        use font = Font.ofSize Canvas.textSize
        use small = Font.ofSize 11f
        let (margin, room) = (2 * Canvas.gap, 900)

        let drawings =
            [ for (name, group) in layers |> List.ofSeq |> List.groupBy _.Network -> drawing font small room name group ]

        let rows = arrange room drawings
        let inner = rows |> List.collect id |> List.map (fun (at, it) -> at + it.Width) |> List.max |> max 420

        let arrows = if drawings |> List.forall _.Skips.IsEmpty then "" else " Arrows: skip connections."
        let words = $"Above each bar its channels, below it its side where that changes.{arrows}"
        let notes = Font.wrap font inner words @ Canvas.captionLines font inner caption
        let entries = legend drawings
        let legendTop = margin + rows.Length * height
        let notesTop = legendTop + entries.Length * Canvas.lineHeight + Canvas.gap

        Canvas.paint (inner + 2 * margin) (notesTop + notes.Length * Canvas.lineHeight + margin) (fun canvas ->
            rows
            |> List.iteri (fun r row ->
                for (at, it) in row do
                    draw canvas font small (margin + at) (margin + r * height) it)

            entries
            |> List.iteri (fun i (value, meaning) ->
                let y = legendTop + i * Canvas.lineHeight
                Canvas.rectangle canvas margin (y + 2) 13 13 value
                Brush.text canvas font Canvas.ink SKTextAlign.Left (margin + 20) y (Font.fit font (inner - 20) meaning))

            Canvas.caption canvas font margin notesTop notes)
