namespace Csa.Figures

open System
open SkiaSharp

/// An axis of a chart.
type internal Axis =
    { Title: string
      Log: bool
      /// True for a count: no ticks between integers.
      Whole: bool
      /// Values that the range always includes.
      Include: float list }

/// Values drawn as one line, the same by both renderers.
type internal Series =
    { Name: string
      X: float[]
      Y: float[]
      /// A band around the line; empty for none.
      Low: float[]
      High: float[]
      /// Extra text shown on hovering over a point; empty for none.
      Notes: string[]
      Colour: SKColor
      Dashed: bool
      Dots: bool
      /// True for unsmoothed values behind a smoothed line, which are left out of the legend.
      Faint: bool }

/// A pair of axes with its series.
type internal Panel =
    { Heading: string
      Horizontal: Axis
      Vertical: Axis
      Series: Series list
      /// Positions of thin vertical lines in the PNG, and their meaning.
      Rules: float[]
      RulesMean: string }

/// The data of a chart, from which the PNG and the Plotly chart are both drawn.
type internal Plot =
    { Panels: Panel list
      Columns: int
      Caption: string | null }

module internal Plot =
    let linear title =
        { Title = title
          Log = false
          Whole = false
          Include = [] }

    let counting title = { linear title with Whole = true }

    let logarithmic title = { linear title with Log = true }

    let line name colour (x: float[]) (y: float[]) =
        { Name = name
          X = x
          Y = y
          Low = [||]
          High = [||]
          Notes = [||]
          Colour = colour
          Dashed = false
          Dots = false
          Faint = false }

    let panel heading horizontal vertical series =
        { Heading = heading
          Horizontal = horizontal
          Vertical = vertical
          Series = series
          Rules = [||]
          RulesMean = "" }

    /// True if an axis can show a value.
    let shows (axis: Axis) (value: float) =
        Double.IsFinite value && (not axis.Log || value > 0.0)

    /// The range of an axis: all values that it can show plus a margin; a unit range if there are none.
    let range (axis: Axis) (values: float seq) =
        let shown = Seq.append axis.Include values |> Seq.filter (shows axis) |> Array.ofSeq

        if shown.Length = 0 then
            (if axis.Log then (0.1, 10.0) else (0.0, 1.0))
        elif axis.Log then
            let (low, high) = (log10 (Array.min shown), log10 (Array.max shown))
            let room = max 0.04 (0.04 * (high - low))
            (10.0 ** (low - room), 10.0 ** (high + room))
        else
            let (low, high) = (Array.min shown, Array.max shown)
            let room = if high > low then 0.04 * (high - low) else max 0.5 (0.1 * abs high)
            (low - room, high + room)

    /// The ticks of an axis: round values, about as many as wanted.
    let ticks (axis: Axis) (low: float, high: float) (wanted: int) =
        if axis.Log then
            let (first, last) = (int (floor (log10 low)), int (ceil (log10 high)))
            let every = max 1 (int (ceil (float (last - first) / float wanted)))

            let within (steps: float list) =
                [| for power in first..last do
                       if (power - first) % every = 0 then
                           for step in steps do
                               let value = step * 10.0 ** float power

                               if value >= low && value <= high then
                                   value |]

            let decades = within [ 1.0 ]
            if every = 1 && decades.Length < 3 then within [ 1.0; 2.0; 5.0 ] else decades
        else
            let rough = (high - low) / float (max 1 wanted) |> max (if axis.Whole then 1.0 else 0.0)
            let power = 10.0 ** floor (log10 rough)
            let steps = if axis.Whole then [ 1.0; 2.0; 5.0; 10.0 ] else [ 1.0; 2.0; 2.5; 5.0; 10.0 ]
            let step = steps |> List.map ((*) power) |> List.find (fun size -> size >= rough * 0.999)
            [| for k in ceil (low / step) .. floor (high / step) -> Math.Round(k * step, 12) |]

    /// The short text of a tick's value.
    let label (value: float) =
        let magnitude = abs value

        if magnitude >= 1e6 || (magnitude > 0.0 && magnitude < 1e-4) then
            let power = int (floor (log10 magnitude + 1e-9))
            let digits = "⁰¹²³⁴⁵⁶⁷⁸⁹"
            let raised = String.map (fun digit -> if digit = '-' then '⁻' else digits[int digit - int '0']) (string power)
            let factor = Math.Round(value / 10.0 ** float power, 2)
            if factor = 1.0 then $"10{raised}" else $"{factor.ToString Globalization.CultureInfo.InvariantCulture}·10{raised}"
        else
            value.ToString("0.#####", Globalization.CultureInfo.InvariantCulture)
