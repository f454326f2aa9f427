using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Memory;

namespace Csa.Data.Images;

/// <summary>The configuration of ImageSharp.</summary>
internal static class Codecs
{
    // What it keeps for the next image beyond that goes back to the system.
    private const int PoolMegabytes = 64;

    /// <summary>Works on the caller's thread only, because callers read several files in parallel.</summary>
    public static Configuration Configuration { get; } =
        new(new JpegConfigurationModule(), new PngConfigurationModule(), new WebpConfigurationModule(), new BmpConfigurationModule(), new TiffConfigurationModule())
        {
            MaxDegreeOfParallelism = 1,
            MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions { MaximumPoolSizeMegabytes = PoolMegabytes }),
        };
}
