/// Law 10: how far the hole moves when features move.
module Csa.Properties.StabilityLaws

open Xunit
open Csa.Attention
open Csa.Laws
open Csa.Laws.Vectors

[<Law>]
let ``10. frozen weights are nonexpansive: no hole cell moves further than the known cell that moved most (Eq. 3)`` (scene: Scene) (dice: Dice) =
    Layer.forEach (Layer.boundBy 10 Layer.exact) scene (fun _ filled ->
        seq {
            let random = dice.Random
            let push = filled.Sample.Cells |> Array.map (Array.map (fun _ -> random.NextDouble() * 2.0 - 1.0))
            let furthest = filled.Sample.Known |> Seq.map (fun cell -> norm push[cell]) |> Seq.max

            for i in filled.Steps do
                let add sum share vector = if share = 0.0 then sum else plus sum (times share vector)
                let moved = Array.fold2 add (times 0.0 push[0]) (filled.Attention.Row i) push
                if not (norm moved <= furthest * (1.0 + 1e-12)) then $"step {i} moves by {norm moved}, no known cell by more than {furthest}"
        })
    |> Claim.holds

/// Every number a little different: by a millionth up to a half of it.
let private nudged (dice: Dice) (scene: Scene) =
    let random = dice.Random
    let size = 10.0 ** (-6.0 * random.NextDouble()) / 2.0
    scene.MapCells(Array.map (fun v -> v * (1.0 + size * (random.NextDouble() * 2.0 - 1.0))))

[<Law>]
let ``10. moving weights, same matches: |dm_i| <= a'_i |dm_pred| + b'_i |d mbar_i| + |da_i| |m_pred - mbar_i| (Eq. 3)`` (scene: Scene) (dice: Dice) =
    Layer.forEachPair (Layer.boundBy 10 Layer.exact) scene (nudged dice scene) (fun _ before after ->
        seq {
            if Seq.forall2 (=) before.Attention.BestMatches after.Attention.BestMatches then
                for i in before.Steps do
                    let moved of' = distance (of' before) (of' after)

                    let bound =
                        match before.Predecessor i with
                        | None -> moved (fun filled -> filled.mBar i)
                        | Some previous ->
                            after.a i * moved (fun filled -> filled.m previous)
                            + after.b i * moved (fun filled -> filled.mBar i)
                            + abs (after.a i - before.a i) * distance (before.m previous) (before.mBar i)

                    let movement = moved (fun filled -> filled.m i)
                    if not (movement <= bound + 1e-12 * before.Sample.Scale) then $"step {i} moves by {movement}, its bound is {bound}"
        })
    |> Claim.holds

/// Cells k, 2k, q, then two missing ones: the first like q alone, the second tied between k and 2k.
let private tied (dice: Dice) =
    let positive = dice.Vector 7 |> Array.map (fun v -> float (float32 (0.1 + 0.4 * abs v)))
    let q, w, k = Array.sub positive 0 3, Array.sub positive 3 3, positive[6]
    let beside head tail = head :: List.ofArray tail
    Scene.drawn "...##" [ beside k (Array.zeroCreate 3); beside (2.0 * k) (Array.zeroCreate 3); beside 0.0 q; beside 0.0 q; beside 1.0 w ]

[<Law>]
let ``10. at an exact tie, swapping the winner moves the cell by b_i |k - k'| (Eq. 3)`` (dice: Dice) =
    let scene = tied dice
    let swapped = scene.MapSamples(fun sample -> sample.MapCells(fun cell vector -> if cell < 2 then sample.Cells[1 - cell] else vector))

    Layer.forEachPair (Layer.boundBy 10 Layer.all) scene swapped (fun layer before after ->
        seq {
            let i = 1
            let jump, want = distance (before.m i) (after.m i), before.b i * distance (before.mBar i) (after.mBar i)
            if before.Predecessor i <> Some 0 || before.best 0 <> 2 then "the scene is not the one meant"
            if not (want > 0.0 && abs (jump - want) <= layer.Tolerance) then $"moves by {jump}, want {want}"
        })
    |> Claim.holds

[<Fact>]
let ``10. named: where Dmax + Dad goes to 0 the output jumps, however little the features move`` () =
    // The last cell is almost orthogonal to all that is known: two cosines of 1e-9, and their ratio decides.
    let scene towardsPredecessor =
        Scene.drawn "..##" [ [ 1.0; 0.0; 0.0 ]; [ 0.0; 1.0; 0.0 ]; [ 0.0; 1.0; 0.0 ]; [ 2e-9; towardsPredecessor; 1.0 ] ]

    for layer in Layer.boundBy 10 Layer.exact |> List.filter (fun layer -> layer.Semantics = CsaSemantics.Paper) do
        let last towardsPredecessor = (Layer.fill layer (scene towardsPredecessor)).Head.m 1
        Assert.True(distance (last 0.0) (last 1e-9) > 0.4)
        Assert.Equal<float[]>([| 1.0; 0.0; 0.0 |], last 0.0)

[<Fact>]
let ``10. named: PaperInitialised jumps too, where two known cells and the hole cell are all but orthogonal`` () =
    // Dmax is 2e-9 whatever the first known cell's tilt towards the predecessor; Dad is that tilt.
    let scene tilt = Scene.drawn "..##" [ [ 1.0; tilt; 0.0 ]; [ 0.0; 1.0; 0.0 ]; [ 0.0; 1.0; 0.0 ]; [ 2e-9; 0.0; 1.0 ] ]

    for layer in Layer.boundBy 10 Layer.exact |> List.filter (fun layer -> layer.Semantics = CsaSemantics.PaperInitialised) do
        let last tilt = (Layer.fill layer (scene tilt)).Head.m 1
        Assert.True(distance (last 0.0) (last 2e-9) > 0.7)
        Assert.Equal<float[]>([| 1.0; 0.0; 0.0 |], last 0.0)
