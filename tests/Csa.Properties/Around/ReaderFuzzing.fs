/// The readers of foreign files: any bytes give a value or one clear error, never a crash, a hang or memory out of proportion.
module Csa.Properties.ReaderFuzzing

open System
open System.IO
open System.IO.Compression
open System.Text
open System.Threading.Tasks
open Xunit
open TorchSharp
open Csa.Data
open Csa.Data.Images
open Csa.Data.Masks
open Csa.Tensors.Weights

/// A file as its writer makes it: what fuzzing starts from.
let private written ending (write: string -> unit) = RoundTrips.withFile ending (fun path -> write path; File.ReadAllBytes path)

let private text (s: string) = Array.concat [ "X"B; BitConverter.GetBytes s.Length; Encoding.ASCII.GetBytes s ]

/// The pickle of {"weight": a 2x3 float32 tensor of storage 0}, protocol 2, as torch.save writes it.
let private pickle =
    let globalName moduleName name = Encoding.ASCII.GetBytes $"c{moduleName}\n{name}\n"

    Array.concat
        [ [| 0x80uy; 2uy; '}'B; '('B |]
          text "weight"
          globalName "torch._utils" "_rebuild_tensor_v2"
          "(("B
          text "storage"
          globalName "torch" "FloatStorage"
          text "0"
          text "cpu"
          [| 'K'B; 6uy; 't'B; 'Q'B; 'K'B; 0uy |]
          [| 'K'B; 2uy; 'K'B; 3uy; 0x86uy; 'K'B; 3uy; 'K'B; 1uy; 0x86uy; 0x89uy |]
          globalName "collections" "OrderedDict"
          ")RtRu."B ]

let private floats = [| 1.0f .. 6.0f |] |> Array.collect BitConverter.GetBytes

let private zipped (level: CompressionLevel) =
    use bytes = new MemoryStream()

    using (new ZipArchive(bytes, ZipArchiveMode.Create, true)) (fun archive ->
        for name, content in [ "data.pkl", pickle; "byteorder", "little"B; "data/0", floats; "version", "3\n"B ] do
            use entry = archive.CreateEntry("archive/" + name, level).Open()
            entry.Write(content, 0, content.Length))

    bytes.ToArray()

let private zipForm = zipped CompressionLevel.NoCompression
let private deflatedForm = zipped CompressionLevel.Optimal

let private olderForm =
    Array.concat
        [ [| 0x80uy; 2uy; 0x8auy; 10uy; 0x6cuy; 0xfcuy; 0x9cuy; 0x46uy; 0xf9uy; 0x20uy; 0x6auy; 0xa8uy; 0x50uy; 0x19uy; '.'B |]
          [| 0x80uy; 2uy; 'M'B; 0xe9uy; 3uy; '.'B |]
          [| 0x80uy; 2uy; '}'B |]
          text "little_endian"
          [| 0x88uy; 's'B; '.'B |]
          pickle
          [| 0x80uy; 2uy; ']'B |]
          text "0"
          "a."B
          BitConverter.GetBytes 6L
          floats ]

let private safetensors =
    written ".safetensors" (fun path ->
        use a = torch.arange(6).reshape (2L, 3L)
        use b = torch.ones 4L
        Safetensors.Write(path, readOnlyDict [ "a", a; "b", b ], readOnlyDict [ "from", "here" ]))

let private picture ending =
    let pixels = Array.init (3 * 12 * 9) (fun i -> byte (i * 37))
    let alpha = if ending = ".jpg" then null else Array.init (12 * 9) byte
    written ending (fun path -> ImageFile.Write(path, RgbImage(12, 9, pixels, alpha)))

/// Damage of any kind: random bytes, a cut, flipped or repeated parts, and lengths made huge.
let private damage (dice: Dice) (file: byte[]) =
    let random = dice.Random
    let bytes = Array.copy file
    let somewhere length = random.Next(max 1 (bytes.Length - length))

    match random.Next 7 with
    | 0 -> let noise = Array.zeroCreate (random.Next 400) in random.NextBytes noise; noise
    | 1 -> Array.truncate (random.Next bytes.Length) bytes
    | 2 ->
        for _ in 0 .. random.Next 4 do bytes[somewhere 0] <- byte (random.Next 256)
        bytes
    | 3 ->
        for at in [ for _ in 0 .. random.Next 3 -> somewhere 0 ] do bytes[at] <- bytes[at] ^^^ (1uy <<< random.Next 8)
        bytes
    | 4 ->
        Array.blit (BitConverter.GetBytes(1L <<< random.Next 63)) 0 bytes (somewhere 8) 8
        bytes
    | 5 ->
        let at = somewhere 0
        Array.concat [ bytes[..at]; bytes[at / 2 ..] ]
    | _ ->
        let at = somewhere 0
        Array.concat [ bytes[..at]; Array.create (random.Next 5000) bytes[at]; bytes[at + 1 ..] ]

// Far more than any of these small files takes; hangs and bombs are what they look for. A picture may be much larger than
// its file (one colour packs well), so what its header says counts too; ImageFile.MaxPixels bounds that.
let private patience = TimeSpan.FromMinutes 2.0
let private allowance (file: byte[]) (pixels: int64) = (8L <<< 20) + 64L * file.LongLength + 16L * pixels

/// How many pixels a file says it has; 0 where it is no image.
let private saidPixels path =
    try
        let size = ImageFile.ReadSize path
        int64 size.Width * int64 size.Height
    with :? BadInputException -> 0L

/// What goes wrong when damaged bytes are read by a reader that says how many bytes it took outside the managed heap.
let private fault (bytes: byte[]) read =
    RoundTrips.withFile ".bin" (fun path ->
        File.WriteAllBytes(path, bytes)

        let attempt () =
            let before = GC.GetAllocatedBytesForCurrentThread()

            let mutable native = 0L

            let outcome =
                try
                    native <- read path
                    Seq.empty
                with
                | :? BadInputException as refusal ->
                    let isClear = refusal.Message.Contains path && not (refusal.Message.Contains '\n')
                    Claim.must $"an unclear error: {refusal.Message}" isClear
                | crash -> Seq.singleton $"{crash.GetType().Name}: {crash.Message}"

            let allocated = GC.GetAllocatedBytesForCurrentThread() - before + native
            let isModest = allocated <= allowance bytes (saidPixels path)
            Seq.append outcome (Claim.must $"allocates {allocated} bytes for a file of {bytes.Length}" isModest) |> List.ofSeq

        let task = Task.Run attempt
        if task.Wait patience then task.Result else [ "hangs" ])

let private withstands samples read (dice: Dice) =
    seq { for file in samples do yield! fault (damage dice file) read } |> Claim.holds

/// Frees tensors; their bytes are libtorch's.
let private release (tensors: Collections.Generic.IReadOnlyDictionary<string, torch.Tensor>) =
    let native = tensors.Values |> Seq.sumBy (fun tensor -> tensor.numel () * tensor.ElementSize)
    for tensor in tensors.Values do tensor.Dispose()
    native

/// Pictures live in managed memory.
let private managed (read: string -> 'a) path =
    read path |> ignore
    0L

[<Fact>]
let ``the files that fuzzing starts from are sound`` () =
    for file in [ zipForm; deflatedForm; olderForm; safetensors ] do
        Assert.Empty(fault file (WeightFile.Read >> release))

    for file in List.map picture [ ".png"; ".jpg"; ".webp" ] do
        Assert.Empty(fault file (managed ImageFile.Read))

    use _ = torch.NewDisposeScope()

    for file in [ zipForm; deflatedForm; olderForm ] do
        RoundTrips.withFile ".pth" (fun path ->
            File.WriteAllBytes(path, file)
            let tensors = PyTorchFile.Read path
            Assert.Equal<int64[]>([| 2L; 3L |], tensors["weight"].shape))

[<Law>]
let ``damaged .pth files are read or refused in one line`` (dice: Dice) =
    withstands [ zipForm; deflatedForm; olderForm ] (PyTorchFile.Read >> release) dice

[<Law>]
let ``damaged safetensors are read or refused in one line`` (dice: Dice) =
    let read (path: string) =
        use file = Safetensors.Read path
        release (file.Load())

    withstands [ safetensors ] read dice

[<Law>]
let ``damaged weights of any kind are read or refused in one line`` (dice: Dice) =
    withstands [ zipForm; olderForm; safetensors; picture ".png" ] (WeightFile.Read >> release) dice

[<Law>]
let ``damaged images are read or refused in one line, as images and as masks`` (dice: Dice) =
    let files = [ for ending in [ ".png"; ".jpg"; ".webp" ] -> picture ending ]

    let readAll path =
        ImageFile.ReadSize path |> ignore
        managed ImageFile.Read path

    Seq.append
        (seq { for file in files do yield! fault (damage dice file) readAll })
        (seq { for file in files do yield! fault (damage dice file) (managed MaskFile.Read) })
    |> Claim.holds

[<Fact>]
let ``a JPEG of a few hundred bytes that says it has 81 megapixels takes memory for those at most`` () =
    let jpeg = picture ".jpg"
    let frame = seq { 0 .. jpeg.Length - 2 } |> Seq.find (fun at -> jpeg[at] = 0xFFuy && jpeg[at + 1] = 0xC0uy)
    Array.blit [| 0x23uy; 0x28uy; 0x23uy; 0x28uy |] 0 jpeg (frame + 5) 4 // 9000 rows of 9000
    Assert.Empty(fault jpeg (managed ImageFile.Read))
