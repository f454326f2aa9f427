/// Scenes by hand that show where a law ends: what FsCheck found, or what the paper's words suggest and is not so.
module Csa.Properties.NamedCases

open Xunit
open Csa.Attention
open Csa.Laws

let private fill semantics scene machine = (Layer.fill { Machine = machine; Semantics = semantics; Order = ScanOrder.Raster } scene).Head

/// A case holds for the specification and for the fast layer.
let private shows (case: Machine -> unit) = List.iter case Layer.exact

/// Share of the match of step j in step i: b_j times the product of a after j up to i, in Raster order.
let private share (filled: Filled) j i = Seq.fold (fun product step -> product * filled.a step) (filled.b j) [ j + 1 .. i ]

[<Fact>]
let ``3. PaperInitialised reaches a_i = 1: a cell that resembles nothing known continues its predecessor alone`` () =
    let scene = Scene.drawn ".##" [ [ 1.0 ]; [ 1.0 ]; [ -1.0 ] ]

    shows (fun machine ->
        let initialised, paper = fill CsaSemantics.PaperInitialised scene machine, fill CsaSemantics.Paper scene machine
        Assert.Equal((1.0, 0.0), (initialised.a 1, initialised.b 1))
        Assert.Equal(share initialised 0 0, share initialised 0 1) // no strict fall
        Assert.Equal((0.0, 1.0), (paper.a 1, paper.b 1)))

[<Fact>]
let ``3. for fixed i the shares need not fall with j: what came before may weigh more than a cell's own match`` () =
    let known = [ [ 1.0; 0.1 ]; [ -1.0; 0.1 ] ]
    let scene = Scene.drawn "..###" (known @ [ [ 1.0; 0.0 ]; [ -0.001; 1.0 ]; [ 0.0; 1.0 ] ])

    shows (fun machine ->
        let filled = fill CsaSemantics.Paper scene machine
        Assert.True(share filled 1 2 > 4.0 * share filled 2 2)
        Assert.True(share filled 0 2 > 4.0 * share filled 2 2))

[<Fact>]
let ``3. image distance obeys no such law: over a row wrap a cell far away weighs more than the one next to it`` () =
    let scene = Scene.drawn "######/#....." (List.replicate 12 [ 1.0 ])
    let wrapped = 6 // the step of the second row's first cell

    shows (fun machine ->
        let filled = fill CsaSemantics.Paper scene machine
        Assert.Equal(6, filled.Cell wrapped)
        Assert.True(share filled 5 wrapped > 15.0 * share filled 0 wrapped)) // step 5 is five columns away, step 0 just above

[<Fact>]
let ``3. a share falls by less than rounding shows: two opposite cells blend into one that nothing known resembles`` () =
    let e = 1e-17
    let scene = Scene.drawn "..###" [ [ -1.0; e ]; [ 1.0; e ]; [ 1.0; 0.0 ]; [ 0.0; 1.0 ]; [ 0.0; 1.0 ] ]

    shows (fun machine ->
        let filled = fill CsaSemantics.Paper scene machine
        Assert.Equal<float[]>([| 0.0; e |], filled.m 1)
        Assert.Equal(1.0, filled.a 2) // Dad = 1 and Dmax = 1e-17: 1 - 1e-17 in exact arithmetic
        Assert.Equal(e, filled.b 2))

[<Fact>]
let ``2. a zero cell in the hole takes its best match, which is the first known cell`` () =
    let scene = Scene.drawn "..##" [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ]; [ 3.0; 4.0 ]; [ 0.0; 0.0 ] ]

    shows (fun machine ->
        let filled = fill CsaSemantics.Paper scene machine
        Assert.Equal<float[]>([| 1.0; 2.0 |], filled.m 1)
        Assert.Equal((0.0, 1.0), (filled.a 1, filled.b 1)))

[<Fact>]
let ``5. with one channel every match is a tie: turning the order of known cells changes the hole`` () =
    let scene first second = Scene.drawn "..#" [ [ first ]; [ second ]; [ 1.0 ] ]

    shows (fun machine ->
        let forward, backward = fill CsaSemantics.Paper (scene 1.0 2.0) machine, fill CsaSemantics.Paper (scene 2.0 1.0) machine
        Assert.False(Decided.matches forward)
        Assert.Equal((1.0, 2.0), ((forward.m 0)[0], (backward.m 0)[0])))

[<Fact>]
let ``1. of many equal known cells the first is matched, and a better one is found however far back (Eq. 1's arg-max)`` () =
    // More known cells than the fast layer's arg-max looks at in one block (512).
    let known, best = 1500, 1300
    let uniform = [ for _ in 1..known -> [ 1.0; 1.0 ] ]
    let scene features = Scene.drawn (String.replicate known "." + "#") (features @ [ [ 1.0; 2.0 ] ])

    for machine in Layer.all do
        Assert.Equal(0, (fill CsaSemantics.Paper (scene uniform) machine).best 0)
        Assert.Equal(best, (fill CsaSemantics.Paper (scene (List.updateAt best [ 2.0; 4.0 ] uniform)) machine).best 0)
