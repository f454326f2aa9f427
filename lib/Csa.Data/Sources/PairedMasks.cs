using Csa.Data.Images;
using Csa.Data.Masks;

namespace Csa.Data.Sources;

/// <summary>The masks of photographs that have one each, by their names.</summary>
/// <param name="photographs">Opened with <see cref="PhotoFolderOptions.Masks"/>.</param>
/// <param name="folder">That folder of masks.</param>
internal sealed class PairedMasks(PhotoFolder photographs, string folder) : IMaskSource
{
    public string Description => $"{folder}, each image with its own";

    public string Fingerprint => ImageFolder.Fingerprint(folder);

    public bool IsPaired => true;

    public HoleMask Draw(int side, ulong seed) => throw new InvalidOperationException("a mask of an image is asked for by the image's name");

    public HoleMask DrawFor(string image, int side, ulong seed) => photographs.HoleOf(image, side);
}
