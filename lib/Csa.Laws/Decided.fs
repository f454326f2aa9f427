/// Decides when rounding cannot change what a layer does: only such scenes are held to the laws about matches, gradients and tolerance.
module Csa.Laws.Decided

open System
open Csa.Attention
open Csa.Laws.Vectors

// Cosines must differ by this much to count as different, and from 0 to count as positive or negative.
let private margin = 1e-4

// A vector shorter than this share of the longest loses its direction to rounding.
let private minNorm = 1e-3

let private leads (filled: Filled) i =
    let own = filled.own i
    let best = filled.mBar i

    filled.Sample.KnownFeatures
    |> Array.forall (fun rival -> rival = best || cosine own best > cosine own rival + margin)

/// True if every best match of a sample is the same in any reasonable arithmetic.
let matches (filled: Filled) =
    filled.Sample.Cells[0].Length > 1 // with one channel every cosine is 1, 0 or -1: always a tie
    && filled.Steps |> List.forall (leads filled)

/// The cosine of Eq. 2 before the clamp, with m_i as the reading defines it.
let rawDad semantics (filled: Filled) i previous =
    let mi = if semantics = CsaSemantics.PaperInitialised then filled.mBar i else filled.own i
    cosine mi (filled.m previous)

/// True if matches and weights of a sample are the same in any reasonable arithmetic.
let sample semantics (filled: Filled) =
    let longest = filled.Sample.Cells |> Seq.map norm |> Seq.max
    let isLong vector = norm vector > minNorm * longest

    let isClear i =
        isLong (filled.own i)
        && isLong (filled.mBar i)
        && abs (cosine (filled.own i) (filled.mBar i)) > margin
        && match filled.Predecessor i with
           | None -> true
           | Some previous -> isLong (filled.m previous) && abs (rawDad semantics filled i previous) > margin

    filled.Output |> Seq.forall (Array.forall Double.IsFinite)
    && matches filled
    && filled.Steps |> List.forall isClear

/// True if the reference decides every sample of a scene in a layer's reading and order.
let scene (layer: Layer) scene =
    Layer.fill { layer with Machine = Reference } scene |> List.forall (sample layer.Semantics)

/// The layers for which a scene is decided.
let among layers scene' = layers |> List.filter (fun layer -> scene layer scene')
