using Csa.Data.Images;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Tests.Images;

public sealed class ImageTensorTests
{
    [Fact]
    public void Every_byte_value_survives_the_round_trip()
    {
        byte[] pixels = [.. Enumerable.Range(0, 256 * 3).Select(i => (byte)((i / 3) + (i % 3 * 85)))];
        using Tensor unit = ImageTensor.FromImage(new RgbImage(32, 8, pixels));
        Assert.Equal([1L, 3L, 8L, 32L], unit.shape);
        Assert.Equal(pixels, ImageTensor.ToImage(unit).Pixels);
        Assert.Equal(-1f, unit.min().item<float>());
        Assert.Equal(1f, unit.max().item<float>());
        using Tensor half = unit.to(ScalarType.Float64);
        Assert.Equal(pixels, ImageTensor.ToImage(half[0]).Pixels);
    }

    [Fact]
    public void Channels_rows_and_samples_go_where_they_belong()
    {
        RgbImage[] images = [Pictures.Noise(5, 3, 1), Pictures.Noise(5, 3, 2)];
        using Tensor batch = ImageTensor.FromImages(images);
        Assert.Equal([2L, 3L, 3L, 5L], batch.shape);
        Assert.Equal((float)((images[1].Pixels[(3 * ((2 * 5) + 4)) + 1] / 127.5) - 1), batch[1, 1, 2, 4].item<float>());
        IReadOnlyList<RgbImage> back = ImageTensor.ToImages(batch);
        Assert.Equal(images[0].Pixels, back[0].Pixels);
        Assert.Equal(images[1].Pixels, back[1].Pixels);
    }

    [Fact]
    public void Values_are_clamped_and_rounded_half_away_from_zero()
    {
        // 0 is 127.5 exactly: the half goes up.
        float[] values = [-5, 5, float.NaN, float.NegativeInfinity, float.PositiveInfinity, 0, (126.4f / 127.5f) - 1, (126.6f / 127.5f) - 1];
        using Tensor x = tensor(values);
        using Tensor image = x.reshape(1, 1, 8).expand(3, 1, 8);
        byte[] red = [.. ImageTensor.ToImage(image).Pixels.Where((_, i) => i % 3 == 0)];
        Assert.Equal([0, 255, 0, 0, 255, 128, 126, 127], red);
    }

    [Fact]
    public void Views_and_permuted_tensors_are_read_in_their_own_order()
    {
        RgbImage image = Pictures.Noise(6, 4);
        using Tensor unit = ImageTensor.FromImage(image);
        using Tensor flipped = unit.transpose(2, 3);
        Assert.Equal(image.Pixels.AsSpan(3 * 6, 3).ToArray(), ImageTensor.ToImage(flipped).Pixels.AsSpan(3, 3).ToArray());
    }

    [Fact]
    public void Other_shapes_are_refused()
    {
        using Tensor grey = zeros(1, 1, 4, 4);
        using Tensor two = zeros(2, 3, 4, 4);
        Assert.Throws<ArgumentException>(() => ImageTensor.ToImage(grey));
        Assert.Throws<ArgumentException>(() => ImageTensor.ToImage(two));
        Assert.Throws<ArgumentException>(() => ImageTensor.FromImages([]));
        Assert.Throws<ArgumentException>(() => ImageTensor.FromImages([Pictures.Noise(2, 2), Pictures.Noise(3, 2)]));
    }

    [Fact]
    public void No_tensor_is_left_over()
    {
        RgbImage image = Pictures.Noise(4, 4);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 3; i++)
        {
            using Tensor unit = ImageTensor.FromImage(image);
            ImageTensor.ToImage(unit);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
