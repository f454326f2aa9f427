using Csa.Data;

namespace Csa.Drawings.Painting;

/// <summary>Draws attributes one after another: the order of the calls is part of a drawing's seed.</summary>
internal sealed class AttributeSampler(ulong seed)
{
    private readonly Random random = Seed.Generator(seed);

    /// <summary>0 … 1, uniform.</summary>
    public double Share() => random.NextDouble();

    /// <summary>-1 … 1, uniform.</summary>
    public double Signed() => (2 * random.NextDouble()) - 1;

    /// <summary>-1 … 1, most often near the middle.</summary>
    public double Bell() => random.NextDouble() + random.NextDouble() - 1;

    /// <summary>0 in half of all draws, else 0 … 1, uniform.</summary>
    public double HalfZero() => Math.Max(0, Signed());

    /// <summary>An integer, uniform.</summary>
    /// <param name="minimum">The least.</param>
    /// <param name="maximum">The greatest.</param>
    public int Count(int minimum, int maximum) => random.Next(minimum, maximum + 1);

    /// <summary>An enum value.</summary>
    /// <param name="weights">How often each is drawn, in order of declaration.</param>
    public T Pick<T>(params ReadOnlySpan<int> weights)
        where T : struct, Enum
    {
        int total = 0;
        foreach (int weight in weights) total += weight;
        int rest = random.Next(total), chosen = 0;
        while (rest >= weights[chosen]) rest -= weights[chosen++];
        return Enum.GetValues<T>()[chosen];
    }
}
