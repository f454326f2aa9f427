module Csa.Properties.PublicApi

open Xunit

[<Fact>]
let ``torch loads`` () =
    use t = TorchSharp.torch.ones([| 2L; 3L |])
    Assert.Equal(6.0f, t.sum().item<float32>())
