/// First laws of the recurrence (paper Eq. 1-3), for the reference in every scan order and in both of the paper's readings.
module Csa.Properties.RecurrenceLaws

open FsCheck.Xunit
open Csa.Attention

let private readings =
    [ for semantics in [ CsaSemantics.Paper; CsaSemantics.PaperInitialised ] do
          for order in [ ScanOrder.Raster; ScanOrder.Serpentine; ScanOrder.Onion ] do
              CsaOptions(Semantics = semantics, Order = order) ]

let private forEveryReading (scene: Scene) law =
    readings |> List.forall (fun options -> law (CsaReference.Fill(scene.Array, scene.Mask, options)))

let private cellsOf (scene: Scene) = scene.Height * scene.Width

let private layer (scene: Scene) (options: CsaOptions) =
    use features =
        TorchSharp.torch.tensor(scene.Array).reshape (1L, int64 scene.Channels, int64 scene.Height, int64 scene.Width)

    CsaLayer.Fill(features, scene.Mask, options)

let private cell (scene: Scene) (map: float[]) index =
    Array.init scene.Channels (fun c -> map[c * cellsOf scene + index])

[<Property(Arbitrary = [| typeof<Arbitraries> |], MaxTest = 200)>]
let ``a weight lies in [0, 1], a pair sums to 1, and a cell without predecessor takes nothing from one (Eq. 3)`` (scene: Scene) =
    forEveryReading scene (fun result ->
        let attention = result.Attention

        Seq.zip3 attention.RecurrentWeights attention.PrimaryWeights attention.Path.Predecessors
        |> Seq.forall (fun (a, b, predecessor) ->
            a >= 0.0 && a <= 1.0 && b >= 0.0 && b <= 1.0
            && abs (a + b - 1.0) <= 1e-15
            && (predecessor <> ScanPath.None || a = 0.0)))

[<Property(Arbitrary = [| typeof<Arbitraries> |], MaxTest = 200)>]
let ``a row of the attention matrix is a distribution over known cells`` (scene: Scene) =
    forEveryReading scene (fun result ->
        Seq.init result.Attention.Path.Length result.Attention.Row
        |> Seq.forall (fun row ->
            abs (Array.sum row - 1.0) < 1e-12
            && Array.forall2 (fun weight isHole -> weight >= 0.0 && (not isHole || weight = 0.0)) row (Array.ofList scene.Hole)))

[<Property(Arbitrary = [| typeof<Arbitraries> |], MaxTest = 200)>]
let ``the hole is the attention matrix times the known cells (Algorithm 1, line 12)`` (scene: Scene) =
    forEveryReading scene (fun result ->
        Seq.indexed result.Attention.Path.Cells
        |> Seq.forall (fun (step, filled) ->
            let row = result.Attention.Row step

            Seq.init scene.Channels id
            |> Seq.forall (fun c ->
                let mixed = Seq.init row.Length (fun i -> row[i] * scene.Features[c * cellsOf scene + i]) |> Seq.sum
                abs (mixed - result.Output[c * cellsOf scene + filled]) < 1e-12)))

[<Property(Arbitrary = [| typeof<Arbitraries> |], MaxTest = 200)>]
let ``a filled cell lies between its two sources, channel by channel (Eq. 3)`` (scene: Scene) =
    forEveryReading scene (fun result ->
        let path = result.Attention.Path

        Seq.init path.Length id
        |> Seq.forall (fun step ->
            let best = cell scene result.Output result.Attention.BestMatches[step]

            let previous =
                match path.Predecessors[step] with
                | ScanPath.None -> best
                | earlier -> cell scene result.Output path.Cells[earlier]

            Array.zip3 (cell scene result.Output path.Cells[step]) best previous
            |> Array.forall (fun (m, b, p) -> m >= min b p - 1e-12 && m <= max b p + 1e-12)))

[<Property(Arbitrary = [| typeof<Arbitraries> |], MaxTest = 200)>]
let ``known cells pass untouched`` (scene: Scene) =
    forEveryReading scene (fun result ->
        Seq.init (cellsOf scene) id
        |> Seq.forall (fun i -> scene.Hole[i] || cell scene result.Output i = cell scene scene.Array i))

[<Property(Arbitrary = [| typeof<Arbitraries> |], MaxTest = 200)>]
let ``the layer fills as the reference does, or chose an equally similar match`` (scene: Scene) =
    readings
    |> List.forall (fun options ->
        use trace = layer scene options
        let output = (trace.Output.data<float> ()).ToArray()
        let want = CsaReference.Fill(scene.Array, scene.Mask, options)
        let got = trace.Attention[0]

        if Seq.forall2 (=) want.Attention.BestMatches got.BestMatches then
            Seq.forall2 (fun (x: float) y -> abs (x - y) < 1e-11) want.Output output
        else
            let rows cells = cells |> Seq.map (cell scene scene.Array) |> Array.concat
            let path = got.Path

            let generated =
                CsaRecurrence.Run(rows path.Cells, rows got.BestMatches, scene.Channels, Array.ofSeq path.Predecessors, options.Semantics)

            let filled = path.Cells |> Seq.map (cell scene output) |> Array.concat

            Seq.forall2 (fun (x: float) y -> abs (x - y) < 1e-6) want.Attention.KnownSimilarity got.KnownSimilarity
            && Array.forall2 (fun (x: float) y -> abs (x - y) < 1e-11) generated.Filled filled)

/// The scene with at most two different features among its known cells: the first two, in turn.
let private withDuplicates (scene: Scene) =
    let known = [ for i in 0 .. cellsOf scene - 1 do if not scene.Hole[i] then i ]

    let source i =
        match List.tryFindIndex ((=) i) known with
        | Some turn -> known[min (turn % 2) (known.Length - 1)]
        | None -> i

    { scene with
        Features =
            [ for c in 0 .. scene.Channels - 1 do
                  for i in 0 .. cellsOf scene - 1 do
                      scene.Features[c * cellsOf scene + source i] ] }

let private cosine x y =
    let dot a b = Array.fold2 (fun sum p q -> sum + p * q) 0.0 a b
    let norms = sqrt (dot x x) * sqrt (dot y y)
    if norms = 0.0 then 0.0 else dot x y / norms

[<Property(Arbitrary = [| typeof<Arbitraries> |], MaxTest = 200)>]
let ``of known cells with the same features the reference takes the lowest raster index, the layer one of them`` (scene: Scene) =
    let scene = withDuplicates scene
    let features = cell scene scene.Array

    readings
    |> List.forall (fun options ->
        use trace = layer scene options
        let want = CsaReference.Fill(scene.Array, scene.Mask, options).Attention

        Seq.zip3 want.Path.Cells want.BestMatches trace.Attention[0].BestMatches
        |> Seq.forall (fun (query, lowest, chosen) ->
            let isDuplicate i = not scene.Hole[i] && features i = features lowest
            // Different vectors may be equally similar (parallel ones): between those the layer's rounding decides.
            let isTie () = abs (cosine (features query) (features lowest) - cosine (features query) (features chosen)) < 1e-12
            Seq.tryFind isDuplicate (seq { 0..lowest }) = Some lowest && (isDuplicate chosen || isTie ())))
