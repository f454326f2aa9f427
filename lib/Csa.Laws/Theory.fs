/// What Eq. 3 must do to patterns whose statistics are known, in raster order, before anything is trained. Where the features of
/// all cells are alike but for small differences, both similarities are near 1 and a is near 1/2: the output is a running average
/// along the scan. Errors are mean squares of the distance to the clean feature, in any unit.
module Csa.Laws.Theory

open System
open Csa.Attention

/// The error that copying the nearest known cell makes (a = 0), and the error of the CSA layer.
type Prediction =
    { Nearest: float
      Csa: float }

    /// What the recurrence gains over the nearest cell, in dB; less than 0 where it loses.
    member prediction.Gain = 10.0 * log10 (prediction.Nearest / prediction.Csa)

/// <summary>The share of the matches' independent noise that a running average leaves: (1 - a) / (1 + a), and more where few
/// matches are at hand, of which some serve twice.</summary>
/// <param name="a">The weight of the predecessor, at least 0 and less than 1.</param>
/// <param name="known">The number of known cells that match equally well.</param>
let leftNoise a known =
    let share = (1.0 - a) / (1.0 + a)
    share + (1.0 - share) / float known

/// <summary>Every row of cells has one feature, known cells carry independent noise: CSA wins where the noise is large.</summary>
/// <param name="a">The weight of the predecessor.</param>
/// <param name="noise">The noise's variance, s².</param>
/// <param name="difference">The mean square distance between two rows, D².</param>
/// <param name="hole">The side of the square hole in cells: each of its rows but the first begins with a cell that continues
/// another row.</param>
/// <param name="known">The number of known cells in a row.</param>
let rows a noise difference hole known =
    let wrapped = float (hole - 1) / float (hole * hole)

    { Nearest = noise
      Csa = noise * leftNoise a known + difference * wrapped * a * a / (1.0 - a * a) }

/// <summary>The same, transposed: the average runs over columns that have nothing to do with each other, and CSA loses where the
/// noise is small. A layer that wins here too does so by capacity, not by coherence.</summary>
/// <param name="a">The weight of the predecessor.</param>
/// <param name="noise">The noise's variance, s².</param>
/// <param name="difference">The mean square distance between two columns, D².</param>
/// <param name="known">The number of known cells in a column.</param>
let columns a noise difference known =
    { Nearest = noise
      Csa = noise * leftNoise a known + difference * a * a / (1.0 + a) }

/// <summary>The hole shows one of two variants that its guess cannot tell apart, known cells show the other with some probability.</summary>
/// <param name="a">The weight of the predecessor.</param>
/// <param name="difference">The square of the distance between the variants, D².</param>
/// <param name="flip">The probability p that a known cell shows the other variant.</param>
/// <param name="known">The number of known cells that match equally well.</param>
let variants a difference flip known =
    { Nearest = flip * difference
      Csa = difference * (flip * flip + flip * (1.0 - flip) * leftNoise a known) }

/// A pattern on a feature grid: a square hole in the middle of a field of known cells.
type Pattern =
    { /// Rows and columns of the hole, in cells.
      Hole: int
      /// Known cells on each side of it.
      Margin: int
      /// s² of the known cells' noise.
      Noise: float
      /// D² between two rows or two columns.
      Difference: float
      Seed: uint64 }

    member pattern.Side = pattern.Hole + 2 * pattern.Margin

// Long enough that all cosines are near 1, and in so many dimensions that noise is nearly orthogonal to everything.
let private offset, private noiseChannels = 20.0, 256

let private direction (random: Random) =
    let normal _ = sqrt (-2.0 * log (1.0 - random.NextDouble())) * cos (2.0 * Math.PI * random.NextDouble())
    let vector = Array.init noiseChannels normal
    Vectors.times (1.0 / Vectors.norm vector) vector

/// A scene whose lines (rows, or columns if transposed) have a feature each, and the clean features. A hole cell's guess knows its
/// line, and matches any of the line's known cells by chance.
let scene isTransposed (pattern: Pattern) =
    let side, random = pattern.Side, Random(int (pattern.Seed % 2147483647UL))
    let inside at = at >= pattern.Margin && at < side - pattern.Margin
    let line cell = if isTransposed then cell % side else cell / side
    let clean cell = Array.init (1 + side) (fun c -> if c = 0 then offset elif c - 1 = line cell then sqrt (pattern.Difference / 2.0) else 0.0)
    let isHole cell = inside (cell / side) && inside (cell % side)
    let noise cell = Vectors.times (if isHole cell then 1e-3 else sqrt pattern.Noise) (direction random)

    let sample =
        { Hole = Array.init (side * side) isHole
          Cells = Array.init (side * side) (fun cell -> Array.append (clean cell) (noise cell)) }

    { Channels = 1 + side + noiseChannels; Height = side; Width = side; Samples = [ sample ] },
    fun cell -> Array.append (clean cell) (Array.zeroCreate noiseChannels)

/// The errors of the nearest known cell and of the layer on a scene.
let measure (scene, clean: int -> float[]) =
    let filled = Layer.fillFast TorchSharp.torch.float64 (CsaOptions(Order = ScanOrder.Raster)) scene |> List.exactlyOne
    let error (output: int -> float[]) i = Array.map2 (-) (output i) (clean (filled.Cell i)) |> fun gap -> Vectors.dot gap gap

    { Nearest = filled.Steps |> List.averageBy (error filled.mBar)
      Csa = filled.Steps |> List.averageBy (error filled.m) }

/// The mean errors over some scenes of a pattern.
let measureMany isTransposed count (pattern: Pattern) =
    let measured = [ for i in 0UL .. uint64 count - 1UL -> measure (scene isTransposed { pattern with Seed = pattern.Seed + i }) ]
    { Nearest = measured |> List.averageBy _.Nearest; Csa = measured |> List.averageBy _.Csa }
