using Csa.Data;
using Csa.Experiments.Evaluation;
using Xunit;

namespace Csa.Tests.Evaluation;

public sealed class ClaimLedgerTests : IDisposable
{
    private const string Notebook = """{"cells":[{"cell_type":"code","outputs":[{"output_type":"stream","text":["first line\n","lead of csa: +1.25 dB [0.1, 2]\n"]}]}]}""";

    private readonly TemporaryFolder folder = new();

    public ClaimLedgerTests()
    {
        File.WriteAllText(folder.At("Tests.cs"), "public void It_holds()");
        File.WriteAllText(folder.At("50.ipynb"), Notebook);
        Result(Evidence.Toy).Write(folder.At("toy.json"));
        Result(Evidence.Reproduced).Write(folder.At("real.json"));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_claim_of_the_paper_earns_its_status()
    {
        IReadOnlyList<ClaimReading> readings = Committed().LookUp(Repository.Root);
        Assert.True(readings.Count > 30);
        Assert.Empty(readings.SelectMany(reading => reading.Faults));
    }

    [Fact]
    public void The_conclusion_shows_the_numbers_that_the_files_hold()
    {
        string notebook = File.ReadAllText(Path.Combine(Repository.Root, "notebooks", "50-conclusion.ipynb"));
        foreach (EvidenceReading reading in Committed().LookUp(Repository.Root).SelectMany(reading => reading.Evidence))
        {
            if (reading.Value is not double value) continue;
            string shown = FormattableString.Invariant($"{value:0.###} <small>{reading.Evidence.Measures}");
            Assert.True(notebook.Contains(shown, StringComparison.Ordinal), $"50-conclusion does not show '{shown}': run it again (csa notebook run notebooks/50-conclusion.ipynb --in-place)");
        }
    }

    [Fact]
    public void Numbers_are_found_in_results_and_in_what_notebooks_printed()
    {
        Assert.Equal(1.25, Read(new ClaimEvidence { File = "50.ipynb", Number = "lead of csa" }).Value);
        Assert.Equal(3.5, Read(new ClaimEvidence { File = "toy.json", Number = "psnr" }).Value);
        Assert.Null(Read(new ClaimEvidence { File = "toy.json", Number = "psnr", Above = 3, Below = 4 }).Fault);
    }

    [Theory]
    [InlineData(ClaimStatus.Checked, "Tests.cs", "It_holds", null, null)]
    [InlineData(ClaimStatus.Checked, "Tests.cs", "It_does_not", null, "no test 'It_does_not'")]
    [InlineData(ClaimStatus.Checked, "Gone.cs", "It_holds", null, "Gone.cs: no such file")]
    [InlineData(ClaimStatus.Checked, "toy.json", null, "psnr", "want a test")]
    [InlineData(ClaimStatus.ToyFor, "toy.json", null, "psnr", null)]
    [InlineData(ClaimStatus.ToyFor, "toy.json", null, "ssim", "no number 'ssim'")]
    [InlineData(ClaimStatus.ToyFor, "50.ipynb", null, "second line", "no number 'second line'")]
    [InlineData(ClaimStatus.ToyFor, "Tests.cs", "It_holds", null, "want a number")]
    [InlineData(ClaimStatus.ToyAgainst, "toy.json", null, "psnr", null)]
    [InlineData(ClaimStatus.ToyAgainst, "Tests.cs", "It_holds", null, "toy, against: want a number")]
    [InlineData(ClaimStatus.Reproduced, "toy.json", null, "psnr", "want a result file of the paper's data")]
    [InlineData(ClaimStatus.Reproduced, "real.json", null, "psnr", null)]
    [InlineData(ClaimStatus.Contradicted, "Tests.cs", null, null, "want a test or a number")]
    [InlineData(ClaimStatus.NotTested, "toy.json", null, "psnr", "want no evidence")]
    public void A_status_must_be_earned(ClaimStatus status, string file, string? test, string? number, string? fault)
    {
        var claim = new Claim { Section = "1", Text = "so it is", Status = status, Note = "a note", Evidence = [new() { File = file, Test = test, Number = number }] };
        IReadOnlyList<string> faults = new ClaimLedger([claim]).LookUp(folder.Path)[0].Faults;
        if (fault is null) Assert.Empty(faults);
        else Assert.Contains(faults, one => one.Contains(fault, StringComparison.Ordinal) && one.Contains("so it is", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3.5, null, "want more than 3.5")]
    [InlineData(null, 3.5, "want less than 3.5")]
    public void A_number_out_of_bounds_is_a_fault(double? above, double? below, string fault) =>
        Assert.Contains(fault, Read(new ClaimEvidence { File = "toy.json", Number = "psnr", Above = above, Below = below }).Fault);

    [Fact]
    public void What_is_not_tested_says_why()
    {
        var claim = new Claim { Section = "1", Text = "so it is", Status = ClaimStatus.NotTested };
        Assert.Contains("want a note", Assert.Single(new ClaimLedger([claim]).LookUp(folder.Path)[0].Faults));
    }

    [Fact]
    public void A_result_names_its_command_and_commit_and_comes_back()
    {
        ResultFile result = ResultFile.Read(folder.At("toy.json"));
        Assert.Equal("csa evaluate", result.Command);
        Assert.NotEmpty(result.Commit);
        Assert.Equal(3.5, result.Values["psnr"]);
        File.WriteAllText(folder.At("broken.json"), "{");
        Assert.Contains("broken.json", Assert.Throws<BadInputException>(() => ResultFile.Read(folder.At("broken.json"))).Message);
        Assert.Contains("none.json", Assert.Throws<BadInputException>(() => ClaimLedger.Read(folder.At("none.json"))).Message);
    }

    private static ClaimLedger Committed() => ClaimLedger.Read(Path.Combine(Repository.Root, "notebooks", "results", "claims.json"));

    private static ResultFile Result(Evidence evidence) => new() { Command = "csa evaluate", Data = "data", Evidence = evidence, Values = new Dictionary<string, double> { ["psnr"] = 3.5 } };

    private EvidenceReading Read(ClaimEvidence evidence) =>
        new ClaimLedger([new Claim { Section = "1", Text = "so it is", Status = ClaimStatus.ToyFor, Evidence = [evidence] }]).LookUp(folder.Path)[0].Evidence[0];
}
