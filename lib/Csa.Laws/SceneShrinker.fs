/// Shrinks scenes, so that a failed law shows its smallest input.
module Csa.Laws.SceneShrinker

open System

/// How complicated a number is to read: 0 is simplest, then 1 and -1, then by the number of digits.
let private digits (x: float) =
    if x = 0.0 then 0
    elif x = 1.0 then 1
    elif x = -1.0 then 2
    else 3 + x.ToString("R").Length

/// A measure that every shrinking step lowers, compared entry by entry, so that shrinking ends.
let size (scene: Scene) =
    scene.Samples.Length,
    scene.Channels * scene.Grid,
    scene.Samples |> List.sumBy (fun sample -> sample.Missing.Length),
    scene.Samples |> List.sumBy (fun sample -> sample.Cells |> Array.sumBy (Array.sumBy digits))

let private withoutSamples (scene: Scene) =
    if scene.Samples.Length < 2 then Seq.empty
    else seq { for k in 0 .. scene.Samples.Length - 1 -> { scene with Samples = List.removeAt k scene.Samples } }

/// Ranges to remove that leave something over: halves first, then single items.
let private removals count =
    seq {
        if count > 3 then
            0, count / 2
            count / 2, count - count / 2

        if count > 1 then
            for i in 0 .. count - 1 do
                i, 1
    }

let private without (first, length) items =
    Array.append (Array.take first items) (Array.skip (first + length) items)

let private keeping keep (scene: Scene) =
    scene.MapSamples(fun sample ->
        { Hole = keep |> Array.map (fun i -> sample.Hole[i])
          Cells = keep |> Array.map (fun i -> sample.Cells[i]) })

let private withoutRows (scene: Scene) =
    seq {
        for first, length in removals scene.Height do
            let isKept cell = cell / scene.Width < first || cell / scene.Width >= first + length
            { keeping (Array.filter isKept [| 0 .. scene.Grid - 1 |]) scene with Height = scene.Height - length }
    }

let private withoutColumns (scene: Scene) =
    seq {
        for first, length in removals scene.Width do
            let isKept cell = cell % scene.Width < first || cell % scene.Width >= first + length
            { keeping (Array.filter isKept [| 0 .. scene.Grid - 1 |]) scene with Width = scene.Width - length }
    }

let private withoutChannels (scene: Scene) =
    seq {
        for removal in removals scene.Channels do
            { scene.MapCells(without removal) with Channels = scene.Channels - snd removal }
    }

let private replaceSample (scene: Scene) k sample = { scene with Samples = List.updateAt k sample scene.Samples }

let private withFewerHoleCells (scene: Scene) =
    seq {
        for k, sample in List.indexed scene.Samples do
            for cell in sample.Missing do
                replaceSample scene k { sample with Hole = Array.updateAt cell false sample.Hole }
    }

let private simpler (x: float) =
    let rounded digits = Double.Parse(x.ToString("E" + string digits))

    [ 0.0; 1.0; -1.0; Math.Truncate x; rounded 0; rounded 1; rounded 3 ]
    |> List.filter (fun candidate -> digits candidate < digits x)
    |> List.distinct

let private withSimplerNumbers (scene: Scene) =
    seq {
        scene.MapCells(Array.map (fun x -> List.tryItem 2 (simpler x) |> Option.defaultValue x))

        for k, sample in List.indexed scene.Samples do
            for cell in 0 .. scene.Grid - 1 do
                let vector = sample.Cells[cell]
                let replace changed = replaceSample scene k { sample with Cells = Array.updateAt cell changed sample.Cells }
                replace (Array.zeroCreate scene.Channels)

                for c in 0 .. scene.Channels - 1 do
                    for number in simpler vector[c] do
                        replace (Array.updateAt c number vector)
    }

let shrink (scene: Scene) =
    seq {
        withoutSamples
        withoutRows
        withoutColumns
        withoutChannels
        withFewerHoleCells
        withSimplerNumbers
    }
    |> Seq.collect (fun step -> step scene)
    |> Seq.filter (fun smaller -> Scene.isValid smaller && size smaller < size scene)
