/// What is written comes back.
module Csa.Properties.RoundTrips

open System
open System.IO
open Xunit
open TorchSharp
open Csa.Data.Images
open Csa.Data.Masks
open Csa.Tensors
open Csa.Tensors.Weights
open Csa.Laws

/// A file's path that is free for the length of an action.
let withFile ending (action: string -> 'a) =
    let path = Path.Combine(Path.GetTempPath(), $"csa-laws-{Guid.NewGuid():N}{ending}")

    try
        action path
    finally
        File.Delete path

let private image (random: Random) =
    let width, height = random.Next(1, 20), random.Next(1, 20)
    let bytes count = Array.init count (fun _ -> byte (random.Next 256))
    let alpha = if random.Next 2 = 0 then null else bytes (width * height)
    RgbImage(width, height, bytes (3 * width * height), alpha)

let private sameBytes (x: byte[] | null) (y: byte[] | null) =
    match x, y with
    | null, null -> true
    | null, _ | _, null -> false
    | x, y -> x.AsSpan().SequenceEqual(y)

[<Law>]
let ``a PNG gives back every byte, alpha included`` (dice: Dice) =
    let written = image dice.Random

    withFile ".png" (fun path ->
        ImageFile.Write(path, written)
        let read = ImageFile.Read path
        read.Size = written.Size && sameBytes read.Pixels written.Pixels && sameBytes read.Alpha written.Alpha)

[<Law>]
let ``bytes to a tensor in [-1, 1] and back are the same bytes`` (dice: Dice) =
    let before = image dice.Random
    use tensor = ImageTensor.FromImage before
    sameBytes (ImageTensor.ToImage tensor).Pixels before.Pixels

[<Law>]
let ``a mask is its tensor, its batch's samples and its picture`` (scene: Scene) =
    let masks = scene.Masks
    use tensor = masks.ToTensor()
    let mask = masks.Sample 0
    let white = [| for y in 0 .. mask.Height - 1 do for x in 0 .. mask.Width - 1 -> if mask[0, y, x] then 255uy else 0uy |]

    HoleTensor.FromTensor tensor = masks
    && HoleMask.Batch [| for k in 0 .. masks.Count - 1 -> masks.Sample k |] = masks
    && withFile ".png" (fun path ->
        ImageFile.Write(path, RgbImage(mask.Width, mask.Height, Array.collect (Array.replicate 3) white))
        MaskFile.Read path = mask)

let private dtypes =
    [ torch.float64; torch.float32; torch.float16; torch.bfloat16; torch.int64; torch.int32; torch.int16; torch.int8; torch.uint8; torch.bool ]

[<Law>]
let ``safetensors give back names, shapes, dtypes, values and metadata, empty tensors too`` (dice: Dice) =
    use _ = torch.NewDisposeScope()
    let random = dice.Random

    let tensor _ =
        let shape = Array.init (random.Next 4) (fun _ -> int64 (random.Next 4))
        let values = Array.init (shape |> Array.fold (fun product n -> product * int n) 1) (fun _ -> float (random.Next(0, 100)))
        torch.tensor(values).reshape(shape).``to``(dtypes[random.Next dtypes.Length])

    let written = readOnlyDict [ for i in 0 .. random.Next 6 -> $"{i}.ä \"{random.Next()}\"\n", tensor () ]
    let metadata = readOnlyDict [ for i in 0 .. random.Next 3 -> $"key {i}", $"€ {random.Next()}" ]

    withFile ".safetensors" (fun path ->
        Safetensors.Write(path, written, metadata)
        use file = Safetensors.Read path

        Seq.sort file.Names |> List.ofSeq = (Seq.sort written.Keys |> List.ofSeq)
        && Seq.forall (fun (KeyValue(name, text)) -> file.Metadata[name] = text) metadata
        && Seq.forall (fun (KeyValue(name: string, want: torch.Tensor)) ->
            let got = file.Get name
            got.dtype = want.dtype && got.shape = want.shape && torch.eq(got, want).all().ToBoolean()) written)
