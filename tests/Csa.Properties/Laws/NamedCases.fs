/// Scenes by hand that show where a law ends: what FsCheck found, or what the paper's words suggest and is not so.
module Csa.Properties.NamedCases

open Xunit
open Csa.Attention

let private fill semantics scene = (Layer.fill { Machine = Reference; Semantics = semantics; Order = ScanOrder.Raster } scene).Head

/// Share of the match of step j in step i: b_j times the product of a after j up to i, in Raster order.
let private share (filled: Filled) j i = Seq.fold (fun product step -> product * filled.a step) (filled.b j) [ j + 1 .. i ]

[<Fact>]
let ``3. PaperInitialised reaches a_i = 1: a cell that resembles nothing known continues its predecessor alone`` () =
    let scene = Scene.drawn ".##" [ [ 1.0 ]; [ 1.0 ]; [ -1.0 ] ]
    let initialised, paper = fill CsaSemantics.PaperInitialised scene, fill CsaSemantics.Paper scene
    Assert.Equal((1.0, 0.0), (initialised.a 1, initialised.b 1))
    Assert.Equal(share initialised 0 0, share initialised 0 1) // no strict fall
    Assert.Equal((0.0, 1.0), (paper.a 1, paper.b 1))

[<Fact>]
let ``3. for fixed i the shares need not fall with j: what came before may weigh more than a cell's own match`` () =
    let known = [ [ 1.0; 0.1 ]; [ -1.0; 0.1 ] ]
    let filled = Scene.drawn "..###" (known @ [ [ 1.0; 0.0 ]; [ -0.001; 1.0 ]; [ 0.0; 1.0 ] ]) |> fill CsaSemantics.Paper
    Assert.True(share filled 1 2 > 4.0 * share filled 2 2)
    Assert.True(share filled 0 2 > 4.0 * share filled 2 2)

[<Fact>]
let ``3. image distance obeys no such law: over a row wrap a cell far away weighs more than the one next to it`` () =
    let filled = Scene.drawn "######/#....." (List.replicate 12 [ 1.0 ]) |> fill CsaSemantics.Paper
    let wrapped = 6 // the step of the second row's first cell
    Assert.Equal(6, filled.Cell wrapped)
    Assert.True(share filled 5 wrapped > 15.0 * share filled 0 wrapped) // step 5 is five columns away, step 0 just above

[<Fact>]
let ``3. a share falls by less than rounding shows: two opposite cells blend into one that nothing known resembles`` () =
    let e = 1e-17
    let filled = Scene.drawn "..###" [ [ -1.0; e ]; [ 1.0; e ]; [ 1.0; 0.0 ]; [ 0.0; 1.0 ]; [ 0.0; 1.0 ] ] |> fill CsaSemantics.Paper
    Assert.Equal<float[]>([| 0.0; e |], filled.m 1)
    Assert.Equal(1.0, filled.a 2) // Dad = 1 and Dmax = 1e-17: 1 - 1e-17 in exact arithmetic
    Assert.Equal(e, filled.b 2)

[<Fact>]
let ``2. a zero cell in the hole takes its best match, which is the first known cell`` () =
    let filled = Scene.drawn "..##" [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ]; [ 3.0; 4.0 ]; [ 0.0; 0.0 ] ] |> fill CsaSemantics.Paper
    Assert.Equal<float[]>([| 1.0; 2.0 |], filled.m 1)
    Assert.Equal((0.0, 1.0), (filled.a 1, filled.b 1))

[<Fact>]
let ``5. with one channel every match is a tie: turning the order of known cells changes the hole`` () =
    let first = Scene.drawn "..#" [ [ 1.0 ]; [ 2.0 ]; [ 1.0 ] ] |> fill CsaSemantics.Paper
    let second = Scene.drawn "..#" [ [ 2.0 ]; [ 1.0 ]; [ 1.0 ] ] |> fill CsaSemantics.Paper
    Assert.False(Decided.matches first)
    Assert.Equal((1.0, 2.0), ((first.m 0)[0], (second.m 0)[0]))
