using System.Diagnostics;
using Csa.Baselines;
using Csa.Data.Masks;
using Csa.Data.Ranks;
using Csa.Data.Sources;
using Csa.Drawings;
using Csa.Systems;
using Csa.Tensors.Ranks;
using static TorchSharp.torch;

namespace Csa.Cli.Bench;

/// <summary>
/// The cost of training on several ranks: steps of all ranks, each on its share, alternating with steps of rank 0 alone while the others wait.
/// </summary>
internal static class RankBench
{
    private const int WarmUpRounds = 3;

    /// <summary>Measures a system's quick preset.</summary>
    /// <param name="ranks">All of them call.</param>
    /// <param name="model">The system's name.</param>
    /// <param name="threads">Torch's threads of each rank.</param>
    /// <param name="rounds">The number of timings, of which the median counts; the same on every rank.</param>
    /// <returns>The cost, as measured on rank 0.</returns>
    public static RankCost Of(IRankGroup ranks, string model, int threads, int rounds)
    {
        set_num_threads(threads);
        RunConfig config = ComparedSystems.Catalog.Presets(model).Quick;
        TrainingOptions training = config.Training;
        var clock = new RankClock(ranks);
        BatchShare share = BatchShare.Of(clock, training.BatchSize * ranks.Size);
        using ITrainableSystem alone = config.System.Create(training.Seed, CPU), together = config.System.Create(training.Seed, CPU);
        together.TrainOn(share);
        var batches = new Batches(
            ImageSources.Open(training.Data), MaskSources.Open(training.Masks), new BatchOptions { Side = training.Side, BatchSize = training.BatchSize * ranks.Size, Seed = training.Seed }, share.Part);
        using TrainingBatch batch = batches.Draw(0).ToBatch();
        var taken = new List<(double Alone, double Together, double Calls)>();
        for (int round = 0; round < WarmUpRounds + rounds; round++)
        {
            double own = 0;
            if (ranks.Rank == 0) own = Seconds(() => alone.Step(batch, new TrainingProgress(0, 1)));
            ranks.Sum((Span<double>)[0]); // all begin together
            clock.Reset();
            double shared = Seconds(() => together.Step(batch, new TrainingProgress(0, 1)));
            if (round >= WarmUpRounds) taken.Add((own, shared, clock.Seconds));
        }

        return new RankCost(training.BatchSize, Median(taken.Select(time => time.Alone)), Median(taken.Select(time => time.Together)), Median(taken.Select(time => time.Calls / time.Together)), clock.Bytes, clock.Calls);
    }

    private static double Seconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    // Measures the calls of a step.
    private sealed class RankClock(IRankGroup ranks) : IRankGroup
    {
        public int Rank => ranks.Rank;

        public int Size => ranks.Size;

        public double Seconds { get; private set; }

        public long Bytes { get; private set; }

        public int Calls { get; private set; }

        public void Reset() => (Seconds, Bytes, Calls) = (0, 0, 0);

        public void Sum(Span<float> values)
        {
            long start = Count(values.Length * sizeof(float));
            ranks.Sum(values);
            Seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        public void Sum(Span<double> values)
        {
            long start = Count(values.Length * sizeof(double));
            ranks.Sum(values);
            Seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        public void Broadcast(Span<byte> bytes, int from) => ranks.Broadcast(bytes, from);

        public void Abort(int code) => ranks.Abort(code);

        private long Count(int bytes)
        {
            Bytes += bytes;
            Calls++;
            return Stopwatch.GetTimestamp();
        }
    }
}

/// <summary>The cost of steps on several ranks.</summary>
/// <param name="Images">Images per rank and step.</param>
/// <param name="AloneSeconds">The median time of a step of rank 0 alone on as many images.</param>
/// <param name="TogetherSeconds">The median time of a step of all ranks, each on as many.</param>
/// <param name="CallShare">The share of that step spent in MPI's calls, in which a rank also waits for slower ones.</param>
/// <param name="Bytes">Bytes summed over the ranks in a step.</param>
/// <param name="Calls">The number of those MPI calls in a step.</param>
internal sealed record RankCost(int Images, double AloneSeconds, double TogetherSeconds, double CallShare, long Bytes, int Calls);
