/// Law 9: scan orders (Algorithm 1's loop; RasterRuns, Serpentine and Onion are ours).
module Csa.Properties.OrderLaws

open System
open Xunit
open Csa.Attention
open Csa.Data.Masks
open Csa.Laws

let private paths order scene = [ for sample in scene.Samples -> sample, ScanPath.Over(order, scene.Mask sample) ]

let private forEachPath orders scene claim =
    seq {
        for order in orders do
            for sample, path in paths order scene do
                for contradiction in claim sample (path: ScanPath) -> $"{order}: {contradiction}"
    }
    |> Claim.holds

let private every = [ ScanOrder.Raster; ScanOrder.RasterRuns; ScanOrder.Serpentine; ScanOrder.Onion ]
let private ours = [ ScanOrder.Serpentine; ScanOrder.Onion ]

[<Law>]
let ``9. every order visits each hole cell once, predecessors before successors (Algorithm 1's loop)`` (scene: Scene) =
    forEachPath every scene (fun sample path ->
        seq {
            if Seq.sort path.Cells |> Array.ofSeq <> sample.Missing then $"visits {List.ofSeq path.Cells}"

            for i in 0 .. path.Length - 1 do
                let previous = path.Predecessors[i]
                if not (previous = ScanPath.None || (previous >= 0 && previous < i)) then $"step {i} continues step {previous}"
        })

[<Law>]
let ``9. Raster goes by raster index; only its first cell has no predecessor, and every other continues the cell before (Algorithm 1's loop)`` (scene: Scene) =
    forEachPath [ ScanOrder.Raster ] scene (fun sample path ->
        seq {
            if Array.ofSeq path.Cells <> sample.Missing then $"visits {List.ofSeq path.Cells}"
            if List.ofSeq path.Predecessors <> [ -1 .. path.Length - 2 ] then $"continues {List.ofSeq path.Predecessors}"
        })

[<Law>]
let ``9. in Serpentine and Onion a predecessor is the latest visited 8-neighbour, absent only where none was visited (ours)`` (scene: Scene) =
    forEachPath ours scene (fun _ path ->
        seq {
            let step = dict (Seq.indexed path.Cells |> Seq.map (fun (i, cell) -> cell, i))

            for i in 0 .. path.Length - 1 do
                let visited = [ for cell in Scene.neighbours scene path.Cells[i] do if step.ContainsKey cell && step[cell] < i then step[cell] ]
                let want = if visited.IsEmpty then ScanPath.None else List.max visited
                if path.Predecessors[i] <> want then $"step {i} continues step {path.Predecessors[i]}, want {want}"
        })

[<Law>]
let ``9. on a full rectangle Serpentine has one start, and each cell continues the one just visited (ours)`` (scene: Scene) (dice: Dice) =
    let random = dice.Random
    let edges count = let first = random.Next count in first, random.Next(first, count)
    let (top, bottom), (left, right) = edges scene.Height, edges scene.Width
    let hole = HoleMask.Create(scene.Height, scene.Width, fun y x -> y >= top && y <= bottom && x >= left && x <= right)
    let path = ScanPath.Over(ScanOrder.Serpentine, hole)
    let continued = List.ofSeq path.Predecessors
    Claim.must $"rows {top}-{bottom}, columns {left}-{right}: {continued}" (continued = [ -1 .. path.Length - 2 ]) |> Claim.holds

/// 8-neighbour distance to the nearest known cell, by its definition.
let private depth scene (sample: Sample) cell =
    let away other = max (abs (cell / scene.Width - other / scene.Width)) (abs (cell % scene.Width - other % scene.Width))
    sample.Known |> Seq.map away |> Seq.min

[<Law>]
let ``9. Onion's depth never falls along the scan, and every cell of depth 2 or more has a predecessor (ours)`` (scene: Scene) =
    forEachPath [ ScanOrder.Onion ] scene (fun sample path ->
        seq {
            let depths = [| for cell in path.Cells -> depth scene sample cell |]

            for i in 0 .. path.Length - 1 do
                if i > 0 && depths[i] < depths[i - 1] then $"depth falls from {depths[i - 1]} to {depths[i]} at step {i}"
                if i > 0 && depths[i] = depths[i - 1] && path.Cells[i] < path.Cells[i - 1] then $"step {i} leaves raster order within depth {depths[i]}"
                if depths[i] > 1 && path.Predecessors[i] = ScanPath.None then $"step {i} of depth {depths[i]} has no predecessor"
        })

[<Law>]
let ``9. an explicit order is refused where it repeats a cell, misses one, or continues a step that is not earlier`` (scene: Scene) (dice: Dice) =
    let random = dice.Random

    let refusals (sample: Sample) =
        let cells = sample.Missing
        let steps = [ -1 .. cells.Length - 2 ]
        let at = random.Next(max 1 cells.Length)
        let fill cells steps = Layer.fillReference (CsaOptions()) (ScanPath.Explicit(cells, steps)) scene sample |> ignore

        let isRefused cells steps =
            try
                fill cells steps
                false
            with :? ArgumentException -> true

        seq {
            fill cells steps
            if cells.Length > 0 && not (isRefused cells (List.updateAt at at steps)) then $"step {at} may continue itself"
            if cells.Length > 0 && not (isRefused (Array.removeAt at cells) (List.take (cells.Length - 1) steps)) then $"cell {cells[at]} may be missed"
            if cells.Length > 1 && not (isRefused (Array.updateAt at cells[(at + 1) % cells.Length] cells) steps) then $"cell {cells[(at + 1) % cells.Length]} may come twice"
            if cells.Length > 0 && not (isRefused (Array.updateAt at sample.Known[0] cells) steps) then $"the known cell {sample.Known[0]} may be visited"
        }

    seq { for sample in scene.Samples do yield! refusals sample } |> Claim.holds

let private mask (picture: string) =
    let rows = picture.Split '/'
    HoleMask.Create(rows.Length, rows[0].Length, fun y x -> rows[y][x] = '#')

[<Fact>]
let ``9. named: Raster continues the last cell of a row in the first of the next, however far`` () =
    let path = ScanPath.Over(ScanOrder.Raster, mask "....../#....#/......")
    Assert.Equal<int>([ 6; 11 ], path.Cells)
    let wrap = ScanPath.Over(ScanOrder.Raster, mask ".....#/#.....")
    Assert.Equal<int>([ 5; 6 ], wrap.Cells)
    Assert.Equal<int>([ ScanPath.None; 0 ], wrap.Predecessors)
    Assert.Equal<int>([ ScanPath.None; ScanPath.None ], ScanPath.Over(ScanOrder.Serpentine, mask ".....#/#.....").Predecessors)

[<Law>]
let ``9. RasterRuns is Raster that lets go of what is no neighbour`` (scene: Scene) =
    forEachPath [ ScanOrder.RasterRuns ] scene (fun sample path ->
        seq {
            let raster = ScanPath.Over(ScanOrder.Raster, scene.Mask sample)
            if List.ofSeq path.Cells <> List.ofSeq raster.Cells then $"visits {List.ofSeq path.Cells}"

            for i in 1 .. path.Length - 1 do
                let apart f = abs (f path.Cells[i] - f path.Cells[i - 1])
                let touches = max (apart (fun cell -> cell / scene.Width)) (apart (fun cell -> cell % scene.Width)) = 1
                if path.Predecessors[i] <> (if touches then i - 1 else ScanPath.None) then $"step {i} continues {path.Predecessors[i]}"
        })

[<Fact>]
let ``9. named: Raster jumps from island to island; Serpentine and Onion start afresh`` () =
    let islands = mask "......./.#...#./......."
    Assert.Equal<int>([ ScanPath.None; 0 ], ScanPath.Over(ScanOrder.Raster, islands).Predecessors)
    Assert.Equal<int>([ ScanPath.None; ScanPath.None ], ScanPath.Over(ScanOrder.Serpentine, islands).Predecessors)
    Assert.Equal<int>([ ScanPath.None; ScanPath.None ], ScanPath.Over(ScanOrder.Onion, islands).Predecessors)
