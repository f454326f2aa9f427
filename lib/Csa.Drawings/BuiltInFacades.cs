using Csa.Data.Images;
using Csa.Drawings.Facades;

namespace Csa.Drawings;

/// <summary>
/// House fronts drawn from a seed at any size: no download, no licence, the same bytes in every process of a machine.
/// </summary>
/// <remarks>
/// A centre hole takes windows, balconies and a part of the door or shop front; their rhythm, the perspective and the side
/// that the sun comes from stay visible around it, so that filling it needs to go on with all three.
/// </remarks>
public sealed class BuiltInFacades : BuiltInDrawings<FacadeAttributes>
{
    /// <summary>A set of facades.</summary>
    /// <param name="seed">Another seed, other houses.</param>
    /// <param name="trainCount">Facades to learn from, at least 0.</param>
    /// <param name="validationCount">Facades to choose on, at least 0.</param>
    /// <param name="testCount">Facades to report on, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative count.</exception>
    public BuiltInFacades(ulong seed = 0, int trainCount = 4000, int validationCount = 500, int testCount = 500)
        : base("facade", FacadeAttribute.All, seed, trainCount, validationCount, testCount)
    {
    }

    private protected override FacadeAttributes Sample(ulong drawingSeed) => FacadeAttributes.Sample(drawingSeed);

    private protected override RgbImage Draw(FacadeAttributes attributes, int side) => FacadeDrawing.Draw(attributes, side);
}
