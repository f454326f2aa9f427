namespace Csa.Properties

open System
open FsCheck
open FsCheck.FSharp
open Csa.Masks

/// One sample to fill: bounded features and a hole that leaves at least one cell known.
type Scene =
    { Channels: int
      Height: int
      Width: int
      Hole: bool list
      Features: float list }

    member scene.Mask =
        HoleMask.Create(scene.Height, scene.Width, Func<_, _, _>(fun y x -> scene.Hole[y * scene.Width + x]))

    member scene.Array = Array.ofList scene.Features

    override scene.ToString() =
        let row y = String.init scene.Width (fun x -> if scene.Hole[y * scene.Width + x] then "#" else ".")
        let hole = String.concat "/" (List.init scene.Height row)
        $"{scene.Channels} channels, hole {hole}, features %A{scene.Features}"

module Scene =
    /// Whole numbers and halves: many zeros, ties and parallel vectors, and readable when a law falls.
    let private feature =
        Gen.frequency [ (6, Gen.map (fun n -> float n / 2.0) (Gen.choose (-8, 8))); (1, Gen.constant 0.0) ]

    let private sized channels height width hole =
        gen {
            let! features = Gen.listOfLength (channels * height * width) feature

            return
                { Channels = channels
                  Height = height
                  Width = width
                  Hole = hole
                  Features = features }
        }

    let private generate =
        gen {
            let! channels = Gen.choose (1, 5)
            let! height = Gen.choose (1, 6)
            let! width = Gen.choose (2, 6)
            let! hole = Gen.listOfLength (height * width) (Gen.elements [ true; false ])
            let! known = Gen.choose (0, height * width - 1)
            return! sized channels height width (List.updateAt known false hole)
        }

    /// Smaller scenes: cells become known one at a time, then features become zero.
    let private shrink scene =
        seq {
            for i in 0 .. scene.Hole.Length - 1 do
                if scene.Hole[i] then
                    { scene with Hole = List.updateAt i false scene.Hole }

            for i in 0 .. scene.Features.Length - 1 do
                if scene.Features[i] <> 0.0 then
                    { scene with Features = List.updateAt i 0.0 scene.Features }
        }

    let arbitrary = Arb.fromGenShrink (generate, shrink)

/// What FsCheck is told about our types.
type Arbitraries =
    static member Scene() = Scene.arbitrary
