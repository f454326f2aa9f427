/// The generator meets what it should, and the shrinker ends.
module Csa.Properties.SceneTests

open Xunit
open Xunit.Abstractions
open FsCheck
open FsCheck.FSharp
open Csa.Attention
open Csa.Laws

let private paper = { Machine = Reference; Semantics = CsaSemantics.Paper; Order = ScanOrder.Raster }

let private isExtreme scale = scale > 0.0 && abs (log10 scale) > 9.0

let private hasHole (scene: Scene) = scene.Samples |> List.exists (fun sample -> sample.Missing.Length > 0)
let private anySample isMember (scene: Scene) = scene.Samples |> List.exists isMember
let private holds (sample: Sample) isMember = sample.Cells |> Array.forall (Array.forall isMember)

/// Two different known cells whose cosine is within 1e-6 of 1.
let private isNearlyParallel (sample: Sample) =
    Seq.allPairs (Seq.truncate 12 sample.KnownFeatures) (Seq.truncate 12 sample.KnownFeatures)
    |> Seq.exists (fun (x, y) -> x.Length > 1 && x <> y && Vectors.cosine x y > 1.0 - 1e-6)

let private classes =
    [ "decided, and with a hole", 50, (fun (scene: Scene) -> hasHole scene && Decided.scene paper scene)
      "islands", 15, (fun (scene: Scene) -> anySample (fun sample -> Scene.islands scene sample > 1) scene)
      "a zero vector", 10, Scene.hasZeroVector
      "a batch over one", 25, (fun (scene: Scene) -> scene.Samples.Length > 1)
      "not square", 30, (fun (scene: Scene) -> scene.Height <> scene.Width)
      "an empty hole", 3, anySample (fun sample -> sample.Missing.Length = 0)
      "a hole of one cell", 5, anySample (fun sample -> sample.Missing.Length = 1)
      "all but one cell missing", 2, anySample (fun sample -> sample.Known.Length = 1)
      "no positive number", 3, anySample (fun sample -> holds sample (fun v -> v <= 0.0))
      "no negative number, as after a ReLU", 5, anySample (fun sample -> holds sample (fun v -> v >= 0.0))
      "equal known cells", 5, anySample (fun sample -> (Array.distinct sample.KnownFeatures).Length < sample.Known.Length)
      "nearly parallel known cells", 2, anySample isNearlyParallel
      "one channel", 2, (fun (scene: Scene) -> scene.Channels = 1)
      "a scale beyond 1e9 or below 1e-9", 5, anySample (fun sample -> isExtreme sample.Scale) ]

type Classes(output: ITestOutputHelper) =
    [<Fact>]
    member _.``a fixed seed gives enough scenes of every class``() =
        let scenes = Gen.sampleWithSeed (Rnd 20190712UL) 50 (max 1000 Settings.cases) SceneGenerator.scene

        let shares =
            [ for name, least, isMember in classes do
                  let share = 100 * Seq.length (Seq.filter isMember scenes) / scenes.Length
                  output.WriteLine $"{name}: {share} %% (at least {least})"
                  name, least, share ]

        Assert.All(shares, fun (name, least, share) -> Assert.True(share >= least, $"{name}: want {least} %%, got {share}"))

[<Law>]
let ``a generated scene is valid, and each smaller one is valid and smaller`` (scene: Scene) =
    Scene.isValid scene
    && SceneShrinker.shrink scene
       |> Seq.truncate 50
       |> Seq.forall (fun smaller -> Scene.isValid smaller && SceneShrinker.size smaller < SceneShrinker.size scene)

[<Fact>]
let ``a broken law shrinks to one hole cell beside one known cell`` () =
    let rec smallest scene =
        match Seq.tryFind hasHole (SceneShrinker.shrink scene) with
        | Some smaller -> smallest smaller
        | None -> scene

    let pictures = [ "1x2: hole #."; "1x2: hole .#"; "2x1: hole #/."; "2x1: hole ./#" ]
    let expected = [ for picture in pictures -> $"1 channel(s), {picture}, features cell by cell 0 | 0" ]
    let scenes = Gen.sampleWithSeed (Rnd 7UL) 50 30 SceneGenerator.scene |> Seq.filter hasHole
    Assert.All(scenes, fun scene -> Assert.Contains(string (smallest scene), expected))

[<Fact>]
let ``a claim that holds stays unbroken, a false one shows its smallest scene, and what a claim throws comes out`` () =
    let withoutHole (scene: Scene) = seq { for sample in scene.Samples do if sample.Missing.Length > 0 then "a hole" }
    let broken = (Law.tryBreak 1UL 100 withoutHole).Value
    Assert.Equal("a hole", broken.Contradiction)
    Assert.Equal((1, 2), (broken.Scene.Samples.Length, broken.Scene.Channels * broken.Scene.Grid))
    Assert.True(SceneShrinker.size broken.Scene < SceneShrinker.size broken.Found && broken.Shrinks > 0)
    Assert.Equal(broken, (Law.tryBreak 1UL 100 withoutHole).Value)
    Assert.True((Law.tryBreak 1UL 100 (fun _ -> Seq.empty)).IsNone)
    Assert.Throws<System.InvalidOperationException>(fun () -> Law.tryBreak 1UL 10 (fun _ -> invalidOp "mine") |> ignore)
