/// Laws 5 and 6: cosines see directions only (Eq. 1-2), so scale, signs, rotations and positions do not matter.
module Csa.Properties.SymmetryLaws

open Xunit
open Csa.Attention
open Csa.Laws
open Csa.Laws.Vectors

// A change of features by an exact or an ill-conditioned map moves a decided result by rounding only.
let private roughly = 1e-8

/// Contradictions to "the hole of `after` is the hole of `before`, each cell mapped", to the bit.
let private mappedExactly (map: float[] -> float[]) (before: Filled) (after: Filled) =
    seq {
        for i in before.Steps do
            if not (sameNumbers (map (before.m i)) (after.m i)) then $"{after.Step i}: want {show (map (before.m i))}, got {show (after.m i)}"
    }

/// Below its smallest normal number a format keeps fewer bits, and what is kept depends on the scale: it may be off by the
/// format's smallest step, as large as that step is after scaling.
let private inRange layer (s: float) (before: float) (after: float) =
    let (normal, step) = if layer.Machine = Float32 then (2.0 ** -126.0, 2.0 ** -149.0) else (2.0 ** -1022.0, 2.0 ** -1074.0)
    min (abs before) (abs after) >= normal || not (abs (s * before - after) <= 2.0 * step * max 1.0 s)

/// Contradictions to "the hole is s times as long", to the bit within the format's range.
let private scaledExactly s layer (before: Filled) (after: Filled) =
    seq {
        for i in before.Steps do
            let held = Array.map2 (fun x y -> if inRange layer s x y then y else s * x) (before.m i) (after.m i)
            if not (sameNumbers (times s (before.m i)) held) then $"{after.Step i}: want {show (times s (before.m i))}, got {show (after.m i)}"
    }

/// The same up to rounding, on the scale of the known cells afterwards.
let private mappedRoughly (map: float[] -> float[]) (before: Filled) (after: Filled) =
    seq {
        for i in before.Steps do
            if not (distance (map (before.m i)) (after.m i) <= roughly * after.Sample.Scale) then $"{after.Step i}: want {show (map (before.m i))}, got {show (after.m i)}"
    }

[<Law>]
let ``5. scaling all features by a power of two scales the hole, to the bit (Eq. 1-3)`` (scene: Scene) (Exponent k) =
    let s = 2.0 ** float k
    Layer.forEachPair (Layer.boundBy 5 Layer.all) scene (scene.MapCells(times s)) (scaledExactly s) |> Claim.holds

[<Law>]
let ``5. flipping the signs of channels flips them in the hole, to the bit (Eq. 1-3)`` (scene: Scene) (dice: Dice) =
    let signs = dice.Vector scene.Channels |> Array.map (fun v -> if v < 0.0 then -1.0 else 1.0)
    let flip = Array.map2 (*) signs
    Layer.forEachPair (Layer.boundBy 5 Layer.all) scene (scene.MapCells flip) (fun _ -> mappedExactly flip) |> Claim.holds

[<Law>]
let ``5. decided: scaling all features by any s > 0 scales the hole (Eq. 1-3)`` (scene: Scene) (dice: Dice) =
    let scale = times (10.0 ** (6.0 * (dice.Vector 1)[0]))
    let layers = Decided.among (Layer.boundBy 5 Layer.exact) scene
    Layer.forEachPair layers scene (scene.MapCells scale) (fun _ -> mappedRoughly scale) |> Claim.holds

[<Law>]
let ``5. decided: an orthogonal change of channels turns the hole with it (Eq. 1-3)`` (scene: Scene) (dice: Dice) =
    let reflections = 1 + dice.Random.Next scene.Channels // every orthogonal map is a product of at most C of them
    let axes = dice.Vector(reflections * scene.Channels) |> Array.chunkBySize scene.Channels
    let turn vector = Array.fold (fun v axis -> reflect axis v) vector axes
    let layers = Decided.among (Layer.boundBy 5 Layer.exact) scene
    Layer.forEachPair layers scene (scene.MapCells turn) (fun _ -> mappedRoughly turn) |> Claim.holds

/// One hole cell of each sample scaled.
let private withAHoleCellScaled s (dice: Dice) (scene: Scene) =
    scene.MapSamples(fun sample ->
        if sample.Missing.Length = 0 then sample
        else
            let chosen = sample.Missing[dice.Random.Next sample.Missing.Length]
            sample.MapCells(fun cell vector -> if cell = chosen then times s vector else vector))

[<Law>]
let ``5. scaling one hole cell by a power of two changes nothing, to the bit (Eq. 1-2)`` (scene: Scene) (Exponent k) (dice: Dice) =
    Layer.forEachPair (Layer.boundBy 5 Layer.all) scene (withAHoleCellScaled (2.0 ** float k) dice scene) (fun _ -> mappedExactly id)
    |> Claim.holds

[<Law>]
let ``5. decided: scaling one hole cell by any s > 0 changes nothing (Eq. 1-2)`` (scene: Scene) (dice: Dice) =
    let s = 10.0 ** (dice.Vector 1)[0]
    let layers = Decided.among (Layer.boundBy 5 Layer.exact) scene
    Layer.forEachPair layers scene (withAHoleCellScaled s dice scene) (fun _ -> mappedRoughly id) |> Claim.holds

[<Law>]
let ``5. clear matches: permuting the known cells' features changes no hole cell, to the bit (Eq. 1's arg-max)`` (scene: Scene) (dice: Dice) =
    let permuted =
        scene.MapSamples(fun sample ->
            let shuffled = Array.copy sample.Known
            dice.Random.Shuffle shuffled
            let source = Map(Array.zip sample.Known shuffled)
            sample.MapCells(fun cell vector -> if sample.Hole[cell] then vector else sample.Cells[source[cell]]))

    let isClear layer = Layer.fill { layer with Machine = Reference } scene |> List.forall Decided.matches
    let layers = Layer.boundBy 5 Layer.all |> List.filter isClear
    Layer.forEachPair layers scene permuted (fun _ -> mappedExactly id) |> Claim.holds

[<Law>]
let ``5. clear matches: moving the grid's cells along with an explicit order moves the output, to the bit (Algorithm 1 knows no grid)`` (scene: Scene) (dice: Dice) =
    seq {
        for layer in Layer.boundBy 5 [ Reference ] do
            for before in Layer.fill layer scene do
                if Decided.matches before then
                    let target = [| 0 .. scene.Grid - 1 |]
                    dice.Random.Shuffle target
                    let moved items = Array.zip target items |> Array.sortBy fst |> Array.map snd
                    let sample = { Hole = moved before.Sample.Hole; Cells = moved before.Sample.Cells }
                    let path = before.Attention.Path
                    let there = ScanPath.Explicit(path.Cells |> Seq.map (fun cell -> target[cell]), path.Predecessors)
                    let after = Layer.fillReference layer.Options there (scene.Alone sample) sample
                    for contradiction in mappedExactly id before after -> $"{layer}: {contradiction}"
    }
    |> Claim.holds

[<Law>]
let ``5. in Raster order only the sequence of cells counts: a grid laid out as one row gives the same cells, to the bit (Algorithm 1)`` (scene: Scene) =
    let layers = Layer.boundBy 5 Layer.all |> List.filter (fun layer -> layer.Order = ScanOrder.Raster)
    Layer.forEachPair layers scene { scene with Height = 1; Width = scene.Grid } (fun _ -> mappedExactly id) |> Claim.holds

[<Law>]
let ``6. where all known cells equal k, every hole cell becomes k (Eq. 3)`` (scene: Scene) =
    let uniform = scene.MapSamples(fun sample -> sample.MapCells(fun cell vector -> if sample.Hole[cell] then vector else sample.KnownFeatures[0]))

    Layer.forEach (Layer.boundBy 6 Layer.all) uniform (fun layer filled ->
        seq {
            for i in filled.Steps do
                if not (distance (filled.m i) (filled.mBar i) <= layer.Tolerance * filled.Sample.Scale) then $"{filled.Step i} became {show (filled.m i)}"
        })
    |> Claim.holds

[<Law>]
let ``6. a non-zero hole cell parallel to a known one has Dmax >= 1 - 1e-6 (Eq. 1)`` (scene: Scene) (dice: Dice) =
    let parallel' =
        scene.MapSamples(fun sample ->
            let random = dice.Random
            let pick () = sample.KnownFeatures[random.Next sample.KnownFeatures.Length] |> times (10.0 ** (random.NextDouble() * 4.0 - 2.0))
            sample.MapCells(fun cell vector -> if sample.Hole[cell] then pick () else vector))

    Layer.forEach (Layer.boundBy 6 Layer.all) parallel' (fun _ filled ->
        seq {
            for i in filled.Steps do
                if norm (filled.own i) > 0.0 && not (filled.Dmax i >= 1.0 - 1e-6) then $"step {i}: Dmax = {filled.Dmax i}"
        })
    |> Claim.holds

[<Fact>]
let ``5. named: features whose squares leave float32's range match as all others do`` () =
    let scene = Scene.drawn "...#" [ [ 3.0; 1.0 ]; [ 1.0; 2.0 ]; [ -1.0; 1.0 ]; [ 1.0; 3.0 ] ]

    for layer in Layer.boundBy 5 Layer.all do
        for k in [ -80.0; 0.0; 80.0 ] do
            let filled = (Layer.fill layer (scene.MapCells(times (2.0 ** k)))).Head
            Assert.Equal(1, filled.best 0)
            Assert.Equal<float[]>([| 2.0 ** k; 2.0 * 2.0 ** k |], filled.m 0)

// A share of a share falls below 2^-126, where float32 keeps fewer bits than it would at another scale.
[<Fact>]
let ``5. named: what falls below float32's smallest normal number scales up to its smallest step`` () =
    let cells = [ [ 1.0; 0.0; 0.0 ]; [ 0.0; 1.0; 0.0 ]; [ 0.0; 0.0; 1.0 ]; [ 1.0; 0.0; 0.0 ]; [ 1e-23; 1.0; 0.0 ]; [ 0.0; 1e-20; 1.0 ] ]
    let scene = Scene.drawn "...###" cells
    let last machine (s: float) = (Layer.fill { Machine = machine; Semantics = CsaSemantics.Paper; Order = ScanOrder.Raster } (scene.MapCells(times s))).Head.m 2
    Assert.Equal<float[]>(times 1024.0 (last Float64 1.0), last Float64 1024.0)
    let (before, after) = ((last Float32 1.0)[0], (last Float32 1024.0)[0])
    Assert.InRange(before, 2.0 ** -149.0, 2.0 ** -126.0)
    Assert.NotEqual(1024.0 * before, after)
    Assert.InRange(abs (1024.0 * before - after), 0.0, 1024.0 * 2.0 ** -149.0)
