namespace Csa.Laws

open System
open Csa.Data.Masks

/// One sample: for each cell of the grid, in raster order, whether it is missing and its feature vector.
type Sample =
    { Hole: bool[]
      Cells: float[][] }

    member sample.Known = [| for i in 0 .. sample.Hole.Length - 1 do if not sample.Hole[i] then i |]
    member sample.Missing = [| for i in 0 .. sample.Hole.Length - 1 do if sample.Hole[i] then i |]
    member sample.KnownFeatures = sample.Known |> Array.map (fun i -> sample.Cells[i])

    /// The largest norm of a known cell, to which errors are relative.
    member sample.Scale = sample.KnownFeatures |> Seq.map Vectors.norm |> Seq.max

    /// The same sample with other features, cell by cell.
    member sample.MapCells(change: int -> float[] -> float[]) = { sample with Cells = Array.mapi change sample.Cells }

/// An input of a CSA layer: a batch of samples on one grid, each with a hole of its own and at least one known cell.
[<StructuredFormatDisplay("{Text}")>]
type Scene =
    { Channels: int
      Height: int
      Width: int
      Samples: Sample list }

    member scene.Grid = scene.Height * scene.Width
    member scene.Mask(sample: Sample) = HoleMask.Create(scene.Height, scene.Width, fun y x -> sample.Hole[y * scene.Width + x])
    member scene.Masks = HoleMask.Batch [| for sample in scene.Samples -> scene.Mask sample |]

    /// A sample's features channel by channel, as the C# layers take them.
    member scene.Planes(sample: Sample) = [| for c in 0 .. scene.Channels - 1 do for vector in sample.Cells -> vector[c] |]

    /// The feature vectors of an array of planes.
    member scene.CellsOf(planes: float[]) = Array.init scene.Grid (fun i -> Array.init scene.Channels (fun c -> planes[c * scene.Grid + i]))

    member scene.MapSamples(change: Sample -> Sample) = { scene with Samples = List.map change scene.Samples }
    member scene.MapCells(change: float[] -> float[]) = scene.MapSamples(fun sample -> sample.MapCells(fun _ vector -> change vector))

    /// The scene with one sample only.
    member scene.Alone sample = { scene with Samples = [ sample ] }

    /// The scene as text, for a failed law.
    member scene.Text =
        let hole (sample: Sample) =
            [ for y in 0 .. scene.Height - 1 -> String [| for x in 0 .. scene.Width - 1 -> if sample.Hole[y * scene.Width + x] then '#' else '.' |] ]
            |> String.concat "/"

        let features (sample: Sample) =
            if scene.Grid * scene.Channels > 60 then $"{scene.Grid * scene.Channels} numbers"
            else sample.Cells |> Seq.map (fun vector -> String.Join(' ', vector)) |> String.concat " | "

        [ for sample in scene.Samples -> $"hole {hole sample}, features cell by cell {features sample}" ]
        |> String.concat "; and "
        |> sprintf "%d channel(s), %dx%d: %s" scene.Channels scene.Height scene.Width

    override scene.ToString() = scene.Text

module Scene =
    /// A scene of one sample, written by hand: rows of '#' (hole) and '.' (known) separated by '/', and the cells' features
    /// in raster order.
    let drawn (picture: string) (cells: float list list) =
        let rows = picture.Split '/'

        { Channels = cells.Head.Length
          Height = rows.Length
          Width = rows[0].Length
          Samples = [ { Hole = [| for row in rows do for c in row -> c = '#' |]; Cells = [| for vector in cells -> Array.ofList vector |] } ] }

    /// Checks what every scene must be: of consistent size, finite, and with a known cell in each sample.
    let isValid (scene: Scene) =
        let isFull (sample: Sample) = Array.forall id sample.Hole
        let isWhole (vector: float[]) = vector.Length = scene.Channels && Array.forall Double.IsFinite vector

        not scene.Samples.IsEmpty
        && scene.Channels > 0
        && scene.Grid > 0
        && scene.Samples
           |> List.forall (fun sample ->
               sample.Hole.Length = scene.Grid
               && sample.Cells.Length = scene.Grid
               && not (isFull sample)
               && Array.forall isWhole sample.Cells)

    let hasZeroVector (scene: Scene) = scene.Samples |> List.exists (fun sample -> sample.Cells |> Array.exists (Array.forall ((=) 0.0)))

    /// The cells next to one, corners included.
    let neighbours (scene: Scene) cell =
        [ let y, x = cell / scene.Width, cell % scene.Width

          for ny in max (y - 1) 0 .. min (y + 1) (scene.Height - 1) do
              for nx in max (x - 1) 0 .. min (x + 1) (scene.Width - 1) do
                  if (ny, nx) <> (y, x) then ny * scene.Width + nx ]

    /// The number of connected components (8-neighbours) of a sample's hole.
    let islands scene (sample: Sample) =
        let seen = Array.map not sample.Hole

        let rec visit cell =
            if not seen[cell] then
                seen[cell] <- true
                List.iter visit (neighbours scene cell)

        sample.Missing |> Array.sumBy (fun cell -> if seen[cell] then 0 else visit cell; 1)
