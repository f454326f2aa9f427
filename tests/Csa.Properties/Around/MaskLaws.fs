/// From pixels to the feature grid (section 4).
module Csa.Properties.MaskLaws

open Csa.Data.Masks

/// A pixel mask of any size that lasts for some levels, and one that contains it.
let private nested (dice: Dice) =
    let random = dice.Random
    let levels = random.Next(1, 4)
    let side () = random.Next(1 <<< levels, 40)
    let height, width = side (), side ()
    let share, more = random.NextDouble(), random.NextDouble() * 0.3
    let blocks = 1 + random.Next 6 // holes of blocks, not only dust
    let noise = Array2D.init height width (fun _ _ -> random.NextDouble())
    let mask limit = HoleMask.Create(height, width, fun y x -> noise[y / blocks * blocks, x / blocks * blocks] < limit)
    levels, mask share, mask (share + more)

[<Law>]
let ``FeatureMask is monotone: more missing pixels never give fewer missing cells`` (dice: Dice) =
    let levels, small, large = nested dice
    let a, b = FeatureMask.Reduce(small, levels), FeatureMask.Reduce(large, levels)

    // Where nothing at all would be known, the least missing cells count as known: that is said, and not monotone.
    let cells = List.allPairs [ 0 .. a.Mask.Height - 1 ] [ 0 .. a.Mask.Width - 1 ]
    b.ForcedKnownSamples.Count > 0 || cells |> List.forall (fun (y, x) -> b.Mask[0, y, x] || not a.Mask[0, y, x])

[<Law>]
let ``FeatureMask makes no hole of nothing, and says when a hole vanishes or nothing would be known`` (dice: Dice) =
    let levels, mask, _ = nested dice
    let reduced = FeatureMask.Reduce(mask, levels)
    let cells = reduced.Mask.Height * reduced.Mask.Width
    let holes = reduced.Mask.HoleCount 0

    (not mask.IsEmpty || holes = 0)
    && (reduced.VanishedSamples.Count = 1) = (not mask.IsEmpty && holes = 0 && reduced.ForcedKnownSamples.Count = 0)
    && (holes < cells || mask.HoleCount 0 = mask.Height * mask.Width)
