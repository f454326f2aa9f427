/// Laws 1 to 3: the attention is a share of the known cells (paper Eq. 3 and the text below it).
module Csa.Properties.AttentionLaws

open System
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
            if not (a >= 0.0 && a <= 1.0 && b >= 0.0 && b <= 1.0) then $"{filled.Step i}: a or b leaves [0, 1]"
            if not (abs (a + b - 1.0) <= 4.0 * ulp) then $"step {i}: a + b = {a + b}"
            if filled.Predecessor i = None && a <> 0.0 then $"step {i} has no predecessor, but a = {a}"
    }

[<Law>]
let ``1. a_i and b_i lie in [0, 1] and sum to 1, and a_i = 0 without predecessor (Eq. 3)`` (scene: Scene) =
    Layer.forEach (Layer.boundBy 1 Layer.all) scene (fun _ filled -> weightsAreShares filled) |> Claim.holds

let private rowsAreShares (filled: Filled) =
    seq {
        for i in filled.Steps do
            let row = filled.Attention.Row i
            let matched = set [ for j in filled.Chain i -> filled.best j ]
            if not (Array.forall (fun share -> share >= 0.0) row) then $"{filled.Step i}: its row of A is negative somewhere: {show row}"
            if not (abs (Array.sum row - 1.0) <= 1e-12) then $"{filled.Step i}: its row of A sums to {Array.sum row}"

            for cell in 0 .. row.Length - 1 do
                let isHeld = row[cell] <> 0.0
                if isHeld && not (matched.Contains cell) then $"row {i} holds cell {cell}, which no cell up to it matches"
                if isHeld && filled.Sample.Hole[cell] then $"row {i} holds the hole cell {cell}"
    }

[<Law>]
let ``1. a row of A is non-negative, sums to 1, and rests on best matches of cells up to its own (below Eq. 3)`` (scene: Scene) =
    Layer.forEach (Layer.boundBy 1 Layer.all) scene (fun _ filled -> rowsAreShares filled) |> Claim.holds

[<Law>]
let ``2. a cell without predecessor is its best match, to the bit (Eq. 3's first line)`` (scene: Scene) =
    Layer.forEach (Layer.boundBy 2 Layer.all) scene (fun _ filled ->
        seq {
            for i in filled.Steps do
                if filled.Predecessor i = None && filled.m i <> filled.mBar i then $"{filled.Step i} is {show (filled.m i)}, not its best match"
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
                if not isBetween then $"{filled.Step i}, channel {c}: {value} leaves the known cells' range"

            if not (norm (filled.m i) <= filled.Sample.Scale + slack) then $"{filled.Step i} is longer than any known cell"
    }

[<Law>]
let ``2. every filled cell lies in the hull of the known cells: bounds of each channel and of the norm (Eq. 3)`` (scene: Scene) =
    Layer.forEach (Layer.boundBy 2 Layer.all) scene (fun layer filled -> liesInTheHull layer.Tolerance filled) |> Claim.holds

let private isATimesKnown (layer: Layer) (filled: Filled) =
    seq {
        for i in filled.Steps do
            let row = filled.Attention.Row i
            let add sum share vector = if share = 0.0 then sum else plus sum (times share vector)
            let mixed = Array.fold2 add (times 0.0 (filled.m i)) row filled.Sample.Cells
            if not (distance mixed (filled.m i) <= layer.Tolerance * filled.Sample.Scale) then $"{filled.Step i} is {show (filled.m i)}, its row gives {show mixed}"
    }

/// Hole cells shuffled, each continuing any earlier step or none: chains that branch, as no rule of ours makes them.
let private anyPath (random: Random) (sample: Sample) =
    let cells = Array.copy sample.Missing
    random.Shuffle cells
    ScanPath.Explicit(cells, [ for step in 0 .. cells.Length - 1 -> random.Next(ScanPath.None, step) ])

[<Law>]
let ``1-3. whatever explicit order the reference is given: shares, hull, and the hole as A times the known cells (Eq. 3)`` (scene: Scene) (dice: Dice) =
    let random = dice.Random

    seq {
        for layer in Layer.boundBy 3 [ Reference ] do
            for sample in scene.Samples do
                let filled = Layer.fillReference layer.Options (anyPath random sample) scene sample
                for contradiction in Seq.concat [ weightsAreShares filled; rowsAreShares filled; liesInTheHull layer.Tolerance filled; isATimesKnown layer filled ] do
                    $"{layer.Semantics}, path {List.ofSeq filled.Attention.Path.Cells} continuing {List.ofSeq filled.Attention.Path.Predecessors}: {contradiction}"
    }
    |> Claim.holds

[<Law>]
let ``3. A_i = b_i e_best(i) + a_i A_predecessor(i); a row holds what its chain hands down, and nothing else (below Eq. 3)`` (scene: Scene) =
    Layer.forEach (Layer.boundBy 3 Layer.exact) scene (fun _ filled ->
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
let ``3. a cell and its predecessor attend at most b_i apart in total variation, namely b_i (1 - A_(i-1)[best(i)])`` (scene: Scene) =
    Layer.forEach (Layer.boundBy 3 Layer.exact) scene (fun _ filled ->
        seq {
            for i in filled.Steps do
                match filled.Predecessor i with
                | None -> ()
                | Some previous ->
                    let apart = filled.Attention.TotalVariation(i, previous)
                    let want = filled.b i * (1.0 - (filled.Attention.Row previous)[filled.best i])
                    if not (abs (apart - want) <= 1e-12) then $"step {i} lies {apart} from its predecessor, the recurrence says {want}"
                    if not (apart <= filled.b i + 1e-12) then $"step {i} lies {apart} from its predecessor, more than b_i = {filled.b i}"
        })
    |> Claim.holds

[<Law>]
let ``3. the hole is A times the known cells (Algorithm 1, line 12)`` (scene: Scene) =
    Layer.forEach (Layer.boundBy 3 Layer.all) scene isATimesKnown |> Claim.holds

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
let ``3. a share never grows along the chain (Eq. 3)`` (scene: Scene) =
    Layer.forEach (Layer.boundBy 3 Layer.exact) scene (fun _ filled ->
        seq {
            for i, cell, before, after in sharesAlongChains filled do
                if not (after <= before) then $"cell {cell}'s share grows from {before} to {after} at step {i}"
        })
    |> Claim.holds

/// m_(i-1) is a mean of known cells, so <m_i, m_(i-1)> is a mean of products none of which is positive. Rounding may say
/// otherwise by a little; the layer must not listen to it.
[<Law>]
let ``3. under Paper Dmax_i = 0 implies Dad_i = 0, for no mean of known cells is nearer than the nearest (Eq. 1-2)`` (scene: Scene) =
    let layers = Layer.boundBy 3 Layer.all |> List.filter (fun layer -> layer.Semantics = CsaSemantics.Paper)

    Layer.forEach layers scene (fun layer filled ->
        seq {
            for i in filled.Steps do
                match filled.Predecessor i with
                | Some previous when filled.Dmax i = 0.0 ->
                    let product = dot (filled.own i) (filled.m previous)
                    if filled.Dad i <> 0.0 then $"step {i}: Dmax = 0, Dad = {filled.Dad i}"
                    if not (product <= layer.Tolerance * norm (filled.own i) * filled.Sample.Scale) then $"step {i}: Dmax = 0, <m_i, m_(i-1)> = {product}"
                | _ -> ()
        })
    |> Claim.holds

/// A share s becomes a_i s, and s - a_i s = b_i s: it falls iff b_i > 0 (Dmax_i = 0 implies Dad_i = 0, and 0/0 gives
/// b_i = 1). So b_i > 0 is asked of every step, and a fall that numbers can show where b_i stands clear of their rounding:
/// "3. a share falls by less than rounding shows" in NamedCases is the other case.
[<Law>]
let ``3. under Paper b_i > 0, so a share falls strictly along the chain while it is positive (Eq. 3)`` (scene: Scene) =
    let layers = Layer.boundBy 3 Layer.exact |> List.filter (fun layer -> layer.Semantics = CsaSemantics.Paper)

    Layer.forEach layers scene (fun _ filled ->
        seq {
            for i in filled.Steps do
                if not (filled.b i > 0.0) then $"step {i}: b = {filled.b i}"

            for i, cell, before, after in sharesAlongChains filled do
                if before > 1e-280 && filled.b i > 1e-12 && not (after < before) then $"cell {cell}'s share stays at {before} at step {i}"
        })
    |> Claim.holds
