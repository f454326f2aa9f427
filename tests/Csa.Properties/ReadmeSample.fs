/// The README's F# sample word for word; Csa.Tests compares. No other namespaces than it has, so that one it forgot is missed here too.
module Csa.Properties.ReadmeSample

open TorchSharp
open Csa.Attention
open Csa.Data.Masks

[<Xunit.Fact>]
let ``the README's sample asks a cell where its content comes from`` () =
    let features = torch.rand (1L, 64L, 32L, 32L)
    let hole = HoleMask.Create(32, 32, fun y x -> y > 8 && y < 24 && x > 8 && x < 24)
    let trace = CsaLayer.Fill(features, hole, CsaOptions(Order = ScanOrder.Onion))
    let map = trace.Attention[0].Map(16, 16) // where that cell takes its content from
    let sources = map |> Seq.cast<float> |> Seq.filter (fun share -> share > 0.0)
    printfn "cell (16, 16) is a mixture of %d known cells" (Seq.length sources)

    Xunit.Assert.Equal(1.0, Seq.sum sources, 9)
    trace.Dispose()
    features.Dispose()
