using Csa.Cli.Verification;
using Xunit;

namespace Csa.Tests.Attention;

public class GoldenCsaTests
{
    [SkippableFact]
    public void EveryGoldenCaseHolds()
    {
        GoldenCheck[] checks = [.. Directory.EnumerateFiles(Shared.Require("golden", "csa"), "*.json").SelectMany(CsaCases.Check)];
        Assert.True(checks.Length > 300, $"only {checks.Length} comparisons");
        Assert.DoesNotContain(checks, check => !check.Passed);
        Assert.All(checks.Where(check => check.Skipped), check => Assert.Contains("relu_collinear", check.Case));
    }
}
