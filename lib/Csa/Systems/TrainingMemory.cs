using Csa.Networks;

namespace Csa.Systems;

/// <summary>How much memory a training of CSA takes, from its options alone: known before the networks are built.</summary>
/// <remarks>
/// Weights, gradients and Adam's two moments take 16 bytes a parameter, frozen weights 4. Feature maps are those that the
/// backward pass needs, counted layer by layer below; <see cref="MapsPerImage"/> is what they and their gradients take,
/// <see cref="MapsOnce"/> what convolutions take while they work, one image at a time. Both are measured, like
/// <see cref="Process"/>, as peaks of the paper's preset at 256x256: 407 and 623 MB with 8 and 16 base channels, 1,421 MB with 24
/// and a batch of 4 (of 128x128, which are padded), 3,631 MB with its own 64. This says 406, 623, 1,438 and 3,472: at most a
/// twentieth wrong. A penalty on the discriminators' slope is not counted: with it the first two were the same, the third 33 MB
/// more. Those runs had two or three steps; 30 of the quick preset took 468 MB where this says 331, and why was not isolated.
/// </remarks>
internal static class TrainingMemory
{
    // .NET, libtorch and what both keep: what is left of a small training's peak.
    private const long Process = 250L << 20;
    private const int BytesLearned = 16, BytesFrozen = 4, BytesOfFloat = 4;
    private const double MapsPerImage = 1.2, MapsOnce = 1;

    /// <summary>Bytes at the peak of a step.</summary>
    /// <param name="options">The system's.</param>
    /// <param name="side">Height and width of an image in pixels.</param>
    /// <param name="batch">Images per step.</param>
    public static long Estimate(CsaSystemOptions options, int side, int batch)
    {
        NetworkOptions network = options.Network;
        long padded = Padded(network, side);
        bool patch = options.IsAdversarial && options.PatchDiscriminator, featurePatch = options.IsAdversarial && options.FeaturePatchDiscriminator;
        long generator = RoughParameters(network) + RefinementParameters(network);
        long learned = generator + (patch ? PatchParameters(network) : 0) + (featurePatch ? FeaturePatchParameters(network) : 0);
        bool features = options.Weights.Consistency > 0 || featurePatch;
        long frozen = (options.EmaDecay > 0 ? generator : 0) + (features ? VggParameters(network) : 0);
        long maps = RoughMaps(network, padded) + RefinementMaps(network, padded) + (features ? VggMaps(network, padded) : 0) + (patch ? PatchMaps(network, padded) : 0);
        return Bytes(learned, frozen, maps, batch);
    }

    /// <summary>Bytes at the peak of a step.</summary>
    /// <param name="learned">Parameters that Adam moves.</param>
    /// <param name="frozen">Parameters that it does not.</param>
    /// <param name="maps">Numbers in the feature maps of one image that the backward pass needs.</param>
    /// <param name="batch">Images per step.</param>
    internal static long Bytes(long learned, long frozen, long maps, int batch) =>
        Process + (BytesLearned * learned) + (BytesFrozen * frozen) + (long)(((MapsPerImage * batch) + MapsOnce) * BytesOfFloat * maps);

    /// <summary>A side as the networks see it.</summary>
    internal static long Padded(NetworkOptions network, int side) => (side + network.SideMultiple - 1) / network.SideMultiple * network.SideMultiple;

    /// <summary>Parameters of the rough network.</summary>
    internal static long RoughParameters(NetworkOptions o)
    {
        int last = o.Depth - 1;
        long count = Conv(4, o.MaskChannel ? 4 : 3, o.Channels(0)) + Conv(4, 2 * o.Channels(0), 3);
        for (int i = 1; i < last; i++)
            count += Conv(4, o.Channels(i - 1), o.Channels(i)) + Norm(o.Channels(i)) + Conv(4, 2 * o.Channels(i), o.Channels(i - 1)) + Norm(o.Channels(i - 1));
        return count + Conv(4, o.Channels(last - 1), o.Channels(last)) + Conv(4, o.Channels(last), o.Channels(last - 1)) + Norm(o.Channels(last - 1));
    }

    /// <summary>Parameters of the refinement network.</summary>
    internal static long RefinementParameters(NetworkOptions o)
    {
        int last = o.Depth - 1;
        long count = Conv(3, o.MaskChannel ? 7 : 6, o.Channels(0)) + Conv(3, 2 * o.Channels(0), 3);
        for (int i = 1; i <= last; i++)
        {
            (int outer, int inner) = (o.Channels(i - 1), o.Channels(i));
            count += Conv(4, outer, outer) + Norm(outer) + Conv(3, outer, inner) + Norm(inner) + Conv(3, 2 * inner, outer) + Norm(outer) + Conv(4, outer, outer) + Norm(outer);
        }

        int innermost = o.Channels(last);
        return count + (2 * Conv(4, innermost, innermost)) + Norm(innermost);
    }

    /// <summary>Parameters of the patch discriminator.</summary>
    internal static long PatchParameters(NetworkOptions o)
    {
        long count = Conv(4, 3, o.Channels(0)) + Conv(4, o.Channels(o.PatchDiscriminatorLayers), 1);
        for (int i = 1; i <= o.PatchDiscriminatorLayers; i++) count += Conv(4, o.Channels(i - 1), o.Channels(i)) + Norm(o.Channels(i));
        return count;
    }

    /// <summary>Parameters of the feature patch discriminator.</summary>
    internal static long FeaturePatchParameters(NetworkOptions o) => Conv(4, o.Channels(2), o.Channels(3)) + (2 * Conv(4, o.Channels(3), o.Channels(3)));

    /// <summary>Weights of VGG-16 up to what a loss looks at.</summary>
    internal static long VggParameters(NetworkOptions o)
    {
        long count = 0;
        for (int block = 1, from = 3; block <= Math.Max(3, (int)o.CsaPosition + 1); block++)
        {
            int to = o.Channels(block - 1);
            count += Conv(3, from, to) + ((Convolutions(block) - 1) * Conv(3, to, to));
            from = to;
        }

        return count;
    }

    // At each side: what a convolution made, what the norm made of it, both pictures joined for the decoder, and what that made.
    internal static long RoughMaps(NetworkOptions o, long side)
    {
        long maps = 0;
        for (int i = 0; i < o.Depth; i++) maps += 5 * o.Channels(i) * Square(side >> (i + 1));
        return maps;
    }

    // At each side: the odd rows and columns, a convolution and its norm, twice; joined for the decoder, and twice again.
    private static long RefinementMaps(NetworkOptions o, long side)
    {
        long maps = 3 * o.Channels(0) * Square(side);
        for (int i = 1; i < o.Depth; i++)
            maps += (((5 * o.Channels(i - 1)) + (4 * o.Channels(i))) * Square(side >> i)) + (o.Channels(i - 1) * Square(side >> (i - 1)));
        return maps;
    }

    // A map for each convolution of the first three blocks, for the truth and for the output.
    private static long VggMaps(NetworkOptions o, long side)
    {
        long maps = 0;
        for (int block = 1; block <= 3; block++) maps += 2 * Convolutions(block) * o.Channels(block - 1) * Square(side >> (block - 1));
        return maps;
    }

    // A convolution and its norm, for the truth and for the output.
    internal static long PatchMaps(NetworkOptions o, long side)
    {
        long maps = 0;
        for (int i = 0; i <= o.PatchDiscriminatorLayers; i++) maps += 4 * o.Channels(i) * Square(side >> Math.Min(i + 1, o.PatchDiscriminatorLayers));
        return maps;
    }

    private static int Convolutions(int block) => block < 3 ? 2 : 3;

    internal static long Conv(long kernel, long from, long to) => (kernel * kernel * from * to) + to;

    private static long Norm(long channels) => 2 * channels;

    private static long Square(long side) => side * side;
}
