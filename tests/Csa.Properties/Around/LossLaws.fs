/// The losses around the layer (paper Eq. 4 to 6).
module Csa.Properties.LossLaws

open TorchSharp
open Csa.Laws
open Csa.Laws.Vectors
open Csa.Losses

let private logits (dice: Dice) =
    let random = dice.Random
    let some () = Array.init (random.Next(1, 20)) (fun _ -> 6.0 * random.NextDouble() - 3.0)
    some (), some ()

let private scalar (loss: torch.Tensor) = loss.ToDouble()

let private discriminator (real: float[]) (fake: float[]) =
    use _ = torch.NewDisposeScope()
    RelativisticAverage.Discriminator(torch.tensor real, torch.tensor fake) |> scalar

let private generator (real: float[]) (fake: float[]) =
    use _ = torch.NewDisposeScope()
    RelativisticAverage.Generator(torch.tensor real, torch.tensor fake) |> scalar

let private near (x: float) y = abs (x - y) <= 1e-12 * (1.0 + abs x)

[<Law>]
let ``Eq. 5-6: the generator's loss is the discriminator's with real and fake exchanged`` (dice: Dice) =
    let real, fake = logits dice
    near (generator real fake) (discriminator fake real)

[<Law>]
let ``Eq. 5-6: a constant added to all logits changes nothing`` (dice: Dice) (Exponent k) =
    let real, fake = logits dice
    let shift = Array.map ((+) (float k))
    let isUnmoved loss = near (loss real fake) (loss (shift real) (shift fake))
    isUnmoved discriminator && isUnmoved generator

/// The discriminator is content when it sees the truth at mean fake + 1 and the fake at mean real - 1. Moving one logit by d
/// costs at least d^2 / (2 n).
[<Law>]
let ``Eq. 5: the discriminator loses nothing iff every real is mean fake + 1 and every fake mean real - 1`` (dice: Dice) (Exponent k) =
    let real, fake = logits dice
    let level x value = Array.map (fun _ -> value) x
    let content = discriminator (level real (float k + 1.0)) (level fake (float k))
    let off = level real (float k + 1.0) |> Array.mapi (fun i v -> if i = 0 then v + 0.5 else v)
    let offFake = level fake (float k) |> Array.mapi (fun i v -> if i = 0 then v - 0.5 else v)
    let isReal r = near r (Array.average fake + 1.0)
    let isFake f = near f (Array.average real - 1.0)
    let isContent = Array.forall isReal real && Array.forall isFake fake
    let isMissed real fake = discriminator real fake > 1e-4

    content <= 1e-24
    && isMissed off (level fake (float k))
    && isMissed (level real (float k + 1.0)) offFake
    && (discriminator real fake <= 1e-24) = isContent

/// The three feature maps of Eq. 4, told apart on one cell, and the loss.
let private consistency (scene: Scene) (csa: Scene) (decoder: Scene) =
    use _ = torch.NewDisposeScope()
    Consistency.Loss(Layer.tensor csa, Layer.tensor decoder, Layer.tensor scene, scene.Masks) |> scalar

let private changedWhere isChanged (scene: Scene) =
    let change = Array.map (fun v -> v + 1.0 + abs v)
    scene.MapSamples(fun sample -> sample.MapCells(fun cell vector -> if isChanged sample.Hole[cell] then change vector else vector))

[<Law>]
let ``Eq. 4: zero iff both taps equal the target on every hole cell; 0 without a hole`` (scene: Scene) =
    let hasHole = scene.Samples |> List.exists (fun sample -> sample.Missing.Length > 0)
    let outside, inside = changedWhere not scene, changedWhere id scene

    seq {
        if consistency scene outside outside <> 0.0 then "known cells count"
        if (consistency scene inside scene > 0.0) <> hasHole then "the first tap does not count in the hole alone"
        if (consistency scene scene inside > 0.0) <> hasHole then "the second tap does not count in the hole alone"
    }
    |> Claim.holds

[<Law>]
let ``Eq. 4: the taps add, and doubling the distance quadruples the loss`` (scene: Scene) =
    let inside = changedWhere id scene
    let further (target: Sample) (tap: Sample) = target.MapCells(fun cell vector -> plus vector (times 2.0 (minus tap.Cells[cell] vector)))
    let twice = { scene with Samples = List.map2 further scene.Samples inside.Samples }
    let relative x y = abs (x - y) <= 1e-9 * (abs x + abs y)
    let first, second = consistency scene inside scene, consistency scene scene inside

    seq {
        if not (relative (first + second) (consistency scene inside inside)) then "the taps do not add"
        if not (relative first second) then "the taps weigh differently"
        if not (relative (4.0 * first) (consistency scene twice scene)) then "the loss is not a square"
    }
    |> Claim.holds
