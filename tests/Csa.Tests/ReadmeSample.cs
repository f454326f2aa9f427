// No other namespaces than the README's sample has: one that it forgot would not compile here either.
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Inpainting;

namespace Csa.Tests;

/// <summary>The README's C# sample word for word, as <see cref="ReadmeTests"/> compares and runs it.</summary>
internal static class ReadmeSample
{
    public static void Run()
    {
        using Inpainter inpainter = Inpainter.Load("notebooks/weights/csa-portraits.safetensors");
        RgbImage photo = new BuiltInPortraits().Read(Split.Test, 0, 64); // or ImageFile.Read("photo.jpg")
        HoleMask hole = MaskShapes.Centre(64); // or MaskFile.ReadFor("mask.png", photo.Size)
        using InpaintedImage filled = inpainter.Fill(photo, hole);
        ImageFile.Write("filled.png", filled.Image);
    }
}
