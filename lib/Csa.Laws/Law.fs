namespace Csa.Laws

open FsCheck
open FsCheck.FSharp

/// A counterexample to a claim: the smallest scene found, and what contradicts the claim there.
type Counterexample =
    { Scene: Scene
      Contradiction: string
      /// The first scene that broke it, before shrinking.
      Found: Scene
      /// The number of scenes tried until then, this one included.
      Tried: int
      /// The number of shrinking steps.
      Shrinks: int }

/// Tries to break claims. A claim about scenes returns what contradicts it: nothing if it holds.
module Law =
    /// Records the result of a check.
    type private Listener() =
        member val Outcome: TestResult option = None with get, set

        interface IRunner with
            member _.OnStartFixture _ = ()
            member _.OnArguments(_, _, _) = ()
            member _.OnShrink(_, _) = ()
            member listener.OnFinished(_, outcome) = listener.Outcome <- Some outcome

    /// <summary>Looks for a scene that breaks a claim, and for the smallest that still does.</summary>
    /// <param name="seed">The same seed tries the same scenes.</param>
    /// <param name="count">Scenes to try, at least 1.</param>
    /// <param name="claim">Returns what contradicts it on a scene. An exception is not a contradiction and is passed on.</param>
    /// <returns>None if no scene breaks it.</returns>
    let tryBreak (seed: uint64) (count: int) (claim: Scene -> string seq) =
        let listener = Listener()
        let config = Config.Quick.WithRunner(listener).WithMaxTest(count).WithReplay(Some { Rnd = Rnd seed; Size = None })
        let scenes = Arb.fromGenShrink (SceneGenerator.scene, SceneShrinker.shrink)
        Check.One(config, Prop.forAll scenes (claim >> Seq.isEmpty))

        match listener.Outcome with
        | Some(TestResult.Failed(test, [ :? Scene as found ], [ :? Scene as smallest ], _, _, _, _)) ->
            Some
                { Scene = smallest
                  Contradiction = Seq.head (claim smallest) // throws what the claim threw
                  Found = found
                  Tried = test.NumberOfTests
                  Shrinks = test.NumberOfShrinks }
        | Some(TestResult.Passed _) -> None
        | other -> failwith $"want a claim that can be tried on every scene, FsCheck says {other}"
