/// Random scenes: every kind of feature that the recurrence may meet, on small grids of any shape.
module Csa.Laws.SceneGenerator

open System
open FsCheck.FSharp

/// The kind of features of a sample.
type private Texture =
    | Reals
    | AfterRelu
    | AllNegative
    | Halves
    | Duplicates
    | NearlyParallel

// Numbers come from a seeded generator: thousands of them through FsCheck's own would take most of a run. They are
// float32 numbers, so that both precisions are asked the same.
let private vectors texture channels count (random: Random) =
    let real () = random.NextDouble() * 2.0 - 1.0
    let vector number = Array.init channels (fun _ -> number ())
    let palette = Array.init 4 (fun _ -> vector real)

    let next () =
        match texture with
        | Reals -> vector real
        | AfterRelu -> vector (fun () -> max 0.0 (real ()))
        | AllNegative -> vector (fun () -> -0.05 - random.NextDouble())
        | Halves -> vector (fun () -> float (random.Next(-8, 9)) / 2.0)
        | Duplicates -> palette[random.Next palette.Length]
        | NearlyParallel ->
            let noise = Math.Pow(10.0, float (random.Next(-9, -2)))
            palette[random.Next 2] |> Array.map (fun v -> (v + noise * real ()) * float (1 <<< random.Next 4))

    Array.init count (fun _ -> next ())

let private textures =
    Gen.frequency
        [ 10, Gen.constant Reals
          4, Gen.constant AfterRelu
          2, Gen.constant AllNegative
          3, Gen.constant Halves
          2, Gen.constant Duplicates
          1, Gen.constant NearlyParallel ]

let private often weight usual rare = Gen.frequency [ weight, usual; 1, rare ]

let private sample channels height width =
    gen {
        let cells = height * width
        let! hole = Holes.any height width
        let! texture = textures
        let! seed = Gen.choose (0, Int32.MaxValue - 1)
        let! power = often 3 (Gen.constant 0) (Gen.choose (-15, 15)) // of ten, of the whole sample
        let! spread = often 3 (Gen.constant 0.0) (Gen.elements [ 0.5; 1.0; 8.0 ]) // of single cells' scales, in powers of ten
        let! zeros = often 6 (Gen.constant 0) (Gen.choose (1, 3))
        let random = Random seed
        let features = vectors texture channels cells random
        for _ in 1..zeros do features[random.Next cells] <- Array.zeroCreate channels

        let scaled vector =
            let s = Math.Pow(10.0, float power + spread * (random.NextDouble() * 2.0 - 1.0))
            Array.map (fun v -> float (float32 (s * v))) vector

        return { Hole = hole; Cells = Array.map scaled features }
    }

let private side = Gen.frequency [ 4, Gen.choose (1, 4); 4, Gen.choose (3, 7); 1, Gen.choose (7, 16) ]

let scene =
    gen {
        let! channels = Gen.frequency [ 1, Gen.constant 1; 2, Gen.choose (2, 3); 8, Gen.choose (4, 12); 3, Gen.choose (13, 32) ]
        let! height = side
        let! width = side
        let! count = Gen.frequency [ 6, Gen.constant 1; 3, Gen.constant 2; 1, Gen.constant 3 ]
        let! samples = Gen.listOfLength count (sample channels height width)
        return { Channels = channels; Height = height; Width = width; Samples = samples }
    }
