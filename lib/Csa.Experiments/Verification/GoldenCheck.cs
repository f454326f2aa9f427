namespace Csa.Experiments.Verification;

/// <summary>One comparison of a golden value with ours.</summary>
/// <param name="Case">The golden case's name.</param>
/// <param name="Quantity">What was compared: "paper output", "official weights" …</param>
/// <param name="Error">The greatest error, absolute or relative as the quantity says; +inf where a NaN met a number, or
/// shapes differ.</param>
/// <param name="Tolerance">The greatest allowed error.</param>
/// <param name="Note">Why a case was left out, or null.</param>
internal sealed record GoldenCheck(string Case, string Quantity, double Error, double Tolerance, string? Note = null)
{
    /// <summary>True when the case was not compared.</summary>
    public bool Skipped => Note is not null;

    /// <summary>True when the error is within the tolerance. NaN never is.</summary>
    public bool Passed => Skipped || Error <= Tolerance;

    /// <summary>The error divided by the tolerance, to find the worst comparison of a case; a failure ranks before any success.</summary>
    public double Severity => Passed ? Error / Math.Max(Tolerance, double.Epsilon) : double.PositiveInfinity;

    /// <summary>A case that is not compared, and why.</summary>
    public static GoldenCheck Skip(string name, string quantity, string why) => new(name, quantity, 0, 0, why);

    /// <summary>Compares computed numbers with the golden ones.</summary>
    public static GoldenCheck Compare(string name, string quantity, double want, double got, double tolerance) =>
        Compare(name, quantity, [want], [got], tolerance);

    /// <summary>Compares numbers or arrays by their error relative to the largest expected number.</summary>
    public static GoldenCheck CompareRelative(string name, string quantity, IReadOnlyList<double> want, IReadOnlyList<double> got, double tolerance)
    {
        double scale = want.Count == 0 ? 0 : want.Max(Math.Abs);
        GoldenCheck check = Compare(name, quantity, want, got, tolerance);
        return scale > 0 ? check with { Error = check.Error / scale } : check;
    }

    /// <summary>Compares arrays; NaN equals NaN and nothing else.</summary>
    public static GoldenCheck Compare(string name, string quantity, IReadOnlyList<double> want, IReadOnlyList<double> got, double tolerance)
    {
        if (want.Count != got.Count) return new GoldenCheck(name, quantity, double.PositiveInfinity, tolerance);
        double error = 0;
        for (int i = 0; i < want.Count; i++)
        {
            // NaN and the infinities too.
            if (want[i].Equals(got[i])) continue;
            double difference = Math.Abs(want[i] - got[i]);
            error = Math.Max(error, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        return new GoldenCheck(name, quantity, error, tolerance);
    }
}
