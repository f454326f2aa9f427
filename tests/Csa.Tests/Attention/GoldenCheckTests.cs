using Csa.Experiments.Verification;
using Csa.Programs;
using Csa.Tests.Cli;
using Xunit;

namespace Csa.Tests.Attention;

public class GoldenCheckTests
{
    // Where libtorch convolves wrongly it does so in another way each time.
    [Fact]
    public void Five_times_there_is_no_miss_and_the_same_report()
    {
        CommandTests.Outcome first = Verify();
        Assert.Equal(ExitCode.Done, first.Code);
        for (int i = 1; i < 5; i++) Assert.Equal(first, Verify());

        static CommandTests.Outcome Verify() => CommandTests.Csa("verify", "--golden", GoldenCopy.Folder);
    }

    [Fact]
    public void A_miss_is_seen()
    {
        Assert.True(GoldenCheck.Compare("case", "same", [1, double.NaN], [1 + 1e-10, double.NaN], 1e-9).Passed);
        Assert.False(GoldenCheck.Compare("case", "too far", [1], [1.1], 0.01).Passed);
        Assert.False(GoldenCheck.Compare("case", "NaN for a number", [1], [double.NaN], 1).Passed);
        Assert.False(GoldenCheck.Compare("case", "a number for NaN", [double.NaN], [1], 1).Passed);
        Assert.False(GoldenCheck.Compare("case", "too few", [1, 2], [1], 1).Passed);
        Assert.False(new GoldenCheck("case", "no number", double.NaN, 1).Passed);
    }
}
