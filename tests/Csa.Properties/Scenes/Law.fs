namespace Csa.Properties

open System
open FsCheck.FSharp
open FsCheck.Xunit
open Csa.Laws

/// A power of two to scale by: far enough to tell exact arithmetic, near enough to stay in float32's range.
type Exponent = Exponent of int

/// A seed for what a law draws besides its scene.
type Dice =
    | Dice of int

    member dice.Random = let (Dice seed) = dice in Random seed

    /// Numbers in [-1, 1].
    member dice.Vector count = let random = dice.Random in Array.init count (fun _ -> random.NextDouble() * 2.0 - 1.0)

/// What the environment says about a run.
module Settings =
    let private variable name = Option.ofObj (Environment.GetEnvironmentVariable name) |> Option.filter ((<>) "")

    /// CSA_CASES: how many scenes a law is tried on.
    let cases = variable "CSA_CASES" |> Option.map int |> Option.defaultValue 200

    /// CSA_SEED: the numbers that a failure printed, "(…,…)" or "(…,…,…)", to see it again.
    let seed = variable "CSA_SEED" |> Option.toObj

    /// CSA_SHRINK=no leaves a broken law's scene as it was found: quick, for whoever only asks whether it is broken.
    let shrinks = variable "CSA_SHRINK" <> Some "no"

/// What FsCheck is told about our types.
type Arbitraries =
    static member Scene() =
        Arb.fromGenShrink (SceneGenerator.scene, (fun scene -> if Settings.shrinks then SceneShrinker.shrink scene else Seq.empty))

    static member Exponent() =
        let smaller (Exponent k) = if abs k > 1 then Seq.singleton (Exponent(sign k)) else Seq.empty
        Arb.fromGenShrink (Gen.map Exponent (Gen.choose (-20, 20)), smaller)

    static member Dice() = Arb.fromGen (Gen.map Dice (Gen.choose (0, Int32.MaxValue - 1)))

/// A law that FsCheck tries to break, on as many scenes as Settings say. A failure prints its seed.
[<AttributeUsage(AttributeTargets.Method)>]
type LawAttribute() as this =
    inherit PropertyAttribute()

    do
        this.MaxTest <- Settings.cases
        this.Replay <- Settings.seed
        this.Arbitrary <- [| typeof<Arbitraries> |]

module Claim =
    /// A claim is the sequence of what contradicts it: empty where it holds. A law holds when its claim does; the first
    /// contradiction is shown beside the smallest scene.
    let holds (contradictions: string seq) =
        match Seq.tryHead contradictions with
        | None -> Prop.ofTestable true
        | Some contradiction -> Prop.label contradiction (Prop.ofTestable false)

    /// One thing that must be so.
    let must label condition = if condition then Seq.empty else Seq.singleton label
