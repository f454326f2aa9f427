/// Laws 1 to 3: the attention is a share of the known cells (paper Eq. 3 and the text below it).
module Csa.Properties.AttentionLaws

open Xunit
open Csa.Attention
open Csa.Laws
open Csa.Laws.Vectors

let private ulp = 2.0 ** -52.0

/// Attention row A_i as the sum over the chain of what each cell j hands down: b_j times the product of a after j up to i.
let private handedDown (filled: Filled) i =
    let row = Array.zeroCreate<float> filled.Sample.Hole.Length

    List.fold
        (fun share j ->
            row[filled.best j] <- row[filled.best j] + share * filled.b j
            share * filled.a j)
        1.0
        (filled.Chain i)
    |> ignore

    row

let weightsAreShares (filled: Filled) =
    seq {
        for i in filled.Steps do
            let a, b = filled.a i, filled.b i
            if not (a >= 0.0 && a <= 1.0 && b >= 0.0 && b <= 1.0) then $"step {i}: a = {a}, b = {b} leave [0, 1]"
            if not (abs (a + b - 1.0) <= 4.0 * ulp) then $"step {i}: a + b = {a + b}"
            if filled.Predecessor i = None && a <> 0.0 then $"step {i} has no predecessor, but a = {a}"
    }

[<Law>]
let ``1. a_i and b_i lie in [0, 1] and sum to 1, and a_i = 0 without predecessor (Eq. 3)`` (scene: Scene) =
    Layer.forEach (Layer.owing 1 Layer.exact) scene (fun _ filled -> weightsAreShares filled) |> Claim.holds

[<Law>]
let ``1. a row of A is non-negative, sums to 1, and rests on best matches of cells up to its own (below Eq. 3)`` (scene: Scene) =
    Layer.forEach (Layer.owing 1 Layer.exact) scene (fun _ filled ->
        seq {
            for i in filled.Steps do
                let row = filled.Attention.Row i
                let matched = set [ for j in filled.Chain i -> filled.best j ]
                if not (Array.forall (fun share -> share >= 0.0) row) then $"row {i} is negative somewhere"
                if not (abs (Array.sum row - 1.0) <= 1e-12) then $"row {i} sums to {Array.sum row}"

                for cell in 0 .. row.Length - 1 do
                    let isHeld = row[cell] <> 0.0
                    if isHeld && not (matched.Contains cell) then $"row {i} holds cell {cell}, which no cell up to it matches"
                    if isHeld && filled.Sample.Hole[cell] then $"row {i} holds the hole cell {cell}"
        })
    |> Claim.holds

[<Law>]
let ``2. a cell without predecessor is its best match, to the bit (Eq. 3's first line)`` (scene: Scene) =
    Layer.forEach (Layer.owing 2 Layer.all) scene (fun _ filled ->
        seq {
            for i in filled.Steps do
                if filled.Predecessor i = None && filled.m i <> filled.mBar i then $"step {i} is not its best match"
        })
    |> Claim.holds

let liesInTheHull tolerance (filled: Filled) =
    seq {
        let known = filled.Sample.KnownFeatures
        let slack = tolerance * filled.Sample.Scale

        for i in filled.Steps do
            for c in 0 .. known[0].Length - 1 do
                let channel = known |> Array.map (fun vector -> vector[c])
                let value = (filled.m i)[c]
                let isBetween = value >= Array.min channel - slack && value <= Array.max channel + slack
                if not isBetween then $"step {i}, channel {c}: {value} leaves the known cells' range"

            if not (norm (filled.m i) <= filled.Sample.Scale + slack) then $"step {i} is longer than any known cell"
    }

[<Law>]
let ``2. every filled cell lies in the hull of the known cells: bounds of each channel and of the norm (Eq. 3)`` (scene: Scene) =
    Layer.forEach (Layer.owing 2 Layer.all) scene (fun layer filled -> liesInTheHull layer.Tolerance filled) |> Claim.holds

[<Law>]
let ``3. A_i = b_i e_best(i) + a_i A_predecessor(i); a row holds what its chain hands down, and nothing else (below Eq. 3)`` (scene: Scene) =
    Layer.forEach (Layer.owing 3 Layer.exact) scene (fun _ filled ->
        seq {
            let matrix = filled.Attention.Matrix()
            let row i = Array.init filled.Sample.Hole.Length (fun cell -> matrix[i, cell])

            for i in filled.Steps do
                let continued =
                    match filled.Predecessor i with
                    | None -> Array.zeroCreate filled.Sample.Hole.Length
                    | Some previous -> times (filled.a i) (row previous)

                let want = Array.mapi (fun cell share -> if cell = filled.best i then share + filled.b i else share) continued
                let isNear x = Array.forall2 (fun (p: float) q -> abs (p - q) <= 1e-13) x (row i)
                if not (isNear want) then $"row {i} of the matrix breaks the recurrence"
                if not (isNear (handedDown filled i)) then $"row {i} is not what its chain hands down"
                if not (isNear (filled.Attention.Row i)) then $"row {i} asked alone differs from the matrix"
        })
    |> Claim.holds

[<Law>]
let ``3. the hole is A times the known cells (Algorithm 1, line 12)`` (scene: Scene) =
    Layer.forEach (Layer.owing 3 Layer.all) scene (fun layer filled ->
        seq {
            for i in filled.Steps do
                let row = filled.Attention.Row i
                let add sum share vector = if share = 0.0 then sum else plus sum (times share vector)
                let mixed = Array.fold2 add (times 0.0 (filled.m i)) row filled.Sample.Cells
                if not (distance mixed (filled.m i) <= layer.Tolerance * filled.Sample.Scale) then $"step {i} is {show (filled.m i)}, its row gives {show mixed}"
        })
    |> Claim.holds

/// The share of a known cell along a chain until it is matched again: (before, after) at each step.
let private sharesAlongChains (filled: Filled) =
    seq {
        for i in filled.Steps do
            match filled.Predecessor i with
            | None -> ()
            | Some previous ->
                let before, after = filled.Attention.Row previous, filled.Attention.Row i

                for cell in filled.Sample.Known do
                    if cell <> filled.best i then i, cell, before[cell], after[cell]
    }

[<Law>]
let ``3. a share never grows along the chain`` (scene: Scene) =
    Layer.forEach (Layer.owing 3 Layer.exact) scene (fun _ filled ->
        seq {
            for i, cell, before, after in sharesAlongChains filled do
                if not (after <= before) then $"cell {cell}'s share grows from {before} to {after} at step {i}"
        })
    |> Claim.holds

/// The strict fall says 1 - a_i = b_i > 0: Dmax_i = 0 implies Dad_i = 0, and 0/0 gives b_i = 1. In floating point a share
/// can stay where it is when b_i is less than half an ulp of 1: "3. a share falls by less than rounding shows" in NamedCases.
[<Law>]
let ``3. under Paper b_i > 0, so a share falls strictly along the chain while it is positive`` (scene: Scene) =
    let layers = Layer.owing 3 Layer.exact |> List.filter (fun layer -> layer.Semantics = CsaSemantics.Paper)

    Layer.forEach layers scene (fun _ filled ->
        seq {
            for i in filled.Steps do
                if not (filled.b i > 0.0) then $"step {i}: b = {filled.b i}"

            for i, cell, before, after in sharesAlongChains filled do
                if before > 1e-300 && filled.b i > ulp && not (after < before) then $"cell {cell}'s share stays at {before} at step {i}"
        })
    |> Claim.holds
