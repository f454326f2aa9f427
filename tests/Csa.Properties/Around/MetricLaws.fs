/// L1, L2, PSNR and SSIM (the columns of the paper's Tables 1 and 2).
module Csa.Properties.MetricLaws

open System
open Csa.Data.Images
open Csa.Data.Masks
open Csa.Experiments.Evaluation

/// Two images of one size and a hole in them; the second is the first with noise.
let private pair (dice: Dice) =
    let random = dice.Random
    let width, height = random.Next(1, 24), random.Next(1, 24)
    let truth = Array.init (3 * width * height) (fun _ -> random.Next 256)
    let noise = random.Next 60
    let output = truth |> Array.map (fun v -> Math.Clamp(v + random.Next(-noise, noise + 1), 0, 255))
    let image (values: int[]) = RgbImage(width, height, Array.map byte values)
    image output, image truth, HoleMask.Create(height, width, fun _ _ -> random.Next 3 = 0)

let private near (x: float) y = x = y || abs (x - y) <= 1e-9 * (1.0 + abs x)

let private parts (metrics: OutputMetrics) = metrics.Whole :: Option.toList (Option.ofObj metrics.Hole)

[<Law>]
let ``an image is at distance 0 from itself, at infinite PSNR and at similarity 1`` (dice: Dice) =
    let _, truth, hole = pair dice

    parts (Metrics.Compare(truth, truth, hole))
    |> List.forall (fun m -> m.L1Percent = 0.0 && m.L2Percent = 0.0 && m.Psnr = infinity && near m.Ssim 1.0 && near m.SsimLuma 1.0)

[<Law>]
let ``output and truth may be exchanged`` (dice: Dice) =
    let output, truth, hole = pair dice

    let differences (m: ImageMetrics) = m.L1Percent, m.L2Percent, m.Psnr
    let isSame (m: ImageMetrics) n = differences m = differences n && near m.Ssim n.Ssim && near m.SsimLuma n.SsimLuma
    List.forall2 isSame (parts (Metrics.Compare(output, truth, hole))) (parts (Metrics.Compare(truth, output, hole)))

[<Law>]
let ``PSNR is 10 log10 of 100 over L2 %, L2 % is at most L1 %, and L1 % squared at most 100 L2 %`` (dice: Dice) =
    let output, truth, hole = pair dice

    parts (Metrics.Compare(output, truth, hole))
    |> List.forall (fun m ->
        near m.Psnr (10.0 * log10 (100.0 / m.L2Percent))
        && m.L2Percent <= m.L1Percent + 1e-12
        && m.L1Percent * m.L1Percent <= 100.0 * m.L2Percent + 1e-9
        && m.Ssim <= 1.0 + 1e-12)

[<Law>]
let ``differences k times as large give k times the L1 and k squared times the L2`` (dice: Dice) =
    let random = dice.Random
    let width, height = random.Next(1, 12), random.Next(1, 12)
    let differences = Array.init (3 * width * height) (fun _ -> random.Next(-10, 11))
    let k = random.Next(2, 10)
    let image factor = RgbImage(width, height, differences |> Array.map (fun d -> byte (128 + factor * d)))
    let measured factor = Metrics.Compare(image factor, image 0).Whole
    near (measured k).L1Percent (float k * (measured 1).L1Percent) && near (measured k).L2Percent (float (k * k) * (measured 1).L2Percent)
