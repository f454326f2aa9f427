namespace Csa.Data.Images;

/// <summary>Where a pixel beyond the border is mirrored to.</summary>
internal static class Reflection
{
    /// <summary>The border pixel is repeated: … 1 0 | 0 1 2 … Any distance, any size.</summary>
    public static int HalfSample(int i, int size)
    {
        int phase = Modulo(i, 2 * size);
        return phase < size ? phase : (2 * size) - 1 - phase;
    }

    private static int Modulo(int i, int period) => ((i % period) + period) % period;
}
