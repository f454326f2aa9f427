/// Law 4: what the layer leaves alone.
module Csa.Properties.LocalityLaws

open Xunit
open Csa.Laws
open Csa.Laws.Vectors

let private sameOutput (before: Filled) (after: Filled) = Array.forall2 sameBits before.Output after.Output

[<Law>]
let ``4. known cells pass bit-identical, whatever happens in the hole (Algorithm 1 writes hole cells alone)`` (scene: Scene) =
    Layer.forEach (Layer.boundBy 4 Layer.all) scene (fun _ filled ->
        seq {
            for cell in filled.Sample.Known do
                if not (sameBits filled.Output[cell] filled.Sample.Cells[cell]) then $"known cell {cell} became {show filled.Output[cell]}"
        })
    |> Claim.holds

[<Law>]
let ``4. an empty hole is the identity (Algorithm 1's loop has no step)`` (scene: Scene) =
    let whole = scene.MapSamples(fun sample -> { sample with Hole = Array.map (fun _ -> false) sample.Hole })

    Layer.forEach (Layer.boundBy 4 Layer.all) whole (fun _ filled -> Claim.must "something changed" (Array.forall2 sameBits filled.Output filled.Sample.Cells))
    |> Claim.holds

[<Law>]
let ``4. a sample neither knows nor moves the others of its batch, to the bit (Algorithm 1 is of one sample)`` (scene: Scene) =
    let twins = { scene with Samples = scene.Samples @ [ scene.Samples.Head ] }

    // The changed sample has other features and no hole: every step of the others starts elsewhere in the batch.
    let change (sample: Sample) =
        { Hole = Array.map (fun _ -> false) sample.Hole
          Cells = Array.rev sample.Cells |> Array.map (times -3.0) }

    seq {
        for layer in Layer.boundBy 4 Layer.fast do
            let before = Layer.fill layer twins

            for changed in 0 .. twins.Samples.Length - 1 do
                let after = Layer.fill layer { twins with Samples = List.updateAt changed (change twins.Samples[changed]) twins.Samples }

                for k in 0 .. twins.Samples.Length - 1 do
                    if k <> changed && not (sameOutput before[k] after[k]) then $"{layer}: changing sample {changed} changes sample {k}"
    }
    |> Claim.holds

[<Law>]
let ``4. a batch is its samples one by one, to the bit (Algorithm 1 is of one sample)`` (scene: Scene) =
    seq {
        for layer in Layer.boundBy 4 Layer.fast do
            let together = Layer.fill layer scene
            let alone = scene.Samples |> List.collect (scene.Alone >> Layer.fill layer)

            for k, (one, other) in List.indexed (List.zip together alone) do
                if not (sameOutput one other) then $"{layer}: sample {k} differs from itself alone"
    }
    |> Claim.holds

[<Fact>]
let ``4. named: a known -0 stays -0`` () =
    let scene = Scene.drawn "..#" [ [ -0.0; 1.0 ]; [ 1.0; -0.0 ]; [ 1.0; 1.0 ] ]

    for layer in Layer.boundBy 4 Layer.all do
        Assert.True(sameBits [| -0.0; 1.0 |] (Layer.fill layer scene).Head.Output[0], string layer)
