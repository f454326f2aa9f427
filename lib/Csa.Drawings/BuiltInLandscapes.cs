using Csa.Data.Images;
using Csa.Drawings.Landscapes;

namespace Csa.Drawings;

/// <summary>
/// Landscapes drawn from a seed at any size: no download, no licence, the same bytes in every process of a machine.
/// </summary>
/// <remarks>
/// A centre hole takes the horizon and what stands at it; ridges, shores, furrows and mirror images run on around it, under
/// one sun, so that filling it needs to carry all of them through.
/// </remarks>
public sealed class BuiltInLandscapes : BuiltInDrawings<LandscapeAttributes>
{
    /// <summary>A set of landscapes.</summary>
    /// <param name="seed">Another seed, other places.</param>
    /// <param name="trainCount">Landscapes to learn from, at least 0.</param>
    /// <param name="validationCount">Landscapes to choose on, at least 0.</param>
    /// <param name="testCount">Landscapes to report on, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative count.</exception>
    public BuiltInLandscapes(ulong seed = 0, int trainCount = 4000, int validationCount = 500, int testCount = 500)
        : base("landscape", LandscapeAttribute.All, seed, trainCount, validationCount, testCount)
    {
    }

    private protected override LandscapeAttributes Sample(ulong drawingSeed) => LandscapeAttributes.Sample(drawingSeed);

    private protected override RgbImage Draw(LandscapeAttributes attributes, int side) => LandscapeDrawing.Draw(attributes, side);
}
