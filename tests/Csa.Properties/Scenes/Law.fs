namespace Csa.Properties

open System
open FsCheck.FSharp
open FsCheck.Xunit

/// A power of two to scale by: far enough to tell exact arithmetic, near enough to stay in float32's range.
type Exponent = Exponent of int

/// A seed for what a law draws besides its scene.
type Dice =
    | Dice of int

    member dice.Random = let (Dice seed) = dice in Random seed

    /// Numbers in [-1, 1].
    member dice.Vector count = let random = dice.Random in Array.init count (fun _ -> random.NextDouble() * 2.0 - 1.0)

/// What FsCheck is told about our types.
type Arbitraries =
    static member Scene() = Arb.fromGenShrink (SceneGenerator.scene, SceneShrinker.shrink)

    static member Exponent() =
        Arb.fromGenShrink (Gen.map Exponent (Gen.choose (-20, 20)), (fun (Exponent k) -> if abs k > 1 then Seq.singleton (Exponent(sign k)) else Seq.empty))

    static member Dice() = Arb.fromGen (Gen.map Dice (Gen.choose (0, Int32.MaxValue - 1)))

/// A law that FsCheck tries to break: CSA_CASES scenes, 200 when not set. A failure prints its seed; CSA_SEED="(…)" with
/// the numbers printed replays it.
[<AttributeUsage(AttributeTargets.Method)>]
type LawAttribute() as this =
    inherit PropertyAttribute()

    do
        this.MaxTest <- Law.Cases
        this.Replay <- Environment.GetEnvironmentVariable "CSA_SEED"
        this.Arbitrary <- [| typeof<Arbitraries> |]

and Law private () =
    /// How many scenes a law is tried on.
    static member Cases =
        match Environment.GetEnvironmentVariable "CSA_CASES" with
        | null
        | "" -> 200
        | count -> int count

module Claim =
    /// A claim is the sequence of what contradicts it: empty where it holds. A law holds when its claim does; the first
    /// contradiction is shown beside the smallest scene.
    let holds (contradictions: string seq) =
        match Seq.tryHead contradictions with
        | None -> Prop.ofTestable true
        | Some contradiction -> Prop.label contradiction (Prop.ofTestable false)

    /// One thing that must be so.
    let must label condition = if condition then Seq.empty else Seq.singleton label
