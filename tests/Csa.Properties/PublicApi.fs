/// The C# core as an F# caller writes it: this file compiles or the API is no longer pleasant from F#.
module Csa.Properties.PublicApi

open TorchSharp
open Xunit
open Csa.Attention
open Csa.Data
open Csa.Data.Images
open Csa.Data.Masks
open Csa.Data.Sources
open Csa.Drawings
open Csa.Figures
open Csa.Inpainting
open Csa.Networks
open Csa.Systems
open Csa.Tensors

[<Fact>]
let ``a hole is a rule, a mask and a tensor`` () =
    let hole = HoleMask.Create(4, 6, fun y x -> y > 1 && x < 3)
    use tensor = hole.ToTensor()
    Assert.Equal(6, hole.HoleCount 0)
    Assert.Equal<int64 array>([| 1L; 1L; 4L; 6L |], tensor.shape)
    Assert.Equal(hole, HoleTensor.FromTensor tensor)

[<Fact>]
let ``a layer takes options by name and returns its attention`` () =
    use features = torch.randn (1L, 8L, 6L, 6L)
    let hole = HoleMask.Create(6, 6, fun y x -> y = 2 && x > 0 && x < 5)
    use trace = CsaLayer.Fill(features, hole, CsaOptions(Order = ScanOrder.Onion))
    Assert.Equal(4, trace.Attention[0].Path.Length)
    Assert.Equal(1.0, trace.Attention[0].Map(2, 1) |> Seq.cast<float> |> Seq.sum, 12)

[<Fact>]
let ``a trained model is loaded by its path alone, and a bad path is told`` () =
    let load () = Inpainter.Load "nowhere" :> obj
    Assert.Contains("nowhere", Assert.Throws<BadInputException>(load).Message)

[<Fact>]
let ``a preset is changed by naming the difference`` () =
    let config = Presets.Quick().With [ "training.seed=7"; "system.network.baseChannels=8" ]
    Assert.Equal(7UL, config.Training.Seed)

    match config.System with
    | :? CsaSystemOptions as options -> Assert.Equal(8, options.Network.BaseChannels)
    | other -> failwith $"want CsaSystemOptions, got {other}"

[<Fact>]
let ``an untrained system fills a drawing, and a figure shows it`` () =
    let truth = BuiltInPortraits(trainCount = 1).Read(Split.Train, 0, 32)
    let hole = MaskShapes.Centre 32
    let network = NetworkOptions(BaseChannels = 4, MaxChannelFactor = 2, Depth = 4, CsaPosition = CsaPosition.Second)
    use system = new CsaSystem(CsaSystemOptions(Network = network), 1UL)
    use inpainter = new Inpainter(system, InpainterOptions(WorkingSide = 32))
    use filled = inpainter.Fill(truth, hole)
    let strip = Figure.Strip [| LabelledImage("filled", filled.Image); LabelledImage("truth", truth) |]
    Assert.True(strip.Width > 2 * 32)
    Assert.Equal(truth.Pixels[0], filled.Image.Pixels[0])
    Assert.Equal(truth.Width, (RgbImage(32, 32, Array.zeroCreate (3 * 32 * 32))).Width)
