/// Law 11: the published code's rule breaks laws 1, 2 and 5 and finiteness (audit 11, 12 and 17). FsCheck finds each on
/// its own and shrinks it; the paper's reading is asked the same on the same scene and keeps the law.
module Csa.Properties.OfficialLaws

open System
open Xunit
open Xunit.Abstractions
open Csa.Attention
open Csa.Laws
open Csa.Laws.Vectors

let private official = { Machine = Reference; Semantics = CsaSemantics.OfficialCode; Order = ScanOrder.Raster }
let private paper = { official with Semantics = CsaSemantics.Paper }

let private isFinite (filled: Filled) =
    seq { for i in filled.Steps do if not (Array.forall Double.IsFinite (filled.m i)) then $"step {i} is {show (filled.m i)}" }

/// A claim about each sample that came out finite: without NaN, which has a test of its own.
let private about layer claim (scene: Scene) =
    Layer.forEach [ layer ] scene (fun _ filled -> if Seq.isEmpty (isFinite filled) then claim filled else Seq.empty)

/// The last hole cell of each sample doubled: nothing else may change, nor may it.
let private heedsLengthOfAHoleCell layer (scene: Scene) =
    let doubled =
        scene.MapSamples(fun sample ->
            let last = Array.tryLast sample.Missing
            sample.MapCells(fun cell vector -> if Some cell = last then times 2.0 vector else vector))

    Layer.forEachPair [ layer ] scene doubled (fun _ before after ->
        seq {
            for i in before.Steps do
                if Seq.isEmpty (isFinite before) && before.m i <> after.m i then $"step {i}: {show (before.m i)}, then {show (after.m i)}"
        })

type Broken(output: ITestOutputHelper) =
    // Below `least` cells nothing can break (README.md, "What the laws do not claim").
    let shows name least claim =
        let broken = Law.tryBreak 11UL 1000 (claim official)
        Assert.True(broken.IsSome, $"FsCheck found no scene that breaks {name}")
        let scene = broken.Value.Scene
        output.WriteLine $"{name}: {scene}"
        output.WriteLine $"    {broken.Value.Contradiction}"
        Assert.Equal((1, least), (scene.Samples.Length, scene.Grid))
        Assert.InRange(scene.Channels, 1, 2)
        Assert.Empty(claim paper scene)

    [<Fact>]
    member _.``11. it breaks law 1: weights leave [0, 1]``() =
        shows "law 1" 4 (fun layer -> about layer AttentionLaws.weightsAreShares)

    [<Fact>]
    member _.``11. it breaks law 2: cells leave the hull of the known ones``() =
        shows "law 2" 4 (fun layer -> about layer (AttentionLaws.liesInTheHull 1e-6))

    [<Fact>]
    member _.``11. it breaks law 5: the length of a hole cell matters``() = shows "law 5" 4 heedsLengthOfAHoleCell

    [<Fact>]
    member _.``11. it breaks finiteness: a zero vector in the hole gives NaN``() =
        shows "finiteness" 3 (fun layer scene -> Layer.forEach [ layer ] scene (fun _ filled -> isFinite filled))
