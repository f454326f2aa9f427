using Csa.Data.Images;
using Csa.Drawings.Portraits;

namespace Csa.Drawings;

/// <summary>
/// Portraits drawn from a seed at any size: no download, no licence, the same bytes in every process of a machine.
/// </summary>
/// <remarks>
/// A centre hole takes the eyes, nose and mouth; pose, light, skin, hair colour and beard stay visible around it, so that
/// filling it needs to know what a face is.
/// </remarks>
public sealed class BuiltInPortraits : BuiltInDrawings<PortraitAttributes>
{
    /// <summary>A set of portraits.</summary>
    /// <param name="seed">Another seed, other people.</param>
    /// <param name="trainCount">Portraits to learn from, at least 0.</param>
    /// <param name="validationCount">Portraits to choose on, at least 0.</param>
    /// <param name="testCount">Portraits to report on, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative count.</exception>
    public BuiltInPortraits(ulong seed = 0, int trainCount = 4000, int validationCount = 500, int testCount = 500)
        : base("portrait", PortraitAttribute.All, seed, trainCount, validationCount, testCount)
    {
    }

    private protected override PortraitAttributes Sample(ulong drawingSeed) => PortraitAttributes.Sample(drawingSeed);

    private protected override RgbImage Draw(PortraitAttributes attributes, int side) => PortraitDrawing.Draw(attributes, side);
}
