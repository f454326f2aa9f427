namespace Csa.Laws

open TorchSharp
open Csa.Attention

/// The result of a layer for one sample, in the paper's notation. A step i counts hole cells in visiting order from 0.
type Filled(sample: Sample, attention: CsaAttention, output: float[][]) =
    let path = attention.Path

    member _.Sample = sample
    member _.Attention = attention
    member _.Output = output
    member _.Steps = [ 0 .. path.Length - 1 ]
    member _.Cell i = path.Cells[i]

    /// The step that step i continues.
    member _.Predecessor i = match path.Predecessors[i] with ScanPath.None -> None | earlier -> Some earlier

    /// Step i and all that it continues, last first.
    member filled.Chain i = i |> List.unfold (fun step -> if step < 0 then None else Some(step, path.Predecessors[step]))

    member _.a i = attention.RecurrentWeights[i]
    member _.b i = attention.PrimaryWeights[i]
    member _.Dmax i = attention.KnownSimilarity[i]
    member _.Dad i = attention.AdjacentSimilarity[i]
    member _.best i = attention.BestMatches[i]

    /// The hole cell's own feature: Eq. 1's m_i.
    member _.own i = sample.Cells[path.Cells[i]]
    member _.mBar i = sample.Cells[attention.BestMatches[i]]
    member _.m i = output[path.Cells[i]]

    /// A step as a failed law reports it.
    member filled.Step i =
        let continued = match filled.Predecessor i with None -> "starts afresh" | Some earlier -> $"continues step {earlier}"
        $"step {i} (cell {filled.Cell i}, matches cell {filled.best i}, {continued}, a = {filled.a i}, b = {filled.b i})"

/// The implementation: the reference, or the layer in general use, in either precision.
type Machine =
    | Reference
    | Float64
    | Float32

/// One implementation of one reading in one scan order.
type Layer =
    { Machine: Machine
      Semantics: CsaSemantics
      Order: ScanOrder }

    member layer.Options = CsaOptions(Semantics = layer.Semantics, Order = layer.Order)

    /// The rounding error allowed in a result, relative to the largest known norm.
    member layer.Tolerance = if layer.Machine = Float32 then 1e-6 else 1e-12

    override layer.ToString() = $"{layer.Machine}, {layer.Semantics}, {layer.Order}"

module Layer =
    let private orders = [ ScanOrder.Raster; ScanOrder.Serpentine; ScanOrder.Onion ]

    /// The laws that each reading must satisfy.
    let laws =
        Map
            [ CsaSemantics.Paper, [ 1..10 ]
              CsaSemantics.PaperInitialised, [ 1..10 ] // 3 without its strict fall
              CsaSemantics.OfficialCode, [ 4; 7; 9 ] ] // and golden parity (csa verify); it breaks 1, 2 and 5 (law 11)

    /// Every layer that must satisfy a law, on the given machines.
    let boundBy law machines =
        [ for machine in machines do
              for KeyValue(semantics, bound) in laws do
                  if List.contains law bound then
                      for order in orders -> { Machine = machine; Semantics = semantics; Order = order } ]

    let all = [ Reference; Float64; Float32 ]
    let exact = [ Reference; Float64 ]
    let fast = [ Float64; Float32 ]

    /// A batch as [N, C, H, W] in float64.
    let tensor (scene: Scene) =
        let size = [| int64 scene.Samples.Length; int64 scene.Channels; int64 scene.Height; int64 scene.Width |]
        use flat = torch.tensor (scene.Samples |> Seq.map scene.Planes |> Array.concat)
        flat.reshape size

    /// A [N, C, H, W] tensor's values, sample by sample and cell by cell.
    let cells (scene: Scene) (tensor: torch.Tensor) =
        use host = tensor.detach().``to``(torch.float64).contiguous ()
        let values = host.data<float>().ToArray()
        [ for planes in Array.chunkBySize (scene.Channels * scene.Grid) values -> scene.CellsOf planes ]

    /// The fast layer's results under any options.
    let fillFast (precision: torch.ScalarType) (options: CsaOptions) (scene: Scene) =
        use _ = torch.NewDisposeScope()
        use trace = CsaLayer.Fill((tensor scene).``to``(precision), scene.Masks, options)
        [ for sample, attention, output in Seq.zip3 scene.Samples trace.Attention (cells scene trace.Output) -> Filled(sample, attention, output) ]

    /// The reference's result for one sample, in any order.
    let fillReference (options: CsaOptions) path (scene: Scene) (sample: Sample) =
        let result = CsaReference.Fill(scene.Planes sample, scene.Mask sample, options, path)
        Filled(sample, result.Attention, scene.CellsOf result.Output)

    /// Each sample's result.
    let fill layer (scene: Scene) =
        match layer.Machine with
        | Reference -> scene.Samples |> List.map (fillReference layer.Options null scene)
        | Float64 -> fillFast torch.float64 layer.Options scene
        | Float32 -> fillFast torch.float32 layer.Options scene

    /// Checks a claim about each sample of a scene under each of some layers; returns what contradicts it.
    let forEach layers scene (claim: Layer -> Filled -> string seq) =
        seq {
            for layer in layers do
                for k, filled in List.indexed (fill layer scene) do
                    for contradiction in claim layer filled -> $"{layer}, sample {k}: {contradiction}"
        }

    /// Checks a claim about a scene and a changed one, each sample before and after, under each of some layers; returns what
    /// contradicts it.
    let forEachPair layers scene changed (claim: Layer -> Filled -> Filled -> string seq) =
        seq {
            for layer in layers do
                for k, (before, after) in List.indexed (List.zip (fill layer scene) (fill layer changed)) do
                    for contradiction in claim layer before after -> $"{layer}, sample {k}: {contradiction}"
        }
