using System.Diagnostics;
using Csa.Data;
using Csa.Data.Ranks;
using Csa.Experiments.Training;
using Csa.Mpi;
using Csa.Programs;
using Csa.Tensors.Ranks;
using Csa.Tests.Cli;
using Xunit;

namespace Csa.Tests.Ranks;

/// <summary>What ranks find out about each other, and what is said where MPI is absent.</summary>
public sealed class RankGroupTests
{
    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 3)]
    [InlineData(7, 3)]
    [InlineData(64, 64)]
    public void Shares_divide_a_batch_without_gap_or_overlap(int batchSize, int size)
    {
        BatchShare[] shares = [.. Enumerable.Range(0, size).Select(rank => BatchShare.Of(new Other(rank, size), batchSize))];
        Assert.Equal(Enumerable.Range(0, batchSize), shares.SelectMany(share => Enumerable.Range(share.Part.First, share.Part.Count)));
        Assert.Equal(1, shares.Sum(share => share.Weight), 1e-12);
        Assert.InRange(shares.Max(share => share.Part.Count) - shares.Min(share => share.Part.Count), 0, 1);
    }

    [Fact]
    public void A_batch_with_fewer_images_than_ranks_is_refused() =>
        Assert.Contains("start at most 3 ranks", Assert.Throws<BadInputException>(() => BatchShare.Of(new Other(0, 4), 3)).Message);

    [Fact]
    public void A_rank_of_another_build_is_refused_by_name()
    {
        Assert.Equal(2, RankPlace.Find(new Other(0, 2)).LocalSize);
        var fault = Assert.Throws<BadInputException>(() => RankPlace.Find(new Other(0, 2, text => OtherBuild(text, "Csa.dll"))));
        Assert.Contains("rank 1 on ", fault.Message);
        Assert.Contains("(Csa.dll differ)", fault.Message);
    }

    [Fact]
    public void A_system_that_does_not_know_of_ranks_refuses_them() =>
        Assert.Contains("cannot be trained by several ranks", Assert.Throws<BadInputException>(() => ((Csa.Systems.ITrainableSystem)new Training.LinearOptions().Create(1, TorchSharp.torch.CPU)).TrainOn(BatchShare.Of(new Other(0, 2), 2))).Message);

    [Fact]
    public void A_launcher_is_known_by_what_it_sets()
    {
        Assert.Null(Of([]));
        Assert.Equal(new Launch("OMPI_COMM_WORLD_SIZE", 4, 2), Of(new() { ["OMPI_COMM_WORLD_SIZE"] = "4", ["OMPI_COMM_WORLD_RANK"] = "2" }));
        Assert.Equal(new Launch("PMI_SIZE", 3, 0), Of(new() { ["PMI_SIZE"] = "3", ["PMI_RANK"] = "0" }));
        Assert.Equal(new Launch("SLURM_STEP_NUM_TASKS", 8, 7), Of(new() { ["SLURM_STEP_NUM_TASKS"] = "8", ["PMIX_RANK"] = "7" }));
        Assert.Null(Of(new() { ["SLURM_STEP_NUM_TASKS"] = "8", ["SLURM_PROCID"] = "7" })); // srun without MPI: as many programs of their own

        static Launch? Of(Dictionary<string, string> variables) => Launch.Of(variables.GetValueOrDefault);
    }

    [SkippableFact]
    public void Without_a_launcher_no_library_is_looked_for_and_with_one_its_absence_is_said()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "starts the program as on Linux");
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCode.Done, Run(CommandTests.TinyRun.Train(folder.At("run"), steps: 1), "CSA_MPI_LIBRARY=/nowhere/libmpi.so").Code);

        RankOutcome absent = Run(CommandTests.TinyRun.Train(folder.At("other"), steps: 1), "OMPI_COMM_WORLD_SIZE=2", "OMPI_COMM_WORLD_RANK=0", "CSA_MPI_LIBRARY=/nowhere/libmpi.so");
        Assert.Equal(ExitCode.BadInput, absent.Code);
        Assert.Equal("csa: CSA_MPI_LIBRARY: want the path of MPI's library (libmpi.so), cannot load /nowhere/libmpi.so", Assert.Single(absent.ErrorLines));

        static RankOutcome Run(string[] arguments, params string[] variables)
        {
            using Process process = ChildProcess.Start(arguments, variables);
            return RankOutcome.Of(process, TimeSpan.FromMinutes(5));
        }
    }

    // One digit of a module's version, which every build has anew.
    private static string OtherBuild(string hello, string module)
    {
        int at = hello.IndexOf($"\"{module}\":\"", StringComparison.Ordinal) + module.Length + 4;
        return hello[..at] + (hello[at] == '0' ? '1' : '0') + hello[(at + 1)..];
    }

    /// <summary>A rank whose others say what it says, or a variation.</summary>
    private sealed class Other(int rank, int size, Func<string, string>? variation = null) : IRankGroup
    {
        private byte[] said = [];

        public int Rank => rank;

        public int Size => size;

        public void Sum(Span<float> values) => throw new NotSupportedException();

        public void Sum(Span<double> values) => throw new NotSupportedException();

        public void Broadcast(Span<byte> bytes, int from)
        {
            if (from == rank)
            {
                if (bytes.Length > sizeof(int)) said = bytes.ToArray();
                return;
            }

            byte[] others = System.Text.Encoding.UTF8.GetBytes((variation ?? (text => text))(System.Text.Encoding.UTF8.GetString(said)));
            (bytes.Length == sizeof(int) ? BitConverter.GetBytes(others.Length) : others).CopyTo(bytes);
        }

        public void Abort(int code) => throw new NotSupportedException();
    }
}
