/// Law 8: the backward pass is the derivative of Eq. 1-3, matches held fixed.
module Csa.Properties.GradientLaws

open System
open TorchSharp
open Xunit
open Csa.Attention
open Csa.Laws
open Csa.Laws.Vectors

let private total (x: float[][]) (y: float[][]) = Array.fold2 (fun sum p q -> sum + dot p q) 0.0 x y
let private length (x: float[][]) = sqrt (total x x)

/// For each sample the gradient of <g, output>.
let private gradients (layer: Layer) gradient scene (g: float[][] list) =
    use _ = torch.NewDisposeScope()
    let precision = if layer.Machine = Float32 then torch.float32 else torch.float64
    let features = (Layer.tensor scene).``to``(precision).requires_grad_ ()
    let upstream = { scene with Samples = List.map2 (fun sample cells -> { sample with Cells = cells }) scene.Samples g }
    use trace = CsaLayer.Fill(features, scene.Masks, CsaOptions(Semantics = layer.Semantics, Order = layer.Order, Gradient = gradient))
    (trace.Output * (Layer.tensor upstream).``to`` precision).sum().backward ()
    trace.ThrowIfBackwardFailed()
    Layer.cells scene (nonNull features.grad)

/// A loss for every sample: the output's product with random numbers.
let private upstreams (scene: Scene) (dice: Dice) =
    let random = dice.Random
    [ for _ in scene.Samples -> Array.init scene.Grid (fun _ -> Array.init scene.Channels (fun _ -> random.NextDouble() * 2.0 - 1.0)) ]

/// Contradictions to a claim about each sample, its loss and its gradient, where its layer decides it (or always).
let private forEachGradientOn machines onlyDecided gradient scene dice claim =
    let g = upstreams scene dice

    seq {
        for layer in Layer.boundBy 8 machines do
            let filled = Layer.fill layer scene

            for k, (filled, (g, grad)) in List.indexed (List.zip filled (List.zip g (gradients layer gradient scene g))) do
                if not onlyDecided || Decided.sample layer.Semantics filled then
                    for contradiction in claim layer filled g grad -> $"{layer}, {gradient}, sample {k}: {contradiction}"
    }

let private forEachGradient onlyDecided = forEachGradientOn [ Float64 ] onlyDecided

// Cells that may be moved without leaving the decided scenes. A known zero cell becomes anything's best match however
// little it moves, and of two equal known cells either may win when one moves: "8. named" below has both.
let private movable (sample: Sample) =
    let longest = sample.Cells |> Seq.map norm |> Seq.max
    let isAlone vector = sample.KnownFeatures |> Seq.filter ((=) vector) |> Seq.length = 1
    Array.map2 (fun isHole vector -> norm vector > 1e-3 * longest && (isHole || isAlone vector)) sample.Hole sample.Cells

/// Three random directions, or every coordinate of a small sample.
let private directions (sample: Sample) (dice: Dice) =
    let cells, channels = sample.Cells.Length, sample.Cells[0].Length
    let still = Array.zeroCreate<float> channels
    let mayMove = movable sample

    if cells * channels <= 60 then
        [ for cell in 0 .. cells - 1 do
              for c in 0 .. channels - 1 do
                  if mayMove[cell] then
                      Array.init cells (fun i -> if i = cell then Array.updateAt c 1.0 still else still) ]
    else
        dice.Vector(3 * cells * channels)
        |> Array.chunkBySize (cells * channels)
        |> Array.map (fun v -> times (1.0 / norm v) v |> Array.chunkBySize channels |> Array.map2 (fun may move -> if may then move else still) mayMove)
        |> List.ofArray

/// A step that turns no vector by more than 1e-7 or so: far from every decision, and far above rounding.
let private step (filled: Filled) =
    let moved = Seq.zip (movable filled.Sample) filled.Sample.Cells |> Seq.filter fst |> Seq.map snd
    1e-7 * (Seq.append moved (Seq.map filled.m filled.Steps) |> Seq.map norm |> Seq.min)

/// Central differences of the loss along each direction: all the moved samples are one batch.
let private differences layer scene (filled: Filled) g (along: float[][] list) =
    let h = step filled
    let moved sign = [ for v in along -> filled.Sample.MapCells(fun cell vector -> plus vector (times (sign * h) v[cell])) ]
    let losses = Layer.fill layer { scene with Samples = moved 1.0 @ moved -1.0 } |> List.map (fun moved -> total g moved.Output)
    let up, down = List.splitAt along.Length losses
    List.map2 (fun up down -> (up - down) / (2.0 * h)) up down

[<Law>]
let ``8. decided: the gradient is the central difference of the layer, and of the reference (Eq. 1-3)`` (scene: Scene) (dice: Dice) =
    forEachGradient true CsaGradient.ThroughWeights scene dice (fun layer filled g grad ->
        seq {
            if not filled.Steps.IsEmpty then
                let along = directions filled.Sample dice

                for machine in [ Float64; Reference ] do
                    for v, difference in List.zip along (differences { layer with Machine = machine } scene filled g along) do
                        let slope = total grad v

                        if not (abs (difference - slope) <= 1e-5 * (length grad + length g)) then
                            $"the {machine}'s loss climbs by {difference}, its gradient says {slope}"
        })
    |> Claim.holds

let private euler gradient scene dice =
    forEachGradient true gradient scene dice (fun _ filled g grad ->
        let left, right = total filled.Sample.Cells grad, total filled.Output g
        let size = length filled.Sample.Cells * length grad + length filled.Output * length g
        Claim.must $"<f, dL/df> = {left}, <out, g> = {right}" (abs (left - right) <= 1e-10 * size))

[<Law>]
let ``8. decided: Euler's identity <f, dL/df> = <out, g>, for the output is homogeneous of degree 1 (Eq. 1-3)`` (scene: Scene) (dice: Dice) =
    Seq.append (euler CsaGradient.ThroughWeights scene dice) (euler CsaGradient.AttentionConstant scene dice) |> Claim.holds

[<Law>]
let ``8. decided: <x_i, dL/dx_i> = 0 for each hole cell, for its length does not matter (Eq. 1-2)`` (scene: Scene) (dice: Dice) =
    forEachGradient true CsaGradient.ThroughWeights scene dice (fun _ filled g grad ->
        seq {
            for i in filled.Steps do
                let own, slope = filled.own i, grad[filled.Cell i]
                let size = norm own * norm slope + length g * filled.Sample.Scale
                if not (abs (dot own slope) <= 1e-10 * size) then $"step {i}: {dot own slope}"
        })
    |> Claim.holds

[<Law>]
let ``8. AttentionConstant is the adjoint of f -> (known, A known): g_known + A^T g_hole, and 0 in the hole (Algorithm 1, line 12)`` (scene: Scene) (dice: Dice) =
    forEachGradient false CsaGradient.AttentionConstant scene dice (fun _ filled g grad ->
        let rows = [ for i in filled.Steps -> filled.Attention.Row i, g[filled.Cell i] ]

        seq {
            for cell in 0 .. g.Length - 1 do
                let passed = rows |> List.fold (fun sum (row, gi) -> if row[cell] = 0.0 then sum else plus sum (times row[cell] gi)) g[cell]
                let want = if filled.Sample.Hole[cell] then times 0.0 passed else passed
                if not (distance want grad[cell] <= 1e-12 * (1.0 + length g)) then $"cell {cell}: want {show want}, got {show grad[cell]}"
        })
    |> Claim.holds

[<Law>]
let ``8. a cell without predecessor gets no gradient: its weights are 0 and 1 whatever it holds (Eq. 3's first line)`` (scene: Scene) (dice: Dice) =
    forEachGradient false CsaGradient.ThroughWeights scene dice (fun _ filled _ grad ->
        seq {
            for i in filled.Steps do
                if filled.Predecessor i = None && Array.exists ((<>) 0.0) grad[filled.Cell i] then $"step {i}: {show grad[filled.Cell i]}"
        })
    |> Claim.holds

[<Law>]
let ``8. decided: a clamped cosine passes nothing, so where Dmax or Dad is 0 the hole cell gets no gradient (Eq. 3)`` (scene: Scene) (dice: Dice) =
    forEachGradient true CsaGradient.ThroughWeights scene dice (fun _ filled _ grad ->
        seq {
            for i in filled.Steps do
                let isClamped = filled.Dmax i = 0.0 || filled.Dad i = 0.0
                if isClamped && Array.exists ((<>) 0.0) grad[filled.Cell i] then $"step {i}: {show grad[filled.Cell i]}"
        })
    |> Claim.holds

[<Law>]
let ``8. decided or not, every gradient is finite (Eq. 1-3)`` (scene: Scene) (dice: Dice) =
    seq {
        for gradient in [ CsaGradient.ThroughWeights; CsaGradient.AttentionConstant ] do
            yield!
                forEachGradientOn Layer.fast false gradient scene dice (fun _ _ _ grad ->
                    Claim.must "not finite" (Array.forall (Array.forall Double.IsFinite) grad))
    }
    |> Claim.holds

[<Fact>]
let ``8. named: a zero known cell becomes the best match however little it moves, so there the output jumps`` () =
    let scene first = Scene.drawn "..#" [ first; [ 0.0; -1.0 ]; [ 0.5; -1.0 ] ]

    for layer in Layer.boundBy 8 Layer.exact do
        let atZero = (Layer.fill layer (scene [ 0.0; 0.0 ])).Head
        let beside = (Layer.fill layer (scene [ 1e-30; -2e-30 ])).Head
        Assert.True(Decided.sample layer.Semantics atZero)
        Assert.Equal<float[]>([| 0.0; -1.0 |], atZero.m 0)
        Assert.Equal<float[]>([| 1e-30; -2e-30 |], beside.m 0)

[<Fact>]
let ``8. named: of two equal known cells the one that moves nearer wins, so there the output has a kink`` () =
    let scene x = Scene.drawn "..#" [ [ 1.0 + x; 1.0 ]; [ 1.0; 1.0 ]; [ 0.0; 1.0 ] ]

    for layer in Layer.boundBy 8 Layer.exact do
        let first x = ((Layer.fill layer (scene x)).Head.m 0)[0]
        Assert.Equal((1.0, 1.0, 0.75), (first 0.25, first 0.0, first -0.25)) // slopes 0 and 1
