using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Sources;
using Csa.Drawings.Facades;
using Csa.Drawings.Landscapes;
using Csa.Drawings.Painting;
using Csa.Drawings.Portraits;

namespace Csa.Drawings;

/// <summary>
/// Images drawn from a seed at any size: no download, no licence, the same bytes in every process of a machine.
/// Image i of a split is drawn from a seed of its own.
/// </summary>
/// <typeparam name="TAttributes">The record of all attributes of such a drawing.</typeparam>
public abstract class BuiltInDrawings<TAttributes> : ILabelledSource
{
    // Training comes back to every drawing many times; at 64 pixels all 5,000 of them take 61 MB.
    private const long CacheBytes = 512L << 20;

    private readonly BoundedCache<DrawingKey, RgbImage> drawn = new(CacheBytes);
    private readonly string thing;
    private readonly ulong seed;
    private readonly int[] counts;
    private readonly IReadOnlyList<DrawingAttribute<TAttributes>> labels;

    private protected BuiltInDrawings(
        string thing, IReadOnlyList<DrawingAttribute<TAttributes>> labels, ulong seed, int trainCount, int validationCount, int testCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trainCount);
        ArgumentOutOfRangeException.ThrowIfNegative(validationCount);
        ArgumentOutOfRangeException.ThrowIfNegative(testCount);
        this.thing = thing;
        this.labels = labels;
        this.seed = seed;
        counts = [trainCount, validationCount, testCount];
    }

    /// <inheritdoc/>
    public string Description => $"builtin:{thing}s";

    /// <inheritdoc/>
    public IReadOnlyList<DrawingAttribute> Labels => labels;

    /// <inheritdoc/>
    public int Count(Split split) => counts[(int)split];

    /// <inheritdoc/>
    public string Name(Split split, int index)
    {
        Check(split, index);
        string part = split switch { Split.Train => "train", Split.Validation => "validation", _ => "test" };
        return $"{thing}-{part}-{index:D6}";
    }

    /// <summary>The attributes of a drawing, which can serve as labels.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">0 … Count-1.</param>
    public TAttributes Attributes(Split split, int index)
    {
        Check(split, index);
        return Sample(Seed.Derive(seed, (ulong)split, (ulong)index));
    }

    /// <inheritdoc/>
    public IReadOnlyList<double> LabelValues(Split split, int index)
    {
        TAttributes attributes = Attributes(split, index);
        return [.. labels.Select(label => label.Value(attributes))];
    }

    /// <inheritdoc/>
    /// <remarks>Images are cached, up to half a gigabyte, and shared: do not change their pixels.</remarks>
    public RgbImage Read(Split split, int index, int side) =>
        drawn.Get(new DrawingKey(split, index, side), () => Draw(Attributes(split, index), side), 3L * side * side);

    private protected abstract TAttributes Sample(ulong drawingSeed);

    private protected abstract RgbImage Draw(TAttributes attributes, int side);

    private void Check(Split split, int index)
    {
        if (index < 0 || index >= Count(split))
            throw new ArgumentOutOfRangeException(nameof(index), index, $"index: want 0 … {Count(split) - 1} in {split}, got {index}");
    }

    private readonly record struct DrawingKey(Split Split, int Index, int Side);
}

/// <summary>
/// Portraits drawn from a seed at any size: no download, no licence, the same bytes in every process of a machine.
/// </summary>
/// <remarks>
/// A centre hole takes the eyes, nose and mouth; pose, light, skin, hair colour and beard stay visible around it, so filling
/// it takes knowledge of faces.
/// </remarks>
public sealed class BuiltInPortraits : BuiltInDrawings<PortraitAttributes>
{
    /// <summary>A set of portraits.</summary>
    /// <param name="seed">Another seed gives other people.</param>
    /// <param name="trainCount">Portraits of the training split, at least 0.</param>
    /// <param name="validationCount">Portraits of the validation split, at least 0.</param>
    /// <param name="testCount">Portraits of the test split, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative count.</exception>
    public BuiltInPortraits(ulong seed = 0, int trainCount = 4000, int validationCount = 500, int testCount = 500)
        : base("portrait", PortraitAttribute.All, seed, trainCount, validationCount, testCount)
    {
    }

    private protected override PortraitAttributes Sample(ulong drawingSeed) => PortraitAttributes.Sample(drawingSeed);

    private protected override RgbImage Draw(PortraitAttributes attributes, int side) => PortraitDrawing.Draw(attributes, side);
}

/// <summary>
/// House fronts drawn from a seed at any size: no download, no licence, the same bytes in every process of a machine.
/// </summary>
/// <remarks>
/// A centre hole takes windows, balconies and a part of the door or shop front; their rhythm, the perspective and the side
/// that the sun comes from stay visible around it, so filling it means continuing all three.
/// </remarks>
public sealed class BuiltInFacades : BuiltInDrawings<FacadeAttributes>
{
    /// <summary>A set of facades.</summary>
    /// <param name="seed">Another seed gives other houses.</param>
    /// <param name="trainCount">Facades of the training split, at least 0.</param>
    /// <param name="validationCount">Facades of the validation split, at least 0.</param>
    /// <param name="testCount">Facades of the test split, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative count.</exception>
    public BuiltInFacades(ulong seed = 0, int trainCount = 4000, int validationCount = 500, int testCount = 500)
        : base("facade", FacadeAttribute.All, seed, trainCount, validationCount, testCount)
    {
    }

    private protected override FacadeAttributes Sample(ulong drawingSeed) => FacadeAttributes.Sample(drawingSeed);

    private protected override RgbImage Draw(FacadeAttributes attributes, int side) => FacadeDrawing.Draw(attributes, side);
}

/// <summary>
/// Landscapes drawn from a seed at any size: no download, no licence, the same bytes in every process of a machine.
/// </summary>
/// <remarks>
/// A centre hole takes the horizon and what stands on it; ridges, shores, furrows and reflections continue around it, under
/// one sun, so filling it means carrying all of them through.
/// </remarks>
public sealed class BuiltInLandscapes : BuiltInDrawings<LandscapeAttributes>
{
    /// <summary>A set of landscapes.</summary>
    /// <param name="seed">Another seed gives other places.</param>
    /// <param name="trainCount">Landscapes of the training split, at least 0.</param>
    /// <param name="validationCount">Landscapes of the validation split, at least 0.</param>
    /// <param name="testCount">Landscapes of the test split, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative count.</exception>
    public BuiltInLandscapes(ulong seed = 0, int trainCount = 4000, int validationCount = 500, int testCount = 500)
        : base("landscape", LandscapeAttribute.All, seed, trainCount, validationCount, testCount)
    {
    }

    private protected override LandscapeAttributes Sample(ulong drawingSeed) => LandscapeAttributes.Sample(drawingSeed);

    private protected override RgbImage Draw(LandscapeAttributes attributes, int side) => LandscapeDrawing.Draw(attributes, side);
}
