using Csa.Data;
using Csa.Experiments.Verification;
using Xunit;

namespace Csa.Tests.Verification;

/// <summary>Golden values against this implementation, as <c>csa verify</c> compares them.</summary>
public sealed class GoldenTests
{
    [Theory]
    [InlineData("feat_masks.json", 15, 0)]
    [InlineData("csa", 280, 2)]
    [InlineData("losses.json", 34, 1)]
    [InlineData("metrics", 46, 1)]
    [InlineData("network_facts.json", 5, 0)]
    [InlineData("e2e", 12, 1)]
    public void Every_case_of_the_repositorys_copy_holds(string part, int least, int leftOut)
    {
        IReadOnlyList<GoldenCheck> checks = GoldenFolder.CheckPart(GoldenCopy.Folder, part);
        Assert.DoesNotContain(checks, check => !check.Passed);
        Assert.InRange(checks.Count(check => !check.Skipped), least, int.MaxValue);
        Assert.Equal(leftOut, checks.Count(check => check.Skipped));
    }

    [SkippableFact]
    public void Every_case_of_the_whole_folder_holds()
    {
        IReadOnlyList<GoldenCheck> checks = GoldenFolder.Check(Shared.Require("golden"));
        Assert.DoesNotContain(checks, check => !check.Passed);
        Assert.InRange(checks.Count, 500, int.MaxValue);
    }

    [Fact]
    public void No_tolerance_is_wider_than_promised()
    {
        foreach (GoldenCheck check in GoldenFolder.Check(GoldenCopy.Folder).Where(check => !check.Skipped))
        {
            double promised = check switch
            {
                { Case: var name } when name.StartsWith("feature mask", StringComparison.Ordinal) => 0,
                { Case: var name } when name.Contains("loss", StringComparison.Ordinal) => 1e-6,
                { Quantity: var quantity } when quantity.StartsWith("SSIM", StringComparison.Ordinal) => 1e-4,
                { Case: var name } when name.StartsWith("metrics", StringComparison.Ordinal) => 1e-6,
                { Quantity: "I_r, half precision" } => 5e-4,
                { Quantity: "I_r" } => 1e-3,
                _ => 1e-4,
            };
            Assert.True(check.Tolerance <= promised, $"{check.Case}, {check.Quantity}: {check.Tolerance}");
        }
    }

    [Fact]
    public void A_wrong_weight_is_a_miss()
    {
        using TemporaryFolder folder = Copy("e2e");
        byte[] weights = File.ReadAllBytes(folder.At("e2e/net_P_legacy.pth"));
        // The last storage's last number: this form has no checksums.
        weights[^1] ^= 1;
        File.WriteAllBytes(folder.At("e2e/net_P_legacy.pth"), weights);
        IReadOnlyList<GoldenCheck> checks = GoldenFolder.Check(folder.Path);
        Assert.Contains(checks, check => !check.Passed && check.Case == "net_P_legacy.pth");
        Assert.Contains(checks, check => !check.Passed && check is { Case: "end to end, legacy", Quantity: "I_p" });
        Assert.Contains(checks, check => check is { Passed: true, Skipped: false, Case: "end to end, zip", Quantity: "I_p" });
    }

    [Theory]
    [InlineData("losses.json", "\"value\":1.1309547", "\"value\":1.1309587", "adversarial loss 1, relative")]
    [InlineData("feat_masks.json", "\"H\":256", "\"H\":128", null)]
    [InlineData("network_facts.json", "model.model.3.bias", "model.model.4.bias", "netP at the paper's size")]
    public void A_changed_number_is_a_miss_or_an_error_that_names_the_file(string part, string from, string to, string? missed)
    {
        using TemporaryFolder folder = Copy(part);
        string text = File.ReadAllText(folder.At(part)).Replace(": ", ":");
        Assert.Contains(from, text);
        File.WriteAllText(folder.At(part), text.Replace(from, to));
        if (missed is null) Assert.Contains(folder.At(part), Assert.Throws<BadInputException>(() => GoldenFolder.Check(folder.Path)).Message);
        else Assert.Contains(GoldenFolder.Check(folder.Path), check => !check.Passed && check.Case == missed);
    }

    [Fact]
    public void What_is_not_there_is_said()
    {
        using TemporaryFolder folder = Copy("metrics");
        IReadOnlyList<GoldenCheck> checks = GoldenFolder.Check(folder.Path);
        Assert.Equal(
            ["csa", "e2e", "feat_masks.json", "losses.json", "network_facts.json"],
            checks.Where(check => check.Skipped && check.Note!.Contains(folder.Path)).Select(check => check.Case).Order());

        using var empty = new TemporaryFolder();
        Assert.Contains("feat_masks.json", Assert.Throws<BadInputException>(() => GoldenFolder.Check(empty.Path)).Message);
        File.WriteAllText(folder.At("losses.json"), "{");
        Assert.Contains("losses.json", Assert.Throws<BadInputException>(() => GoldenFolder.Check(folder.Path)).Message);
    }

    [Fact]
    public void Comparisons_take_not_a_number_and_infinity_for_themselves_alone()
    {
        Assert.True(GoldenCheck.Compare("", "", [double.NaN, double.PositiveInfinity, 1], [double.NaN, double.PositiveInfinity, 1.1], 0.2).Passed);
        Assert.False(GoldenCheck.Compare("", "", [1], [double.NaN], 1e9).Passed);
        Assert.False(GoldenCheck.Compare("", "", [double.PositiveInfinity], [1e300], double.MaxValue).Passed);
        Assert.False(GoldenCheck.Compare("", "", [1, 2], [1], 1e9).Passed);
        Assert.Equal(0.01, GoldenCheck.CompareRelative("", "", [0, -200], [2, -200], 0).Error, 1e-12);
    }

    private static TemporaryFolder Copy(string part)
    {
        var folder = new TemporaryFolder();
        string source = GoldenCopy.Path(part);
        foreach (string file in Directory.Exists(source) ? Directory.GetFiles(source) : [source])
            File.Copy(file, folder.At(Path.GetRelativePath(GoldenCopy.Folder, file)));
        return folder;
    }
}
