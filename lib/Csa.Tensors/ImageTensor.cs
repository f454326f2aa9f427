using System.Runtime.InteropServices;
using Csa.Data.Images;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tensors;

/// <summary>Bytes to tensors in [-1, 1] and back: x / 127.5 - 1. All 256 values survive the round trip.</summary>
public static class ImageTensor
{
    /// <summary>One image as a batch of one.</summary>
    /// <param name="image">Any image; alpha is ignored.</param>
    /// <returns>[1, 3, H, W] float32 in [-1, 1] on the CPU.</returns>
    public static Tensor FromImage(RgbImage image) => FromImages([image]);

    /// <summary>Images of one size as a batch.</summary>
    /// <param name="images">At least one; all of the same size; alpha is ignored.</param>
    /// <returns>[N, 3, H, W] float32 in [-1, 1] on the CPU.</returns>
    /// <exception cref="ArgumentException">No image, or sizes differ.</exception>
    public static Tensor FromImages(IReadOnlyList<RgbImage> images)
    {
        CheckOneSize(images);
        (int height, int width) = (images[0].Height, images[0].Width);
        Tensor batch = empty([images.Count, 3, height, width], dtype: ScalarType.Float32);
        Span<float> values = MemoryMarshal.Cast<byte, float>(batch.bytes);
        int size = 3 * height * width;
        for (int n = 0; n < images.Count; n++) UnitPixels.FromImage(images[n], values.Slice(n * size, size));
        return batch;
    }

    /// <summary>A tensor as an image: clamped to [-1, 1], rounded half away from zero; NaN becomes 0.</summary>
    /// <param name="image">[3, H, W] or [1, 3, H, W], any floating dtype and device.</param>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public static RgbImage ToImage(Tensor image)
    {
        bool single = image.dim() == 3 && image.shape[0] == 3;
        if (!single && !(image.dim() == 4 && image.shape[0] == 1 && image.shape[1] == 3))
            throw new ArgumentException($"image: want [3, H, W] or [1, 3, H, W], got [{string.Join(", ", image.shape)}]", nameof(image));
        using Tensor batch = single ? image.unsqueeze(0) : image.alias();
        return ToImages(batch)[0];
    }

    /// <summary>A batch as images: clamped to [-1, 1], rounded half away from zero; NaN becomes 0.</summary>
    /// <param name="images">[N, 3, H, W], any floating dtype and device.</param>
    /// <returns>N images of one size.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public static IReadOnlyList<RgbImage> ToImages(Tensor images)
    {
        if (images.dim() != 4 || images.shape[1] != 3)
            throw new ArgumentException($"images: want [N, 3, H, W], got [{string.Join(", ", images.shape)}]", nameof(images));
        (int count, int height, int width) = ((int)images.shape[0], (int)images.shape[2], (int)images.shape[3]);
        float[] values = ToPlanes(images);
        int size = 3 * height * width;
        return [.. Enumerable.Range(0, count).Select(n => UnitPixels.ToImage(values.AsSpan(n * size, size), width, height))];
    }

    /// <summary>A tensor's numbers, in the order of its axes.</summary>
    /// <param name="images">Any floating dtype and device.</param>
    public static float[] ToPlanes(Tensor images)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(images.detach().to(CPU).to(ScalarType.Float32).contiguous().bytes).ToArray();
    }

    private static void CheckOneSize(IReadOnlyList<RgbImage> images)
    {
        if (images.Count == 0) throw new ArgumentException("images: want at least one, got none", nameof(images));
        RgbImage first = images[0];
        RgbImage? odd = images.FirstOrDefault(image => image.Width != first.Width || image.Height != first.Height);
        if (odd is not null)
            throw new ArgumentException($"images: want one size, got {first.Width}x{first.Height} and {odd.Width}x{odd.Height}", nameof(images));
    }
}
