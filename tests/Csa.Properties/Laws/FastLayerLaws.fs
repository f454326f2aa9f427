/// Law 7: the fast layer is the reference.
module Csa.Properties.FastLayerLaws

open TorchSharp
open Csa.Attention
open Csa.Laws
open Csa.Laws.Vectors

/// Contradictions to "both chose the same known features and made the same of them".
let private agree tolerance (want: Filled) (got: Filled) =
    seq {
        for i in want.Steps do
            if want.mBar i <> got.mBar i then $"{got.Step i}: the reference matches cell {want.best i}"
            if not (distance (want.m i) (got.m i) <= tolerance * want.Sample.Scale) then $"{got.Step i}: want {show (want.m i)}, got {show (got.m i)}"
    }

let private compare (layers: Layer list) scene isOwed claim =
    seq {
        for layer in layers do
            let wants = Layer.fill { layer with Machine = Reference } scene

            for k, (want, got) in List.indexed (List.zip wants (Layer.fill layer scene)) do
                if isOwed layer want then
                    for contradiction in claim layer want got -> $"{layer}, sample {k}: {contradiction}"
    }

let private isDecided (layer: Layer) filled = Decided.sample layer.Semantics filled

/// The published rule has no clamp: where Dad + Dmax nearly cancels, weights and rounding grow without bound.
let private isTame (filled: Filled) =
    filled.Steps |> List.forall (fun i -> abs (filled.a i) <= 2.0 && abs (filled.b i) <= 2.0 && norm (filled.m i) <= 2.0 * filled.Sample.Scale)

let private isBound (layer: Layer) filled =
    isDecided layer filled
    && (layer.Semantics <> CsaSemantics.OfficialCode || isTame filled)

/// Within 1e-12 (float64) and 1e-5 (float32) of the largest known norm.
let private promised (layer: Layer) = if layer.Machine = Float32 then 1e-5 else 1e-12

[<Law>]
let ``7. decided: the fast layer matches and fills as the reference does (Eq. 1-3)`` (scene: Scene) =
    compare (Layer.boundBy 7 Layer.fast) scene isBound (promised >> agree) |> Claim.holds

[<Law>]
let ``7. decided: the size of the search's tiles changes nothing (Eq. 1's arg-max)`` (scene: Scene) =
    seq {
        for layer in Layer.boundBy 7 Layer.fast do
            for tile in [ 1; 7; 1000 ] do
                let options = CsaOptions(Semantics = layer.Semantics, Order = layer.Order, SearchTileCells = tile)
                let precision = if layer.Machine = Float32 then torch.float32 else torch.float64
                let tiled = Layer.fillFast precision options scene

                for want, got in List.zip (Layer.fill { layer with Machine = Reference } scene) tiled do
                    if isBound layer want then
                        for contradiction in agree (promised layer) want got -> $"{layer}, tiles of {tile}: {contradiction}"
    }
    |> Claim.holds

/// The recurrence of the fast layer on chosen matches.
let private recur (layer: Layer) (filled: Filled) =
    let rows vectors = filled.Steps |> Seq.map vectors |> Array.concat
    CsaRecurrence.Run(rows filled.own, rows filled.mBar, filled.Sample.Cells[0].Length, Array.ofSeq filled.Attention.Path.Predecessors, layer.Semantics)

[<Law>]
let ``7. undecided: the fast layer's matches are as similar as the reference's within 1e-6 (Eq. 1)`` (scene: Scene) =
    let layers = Layer.boundBy 7 Layer.fast |> List.filter (fun layer -> layer.Semantics <> CsaSemantics.OfficialCode)

    compare layers scene (fun _ _ -> true) (fun _ want got ->
        seq {
            for i in want.Steps do
                let lost = cosine (want.own i) (want.mBar i) - cosine (got.own i) (got.mBar i)
                if not (abs lost <= 1e-6) then $"step {i}: cell {got.best i} is less similar than cell {want.best i} by {lost}"
        })
    |> Claim.holds

[<Law>]
let ``7. undecided: given the reference's matches, the fast recurrence makes the reference's cells (Eq. 2-3)`` (scene: Scene) =
    let layers = Layer.boundBy 7 [ Float64 ] |> List.filter (fun layer -> layer.Semantics <> CsaSemantics.OfficialCode)

    compare layers scene (fun _ _ -> true) (fun layer want _ ->
        let generated = (recur layer want).Filled |> Array.chunkBySize want.Sample.Cells[0].Length

        seq {
            for i in want.Steps do
                if not (distance generated[i] (want.m i) <= 1e-9 * want.Sample.Scale) then $"step {i}: want {show (want.m i)}, got {show generated[i]}"
        })
    |> Claim.holds

[<Law>]
let ``7. of known cells with the same features the reference takes the first, the fast layer one of them (Eq. 1's arg-max)`` (scene: Scene) =
    let doubled = // at most two different features among the known cells
        scene.MapSamples(fun sample ->
            let turn = Map(Array.indexed sample.Known |> Array.map (fun (turn, cell) -> cell, turn))
            let source cell = sample.Known[min (turn[cell] % 2) (sample.Known.Length - 1)]
            sample.MapCells(fun cell vector -> if sample.Hole[cell] then vector else sample.Cells[source cell]))

    let layers = Layer.boundBy 7 Layer.fast |> List.filter (fun layer -> layer.Semantics <> CsaSemantics.OfficialCode)

    compare layers doubled (fun _ _ -> true) (fun _ want got ->
        seq {
            for i in want.Steps do
                let first = want.Sample.Known |> Array.find (fun cell -> want.Sample.Cells[cell] = want.mBar i)
                let isTie = abs (cosine (want.own i) (want.mBar i) - cosine (want.own i) (got.mBar i)) <= 1e-6
                if want.best i <> first then $"step {i}: the reference takes cell {want.best i}, cell {first} is the same"
                if got.mBar i <> want.mBar i && not isTie then $"step {i}: the layer takes cell {got.best i}, the reference cell {want.best i}"
        })
    |> Claim.holds
