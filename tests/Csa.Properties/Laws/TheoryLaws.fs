/// What the equations predict on patterns of known statistics, confirmed at the layer itself: the experiments with trained networks
/// start from here.
module Csa.Properties.TheoryLaws

open Xunit
open FsCheck
open FsCheck.FSharp
open Csa.Laws
open Csa.Laws.Theory

let private patterns =
    gen {
        let! hole = Gen.choose (3, 6)
        let! margin = Gen.choose (3, 6)
        let! share = Gen.choose (1, 20)
        let! seed = Gen.choose (0, 1000000)
        // D² = 2: a line's own part has length 1. Noise beyond it would make cells match other lines.
        return { Hole = hole; Margin = margin; Noise = float share / 10.0; Difference = 2.0; Seed = uint64 seed }
    }

let private arbitrary = Arb.fromGen patterns
let private scenes = 48

/// A law that costs scenes by the dozen: on fewer patterns than laws about one scene, from the same seed as those.
type PatternLawAttribute() as this =
    inherit FsCheck.Xunit.PropertyAttribute()

    do
        this.MaxTest <- max 1 (Settings.cases / 16)
        this.Replay <- Settings.seed

// A mean over so many rows of noise is this sure.
let private tolerance = 0.75

let private agrees (predicted: Prediction) (measured: Prediction) =
    (abs (predicted.Gain - measured.Gain) < tolerance) |> Prop.label $"predicted %.2f{predicted.Gain} dB, measured %.2f{measured.Gain} dB"

[<PatternLaw>]
let ``on rows the recurrence gains what the formula says`` () =
    Prop.forAll arbitrary (fun pattern ->
        agrees (rows 0.5 pattern.Noise pattern.Difference pattern.Hole (2 * pattern.Margin)) (measureMany false scenes pattern))

[<PatternLaw>]
let ``on columns the recurrence gains or loses what the formula says`` () =
    Prop.forAll arbitrary (fun pattern ->
        agrees (columns 0.5 pattern.Noise pattern.Difference (2 * pattern.Margin)) (measureMany true scenes pattern))

[<PatternLaw>]
let ``where noise is between the two bounds the sign flips under transposition`` () =
    let between =
        Arb.fromGen (
            gen {
                let! pattern = patterns
                // Halfway, in the logarithm, between where rows and where columns change sign.
                let left = 1.0 - leftNoise 0.5 (2 * pattern.Margin)
                let hole = max 5 pattern.Hole
                let onRows = pattern.Difference * float (hole - 1) / (3.0 * float (hole * hole)) / left
                let onColumns = pattern.Difference / 6.0 / left
                return { pattern with Noise = sqrt (onRows * onColumns); Hole = hole }
            }
        )

    Prop.forAll between (fun pattern -> (measureMany false scenes pattern).Gain > 0.0 && (measureMany true scenes pattern).Gain < 0.0)

[<Theory>]
[<InlineData(0.05)>]
[<InlineData(0.2)>]
[<InlineData(0.5)>]
let ``two variants: averaging is the better the rarer the wrong one`` flip =
    // Variants are noise that is either 0 or D: its variance is p (1 - p) D², and its mean does not average out.
    let predicted = variants 0.5 1.0 flip 1000
    Assert.Equal(10.0 * log10 (flip / (flip / 3.0 + 2.0 * flip * flip / 3.0)), predicted.Gain, 0.05)
    Assert.True(predicted.Gain > 0.0)

[<Fact>]
let ``without a predecessor there is nothing to gain or lose`` () =
    for predicted in [ rows 0.0 0.3 2.0 4 1000000; columns 0.0 0.3 2.0 1000000; variants 0.0 2.0 0.2 1000000 ] do
        Assert.Equal(0.0, predicted.Gain, 1e-4)
