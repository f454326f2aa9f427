using System.Security.Cryptography;
using Csa.Data.Images;
using Xunit;

namespace Csa.Tests.Images;

public sealed class ImageShapeTests
{
    [Fact]
    public void A_flat_colour_stays_that_colour_at_every_size()
    {
        RgbImage flat = Pictures.Flat(7, 5, 1, 128, 254);
        foreach ((int width, int height) in new[] { (1, 1), (3, 2), (7, 50), (64, 64), (6, 5) })
            Assert.Equal(Pictures.Flat(width, height, 1, 128, 254).Pixels, flat.Resize(width, height).Pixels);
    }

    [Fact]
    public void Reducing_averages_fine_texture_and_does_not_alias()
    {
        // A checkerboard of single pixels has no structure at a third of its size: sampling it would give black and white.
        RgbImage board = Pictures.Binary(96, 96, (y, x) => (x + y) % 2 == 0);
        byte[] inner = board.Resize(32, 32).Crop(4, 4, 24, 24).Pixels;
        Assert.All(inner, value => Assert.InRange(value, 112, 143));
    }

    [Fact]
    public void Resizing_keeps_the_mean_and_the_orientation()
    {
        RgbImage noise = Pictures.Noise(120, 80);
        Assert.Equal(noise.Pixels.Average(x => x), noise.Resize(30, 20).Pixels.Average(x => x), 1.5);
        Assert.Equal("RGBW", Pictures.Corners(Pictures.Quarters(40, 30).Resize(11, 97)));
        RgbImage alpha = Pictures.Noise(8, 8, alpha: true).Resize(4, 4);
        Assert.Equal(16, alpha.Alpha!.Length);
    }

    [Theory]
    [InlineData(137, 91, "8B8187EAC948941E")]
    [InlineData(555, 444, "8644F7D7C34C28C9")]
    public void Resizing_gives_the_same_bits_on_every_machine(int width, int height, string hash)
    {
        // Checked with DOTNET_EnableHWIntrinsic=0 and without FMA too, where ImageSharp's bytes are others.
        byte[] resized = Pictures.Noise(400, 300).Resize(width, height).Pixels;
        Assert.StartsWith(hash, Convert.ToHexString(SHA256.HashData(resized)), StringComparison.Ordinal);
    }

    [Fact]
    public void Enlarging_a_ramp_interpolates()
    {
        var ramp = new RgbImage(4, 1, [0, 0, 0, 80, 80, 80, 160, 160, 160, 240, 240, 240]);
        byte[] red = [.. ramp.Resize(8, 1).Pixels.Where((_, i) => i % 3 == 0)];
        // A quarter and three quarters of the way from the second pixel to the third.
        Assert.Equal([100, 140], red[3..5]);
        Assert.True(red.Zip(red.Skip(1)).All(pair => pair.First <= pair.Second), string.Join(" ", red));
    }

    [Fact]
    public void Crops_and_flips_move_pixels_unchanged()
    {
        RgbImage image = Pictures.Noise(9, 4, alpha: true);
        RgbImage part = image.Crop(2, 1, 3, 2);
        Assert.Equal(image.Pixels.AsSpan(3 * ((2 * 9) + 2), 9).ToArray(), part.Pixels[9..]);
        Assert.Equal(image.Alpha.AsSpan((2 * 9) + 2, 3).ToArray(), part.Alpha![3..]);
        RgbImage square = image.CropSquare();
        Assert.Equal(image.Crop(2, 0, 4, 4).Pixels, square.Pixels);
        RgbImage mirrored = image.FlipHorizontally();
        Assert.Equal(image.Pixels[..3], mirrored.Pixels.AsSpan(24, 3).ToArray());
        Assert.Equal(image.Alpha![0], mirrored.Alpha![8]);
        Assert.Equal(image.Pixels, mirrored.FlipHorizontally().Pixels);
        Assert.Throws<ArgumentException>(() => image.Crop(7, 0, 3, 1));
        Assert.Throws<ArgumentException>(() => image.Resize(0, 4));
    }

    [Fact]
    public void A_sheet_holds_its_images_between_gaps()
    {
        RgbImage[] images = [.. Enumerable.Range(1, 5).Select(i => Pictures.Flat(4, 3, (byte)(10 * i), 0, 0))];
        RgbImage sheet = ImageGrid.Tile(images, columns: 3, gap: 2, background: 255);
        Assert.Equal((20, 12), (sheet.Width, sheet.Height));
        Assert.Equal(images[4].Pixels, sheet.Crop(2 + 6, 2 + 5, 4, 3).Pixels);
        Assert.Equal(Pictures.Flat(4, 3, 255, 255, 255).Pixels, sheet.Crop(2 + 12, 2 + 5, 4, 3).Pixels);
        Assert.Equal(Pictures.Flat(20, 2, 255, 255, 255).Pixels, sheet.Crop(0, 5, 20, 2).Pixels);
        Assert.Throws<ArgumentException>(() => ImageGrid.Tile([images[0], Pictures.Noise(2, 2)], 1));
    }
}
